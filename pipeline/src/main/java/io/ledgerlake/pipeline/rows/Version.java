package io.ledgerlake.pipeline.rows;

import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;

/** What a row of a zone says of itself, and the making of a row that supersedes it. */
public final class Version {

  /** Reasons that are no fault of the row's own: it is valid. */
  private static final Set<ReasonCode> SETTLED =
      EnumSet.of(
          ReasonCode.CONFLICTING_TRANSACTION, ReasonCode.DUPLICATE_FAILURE, ReasonCode.REOPENED);

  private Version() {}

  /** Returns the id of the row's file. */
  public static String fileId(Record row) {
    return (String) row.getField(ZoneColumns.FILE_ID);
  }

  /** Returns the path of the row's file. */
  public static String sourceFile(Record row) {
    return (String) row.getField(ZoneColumns.SOURCE_FILE);
  }

  /** Returns the row's offset in its file. */
  public static long offset(Record row) {
    return (Long) row.getField(ZoneColumns.SOURCE_OFFSET);
  }

  /** Returns the run that wrote the row. */
  public static String runId(Record row) {
    return (String) row.getField(ZoneColumns.RUN_ID);
  }

  /** Returns the id of the record that the row is a version of. */
  public static String recordId(Record row) {
    return fileId(row) + ":" + offset(row);
  }

  /** Returns the values of the contract's key fields; a rejected row may lack some. */
  public static List<Object> key(Record row, List<String> keyFields) {
    List<Object> key = new ArrayList<>(keyFields.size());
    keyFields.forEach(field -> key.add(row.getField(field)));
    return key;
  }

  /** Returns the row's reasons; a processed row has none. */
  public static List<?> errors(Record row) {
    boolean has = row.struct().field(ZoneColumns.ERRORS) != null;
    return has ? (List<?>) row.getField(ZoneColumns.ERRORS) : List.of();
  }

  /** Returns the code of a reason. */
  public static ReasonCode code(Object error) {
    return ReasonCode.valueOf((String) ((Record) error).getField(ZoneColumns.ERROR_CODE));
  }

  /** Returns whether the row has no fault of its own: what speaks against it are other records. */
  public static boolean isValid(Record row) {
    return errors(row).stream().allMatch(error -> SETTLED.contains(code(error)));
  }

  /**
   * Returns a row of a zone with the values of a row of any zone, for a run that supersedes it:
   * everything is as it was but the run that wrote it.
   *
   * @param table the table of the zone that the new row is for
   * @param runId the run that writes it
   */
  public static Record superseding(Record row, Table table, String runId) {
    Record next = copy(row, table.schema());
    next.setField(ZoneColumns.PREVIOUS_RUN_ID, runId(row));
    next.setField(ZoneColumns.RUN_ID, runId);
    return next;
  }

  private static Record copy(Record row, Schema schema) {
    Record copy = GenericRecord.create(schema);
    for (NestedField field : schema.columns()) {
      if (row.struct().field(field.name()) != null) {
        copy.setField(field.name(), row.getField(field.name()));
      }
    }
    return copy;
  }

  /** Returns a reason, as an element of a table's column of reasons. */
  public static Record reason(Table table, ReasonCode code, String message) {
    StructType type = table.schema().findType(ZoneColumns.ERRORS + ".element").asStructType();
    Record reason = GenericRecord.create(type);
    reason.setField(ZoneColumns.ERROR_CODE, code.name());
    reason.setField(ZoneColumns.ERROR_MESSAGE, message);
    return reason;
  }

  /**
   * Returns a version in quarantine of a row that is to be evaluated again: its reasons are {@link
   * ReasonCode#REOPENED} and then its own.
   *
   * @param why what happened to the record that it met, or who reopened it
   */
  public static Record reopened(Record row, Table quarantine, String runId, String why) {
    Record next = superseding(row, quarantine, runId);
    List<Record> reasons = new ArrayList<>();
    reasons.add(reason(quarantine, ReasonCode.REOPENED, why));
    StructType type = quarantine.schema().findType(ZoneColumns.ERRORS + ".element").asStructType();
    for (Object error : errors(row)) {
      reasons.add(retyped((Record) error, type));
    }
    next.setField(ZoneColumns.ERRORS, reasons);
    next.setField(ZoneColumns.RELATED_RECORD_ID, null);
    return next;
  }

  /** Field ids differ between the tables; names do not. */
  private static Record retyped(Record from, StructType type) {
    Record to = GenericRecord.create(type);
    for (NestedField field : type.fields()) {
      if (from.struct().field(field.name()) != null) {
        to.setField(field.name(), from.getField(field.name()));
      }
    }
    return to;
  }

  /**
   * Returns a version in condemned of a row that repeats, or lost against, another record.
   *
   * @param related the record that stands in its place
   * @param why how that came about
   */
  public static Record condemned(
      Record row, Table condemned, String runId, String related, String why) {
    Record next = superseding(row, condemned, runId);
    next.setField(
        ZoneColumns.ERRORS, List.of(reason(condemned, ReasonCode.DUPLICATE_FAILURE, why)));
    next.setField(ZoneColumns.RELATED_RECORD_ID, related);
    return next;
  }

  /** Returns the columns of a zone that {@link RowBooks} and the questions above need. */
  public static List<String> columns(Zone zone) {
    List<String> columns =
        new ArrayList<>(
            List.of(
                ZoneColumns.SOURCE_FILE,
                ZoneColumns.FILE_ID,
                ZoneColumns.SOURCE_OFFSET,
                ZoneColumns.RUN_ID,
                ZoneColumns.PREVIOUS_RUN_ID));
    if (zone != Zone.PROCESSED) {
      columns.add(ZoneColumns.ERRORS);
      columns.add(ZoneColumns.RELATED_RECORD_ID);
    }
    return columns;
  }
}
