package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The columns of each zone's table: the contract's fields, then what was rescued, then the row
 * metadata. The names are those that readers of the lake see; they never change.
 */
public final class ZoneColumns {

  /** Unknown extra columns of the row by header name. */
  public static final String RESCUED = "_rescued";

  /** Path of the file below the raw root. */
  public static final String SOURCE_FILE = "source_file";

  /** Id of the file: its path and content. */
  public static final String FILE_ID = "file_id";

  /** Record number in the file, from 1, the header not counted. */
  public static final String SOURCE_ROW = "source_row";

  /** Physical line on which the record starts, from 1, the header counted. */
  public static final String SOURCE_LINE = "source_line";

  /** Byte offset of the record in the uncompressed file. */
  public static final String SOURCE_OFFSET = "source_offset";

  /** SHA-256 of the row's content, 32 bytes. */
  public static final String ROW_HASH = "row_hash";

  /** The run that wrote the row. */
  public static final String RUN_ID = "run_id";

  /** The logical time of the run that first took the row in. */
  public static final String INGESTED_AT = "ingested_at";

  /** How often the row has been evaluated, 1 at ingest. */
  public static final String ATTEMPT_COUNT = "attempt_count";

  /** Version of the contract that the row was evaluated under. */
  public static final String SCHEMA_VERSION = "schema_version";

  /**
   * The {@link #RUN_ID} of the version of this record that this row supersedes; null when it is the
   * record's first. See "What happens to a row later" in {@code docs/architecture.md}.
   */
  public static final String PREVIOUS_RUN_ID = "previous_run_id";

  /** The record's exact bytes, without its line end. */
  public static final String RAW_RECORD = "raw_record";

  /** Why the row is not processed: structs of {@link #ERROR_CODE} and so on. */
  public static final String ERRORS = "errors";

  /** The run that first took the row in. */
  public static final String FIRST_RUN_ID = "first_run_id";

  /** The record that a duplicate or a conflict meets, as {@code file_id:source_offset}. */
  public static final String RELATED_RECORD_ID = "related_record_id";

  /** Field of {@link #ERRORS}: a {@link io.ledgerlake.schemas.record.ReasonCode} name. */
  public static final String ERROR_CODE = "code";

  /** Field of {@link #ERRORS}: the contract's field, null when the fault is the row's. */
  public static final String ERROR_FIELD = "field";

  /** Field of {@link #ERRORS}: what is wrong and what was expected. */
  public static final String ERROR_MESSAGE = "message";

  /** Field of {@link #ERRORS}: the offending text, cut and masked; null when there is none. */
  public static final String ERROR_VALUE = "value";

  private ZoneColumns() {}

  /**
   * Returns the columns of a zone's table, in order.
   *
   * @throws IllegalArgumentException if a field of the contract has the name of a metadata column
   *     or of another field (letter case aside, as Athena ignores it)
   */
  public static List<ZoneColumn> of(Contract contract, Zone zone) {
    List<ZoneColumn> columns = new ArrayList<>();
    for (Field field : contract.fields()) {
      boolean required = zone == Zone.PROCESSED && alwaysPresent(contract, field);
      columns.add(
          new ZoneColumn(
              field.name(), new ZoneColumn.Value(field.type()), required, "from the input file"));
    }
    if (contract.dialect().columnMode() == ColumnMode.RESCUE) {
      columns.add(
          new ZoneColumn(
              RESCUED, new ZoneColumn.TextMap(), false, "unknown extra columns, by header name"));
    }
    addMetadata(columns);
    if (zone != Zone.PROCESSED) {
      addReasons(columns);
    }
    checkNames(contract, columns);
    return List.copyOf(columns);
  }

  /** Every row has what the contract requires, and a key and an event time whatever it says. */
  private static boolean alwaysPresent(Contract contract, Field field) {
    return field.required()
        || field.defaultText().isPresent()
        || field.constantText().isPresent()
        || contract.key().contains(field.name())
        || contract.eventTime().equals(field.name());
  }

  private static void addMetadata(List<ZoneColumn> columns) {
    FieldType text = new FieldType.Text();
    FieldType int32 = new FieldType.Int32();
    FieldType int64 = new FieldType.Int64();
    columns.add(required(SOURCE_FILE, text, "path of the input file below the raw root"));
    columns.add(required(FILE_ID, text, "hash of the input file's path and stored bytes"));
    columns.add(required(SOURCE_ROW, int64, "record number, from 1, the header not counted"));
    columns.add(required(SOURCE_LINE, int64, "physical line, from 1, the header counted"));
    columns.add(required(SOURCE_OFFSET, int64, "byte offset in the uncompressed file"));
    columns.add(
        new ZoneColumn(ROW_HASH, new ZoneColumn.Bytes(), true, "SHA-256 of the row's content"));
    columns.add(required(RUN_ID, text, "the run that wrote this row"));
    columns.add(
        required(INGESTED_AT, new FieldType.Timestamp(), "logical time of the row's first run"));
    columns.add(required(ATTEMPT_COUNT, int32, "how often the row was evaluated, 1 at ingest"));
    columns.add(required(SCHEMA_VERSION, int32, "contract version of the last evaluation"));
    columns.add(
        optional(PREVIOUS_RUN_ID, text, "run of the version of this record that this supersedes"));
  }

  private static void addReasons(List<ZoneColumn> columns) {
    FieldType text = new FieldType.Text();
    columns.add(
        new ZoneColumn(
            RAW_RECORD, new ZoneColumn.Bytes(), true, "the record's exact bytes, no line end"));
    List<ZoneColumn> error =
        List.of(
            required(ERROR_CODE, text, "reason code"),
            optional(ERROR_FIELD, text, "field at fault; null: the row as a whole"),
            required(ERROR_MESSAGE, text, "what is wrong and what was expected"),
            optional(ERROR_VALUE, text, "the offending text; cut at 200 characters, masked"));
    columns.add(
        new ZoneColumn(
            ERRORS, new ZoneColumn.StructList(error), true, "why the row is not processed"));
    columns.add(required(FIRST_RUN_ID, text, "the run that first took the row in"));
    columns.add(
        optional(RELATED_RECORD_ID, text, "record met by a duplicate or conflict, file_id:offset"));
  }

  private static ZoneColumn required(String name, FieldType type, String doc) {
    return new ZoneColumn(name, new ZoneColumn.Value(type), true, doc);
  }

  private static ZoneColumn optional(String name, FieldType type, String doc) {
    return new ZoneColumn(name, new ZoneColumn.Value(type), false, doc);
  }

  private static void checkNames(Contract contract, List<ZoneColumn> columns) {
    Set<String> seen = new HashSet<>();
    for (ZoneColumn column : columns) {
      if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            contract.source()
                + ": two columns of the table would be named "
                + column.name()
                + "; rename the contract's field (row metadata columns are reserved)");
      }
    }
  }
}
