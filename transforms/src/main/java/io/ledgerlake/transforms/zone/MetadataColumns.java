package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.parquet.CollectedColumn;
import io.ledgerlake.transforms.parquet.ListedColumn;
import io.ledgerlake.transforms.record.PackedRecords;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;

/** Writers of the columns that are about a record rather than from it. */
final class MetadataColumns {

  private static final int FIRST_ATTEMPT = 1;

  private final RunContext context;
  private final Contract contract;
  private final RowHash rowHash = RowHash.create();
  private final byte[] hash = new byte[RowHash.LENGTH];

  MetadataColumns(RunContext context, Contract contract) {
    this.context = context;
    this.contract = contract;
  }

  /** Returns how a flat column gets its values, or null if it is not one of these. */
  ColumnBinding of(ColumnDescriptor column) {
    return switch (column.getPath()[0]) {
      case ZoneColumns.SOURCE_FILE -> text(column, RunContext.PlannedFile::path);
      case ZoneColumns.FILE_ID -> text(column, RunContext.PlannedFile::fileId);
      case ZoneColumns.SOURCE_ROW -> ColumnBinding.number(column, row -> row.record.row());
      case ZoneColumns.SOURCE_LINE -> ColumnBinding.number(column, row -> row.record.line());
      case ZoneColumns.SOURCE_OFFSET -> ColumnBinding.number(column, row -> row.record.offset());
      case ZoneColumns.ROW_HASH -> bytes(column, this::rowHash);
      case ZoneColumns.RUN_ID -> text(column, file -> context.runId());
      case ZoneColumns.FIRST_RUN_ID ->
          text(column, file -> earlier(file, RunContext.Earlier::firstRunId, context.runId()));
      case ZoneColumns.INGESTED_AT -> number(column, file -> micros(context.ingestedAt(file)));
      case ZoneColumns.ATTEMPT_COUNT ->
          number(column, file -> earlier(file, e -> e.attempts() + 1, FIRST_ATTEMPT));
      case ZoneColumns.SCHEMA_VERSION -> number(column, file -> contract.version());
      case ZoneColumns.PREVIOUS_RUN_ID ->
          text(column, file -> earlier(file, RunContext.Earlier::runId, null));
      case ZoneColumns.RAW_RECORD -> bytes(column, MetadataColumns::raw);
      case ZoneColumns.RELATED_RECORD_ID -> bytes(column, MetadataColumns::related);
      default -> null;
    };
  }

  /** Returns what a file's rows have from their earlier versions, or else what is new. */
  private static <T> T earlier(
      RunContext.PlannedFile file, Function<RunContext.Earlier, T> value, T otherwise) {
    return file.earlier() == null ? otherwise : value.apply(file.earlier());
  }

  /** A text that is the same for all rows of a file, or none. */
  private ColumnBinding text(
      ColumnDescriptor column, Function<RunContext.PlannedFile, String> value) {
    List<byte[]> utf8 = new ArrayList<>();
    for (RunContext.PlannedFile file : context.files()) {
      String text = value.apply(file);
      utf8.add(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }
    return byFile(ListedColumn.of(column, utf8));
  }

  private static ColumnBinding byFile(ListedColumn column) {
    return ColumnBinding.byFile(column, OriginColumns.of(column));
  }

  /** A number that is the same for all rows of a file. */
  private ColumnBinding number(
      ColumnDescriptor column, Function<RunContext.PlannedFile, ? extends Number> value) {
    return byFile(ListedColumn.ofNumbers(column, context.files().stream().map(value).toList()));
  }

  /** Returns the writer of a group, or null if it is not one of these. */
  GroupWriter of(GroupType column, int index) {
    return switch (column.getName()) {
      case ZoneColumns.ERRORS -> errors(column, index);
      case ZoneColumns.RESCUED -> rescued(column, index);
      default -> null;
    };
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** Bytes of its own in each row, which hardly repeat. */
  private static ColumnBinding bytes(ColumnDescriptor descriptor, RowBytes value) {
    CollectedColumn column = new CollectedColumn(descriptor, false);
    return new ColumnBinding(column, row -> value.addTo(column, row));
  }

  /** Adds a row's value, or a null, to a column of bytes. */
  private interface RowBytes {
    void addTo(CollectedColumn column, ZoneRow row);
  }

  private void rowHash(CollectedColumn column, ZoneRow row) {
    PackedRecords.Cursor record = row.record;
    if (record.kind() == PackedRecords.VALID) {
      rowHash.ofValues(record.buffer(), record.valuesStart(), record.valuesEnd(), hash, 0);
    } else {
      rowHash.ofRaw(record.buffer(), record.rawStart(), record.rawEnd(), hash, 0);
    }
    column.addBinary(hash, 0, hash.length);
  }

  private static void raw(CollectedColumn column, ZoneRow row) {
    PackedRecords.Cursor record = row.record;
    column.addBinary(record.buffer(), record.rawStart(), record.rawEnd());
  }

  private static void related(CollectedColumn column, ZoneRow row) {
    if (row.verdict.hasRelated()) {
      byte[] id = relatedId(row).getBytes(StandardCharsets.UTF_8);
      column.addBinary(id, 0, id.length);
    } else {
      column.addNull();
    }
  }

  private static String relatedId(ZoneRow row) {
    return row.relatedFileId + ":" + row.relatedOffset;
  }

  /** A Parquet list: the column, a repeated group in it, and in that the element. */
  private static GroupWriter errors(GroupType column, int index) {
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
  private static GroupWriter rescued(GroupType column, int index) {
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
    out.startField(name, index);
    out.addBinary(Binary.fromString(value));
    out.endField(name, index);
  }

  private static void stringOrNull(RecordConsumer out, String name, int index, String value) {
    if (value != null && !value.isEmpty()) {
      string(out, name, index, value);
    }
  }
}
