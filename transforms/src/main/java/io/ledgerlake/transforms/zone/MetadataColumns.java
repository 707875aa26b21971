package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.record.PackedRecords;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** Writers of the columns that are about a record rather than from it. */
final class MetadataColumns {

  private static final int FIRST_ATTEMPT = 1;

  private final RunContext context;
  private final Contract contract;
  private final Binary[] sourceFiles;
  private final Binary[] fileIds;
  private final RowHash rowHash = RowHash.create();
  private final byte[] hash = new byte[RowHash.LENGTH];

  MetadataColumns(RunContext context, Contract contract) {
    this.context = context;
    this.contract = contract;
    this.sourceFiles = context.files().stream().map(f -> constant(f.path())).toArray(Binary[]::new);
    this.fileIds = context.files().stream().map(f -> constant(f.fileId())).toArray(Binary[]::new);
  }

  private static Binary constant(String text) {
    return Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the writer of a column, or null if it is not one of these. */
  ColumnWriter of(Type column, int index) {
    ColumnWriter planned = ofPlanned(column, index);
    ColumnWriter original = OriginColumns.of(column.getName(), index);
    return original == null
        ? planned
        : (row, out) -> (row.origin == null ? planned : original).write(row, out);
  }

  /** Of a row of a planned file. */
  private ColumnWriter ofPlanned(Type column, int index) {
    String name = column.getName();
    return switch (name) {
      case ZoneColumns.SOURCE_FILE ->
          (row, out) -> binary(out, name, index, sourceFiles[row.record.file()]);
      case ZoneColumns.FILE_ID ->
          (row, out) -> binary(out, name, index, fileIds[row.record.file()]);
      case ZoneColumns.SOURCE_ROW -> number(name, index, PackedRecords.Cursor::row);
      case ZoneColumns.SOURCE_LINE -> number(name, index, PackedRecords.Cursor::line);
      case ZoneColumns.SOURCE_OFFSET -> number(name, index, PackedRecords.Cursor::offset);
      case ZoneColumns.ROW_HASH -> (row, out) -> rowHash(row, out, name, index);
      case ZoneColumns.RUN_ID -> text(name, index, context.runId());
      case ZoneColumns.FIRST_RUN_ID ->
          text(name, index, earlier(RunContext.Earlier::firstRunId, context.runId()));
      case ZoneColumns.INGESTED_AT -> {
        long[] times = context.files().stream().mapToLong(f -> micros(f)).toArray();
        yield number(name, index, record -> times[record.file()]);
      }
      case ZoneColumns.ATTEMPT_COUNT ->
          smallNumber(name, index, earlier(e -> e.attempts() + 1, FIRST_ATTEMPT));
      case ZoneColumns.SCHEMA_VERSION ->
          smallNumber(name, index, Collections.nCopies(context.files().size(), contract.version()));
      case ZoneColumns.PREVIOUS_RUN_ID ->
          text(name, index, earlier(RunContext.Earlier::runId, null));
      case ZoneColumns.RAW_RECORD -> (row, out) -> raw(row, out, name, index);
      case ZoneColumns.ERRORS -> errors(column.asGroupType(), index);
      case ZoneColumns.RELATED_RECORD_ID ->
          (row, out) -> {
            if (row.verdict.hasRelated()) {
              binary(out, name, index, Binary.fromString(relatedId(row)));
            }
          };
      case ZoneColumns.RESCUED -> rescued(column.asGroupType(), index);
      default -> null;
    };
  }

  /** Returns, per file, what its rows have from their earlier versions, or else what is new. */
  private <T> List<T> earlier(Function<RunContext.Earlier, T> value, T otherwise) {
    List<T> values = new ArrayList<>();
    for (RunContext.PlannedFile file : context.files()) {
      values.add(file.earlier() == null ? otherwise : value.apply(file.earlier()));
    }
    return values;
  }

  private long micros(RunContext.PlannedFile file) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, context.ingestedAt(file));
  }

  private static void binary(RecordConsumer out, String name, int index, Binary value) {
    out.startField(name, index);
    out.addBinary(value);
    out.endField(name, index);
  }

  private static ColumnWriter text(String name, int index, String value) {
    Binary binary = constant(value);
    return (row, out) -> binary(out, name, index, binary);
  }

  /** Null is written for a column that is left out. */
  private static ColumnWriter text(String name, int index, List<String> byFile) {
    Binary[] values =
        byFile.stream().map(text -> text == null ? null : constant(text)).toArray(Binary[]::new);
    return (row, out) -> {
      Binary value = values[row.record.file()];
      if (value != null) {
        binary(out, name, index, value);
      }
    };
  }

  private static ColumnWriter number(
      String name, int index, ToLongFunction<PackedRecords.Cursor> value) {
    return (row, out) -> {
      out.startField(name, index);
      out.addLong(value.applyAsLong(row.record));
      out.endField(name, index);
    };
  }

  private static ColumnWriter smallNumber(String name, int index, List<Integer> byFile) {
    int[] values = byFile.stream().mapToInt(Integer::intValue).toArray();
    return (row, out) -> {
      out.startField(name, index);
      out.addInteger(values[row.record.file()]);
      out.endField(name, index);
    };
  }

  private void rowHash(ZoneRow row, RecordConsumer out, String name, int index) {
    PackedRecords.Cursor record = row.record;
    if (record.kind() == PackedRecords.VALID) {
      rowHash.ofValues(record.buffer(), record.valuesStart(), record.valuesEnd(), hash, 0);
    } else {
      rowHash.ofRaw(record.buffer(), record.rawStart(), record.rawEnd(), hash, 0);
    }
    binary(out, name, index, Binary.fromReusedByteArray(hash));
  }

  private static void raw(ZoneRow row, RecordConsumer out, String name, int index) {
    PackedRecords.Cursor record = row.record;
    int length = record.rawEnd() - record.rawStart();
    binary(
        out, name, index, Binary.fromReusedByteArray(record.buffer(), record.rawStart(), length));
  }

  private static String relatedId(ZoneRow row) {
    return row.relatedFileId + ":" + row.relatedOffset;
  }

  /** A Parquet list: the column, a repeated group in it, and in that the element. */
  private ColumnWriter errors(GroupType column, int index) {
    GroupType repeated = column.getType(0).asGroupType();
    GroupType element = repeated.getType(0).asGroupType();
    int code = element.getFieldIndex(ZoneColumns.ERROR_CODE);
    int field = element.getFieldIndex(ZoneColumns.ERROR_FIELD);
    int message = element.getFieldIndex(ZoneColumns.ERROR_MESSAGE);
    int value = element.getFieldIndex(ZoneColumns.ERROR_VALUE);
    return (row, out) -> {
      List<RowError> reasons = RowReasons.of(row, row.verdict.hasRelated() ? relatedId(row) : null);
      out.startField(column.getName(), index);
      out.startGroup();
      if (!reasons.isEmpty()) {
        out.startField(repeated.getName(), 0);
        for (RowError reason : reasons) {
          out.startGroup();
          out.startField(element.getName(), 0);
          out.startGroup();
          string(out, ZoneColumns.ERROR_CODE, code, reason.code().name());
          stringOrNull(out, ZoneColumns.ERROR_FIELD, field, reason.field());
          string(out, ZoneColumns.ERROR_MESSAGE, message, reason.message());
          stringOrNull(out, ZoneColumns.ERROR_VALUE, value, reason.value());
          out.endGroup();
          out.endField(element.getName(), 0);
          out.endGroup();
        }
        out.endField(repeated.getName(), 0);
      }
      out.endGroup();
      out.endField(column.getName(), index);
    };
  }

  /** A Parquet map: the column, a repeated group in it, and in that key and value. */
  private static ColumnWriter rescued(GroupType column, int index) {
    GroupType repeated = column.getType(0).asGroupType();
    String key = repeated.getFieldName(0);
    String value = repeated.getFieldName(1);
    return (row, out) -> {
      Map<String, String> rescued = row.record.rescued();
      if (rescued.isEmpty()) {
        return;
      }
      out.startField(column.getName(), index);
      out.startGroup();
      out.startField(repeated.getName(), 0);
      rescued.forEach(
          (name, text) -> {
            out.startGroup();
            string(out, key, 0, name);
            string(out, value, 1, text);
            out.endGroup();
          });
      out.endField(repeated.getName(), 0);
      out.endGroup();
      out.endField(column.getName(), index);
    };
  }

  private static void string(RecordConsumer out, String name, int index, String value) {
    binary(out, name, index, Binary.fromString(value));
  }

  private static void stringOrNull(RecordConsumer out, String name, int index, String value) {
    if (value != null && !value.isEmpty()) {
      string(out, name, index, value);
    }
  }
}
