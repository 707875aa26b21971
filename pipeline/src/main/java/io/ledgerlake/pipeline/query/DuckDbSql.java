package io.ledgerlake.pipeline.query;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Iceberg's words in DuckDB's. */
public final class DuckDbSql {

  private DuckDbSql() {}

  /**
   * Returns a query for all rows of data files. Columns are found by their Iceberg field id, as
   * Iceberg's own readers do, so that a file from before a column was added or renamed reads well.
   */
  public static String select(Schema schema, List<String> files) {
    return files.isEmpty() ? selectNothing(schema) : selectFiles(schema, files);
  }

  private static String selectFiles(Schema schema, List<String> files) {
    String paths = files.stream().map(DuckDbSql::literal).collect(Collectors.joining(", "));
    String columns =
        schema.columns().stream()
            .map(
                f ->
                    f.fieldId()
                        + ": {name: "
                        + literal(f.name())
                        + ", type: "
                        + literal(type(f.type()))
                        + ", default_value: NULL}")
            .collect(Collectors.joining(", "));
    return "SELECT * FROM read_parquet([" + paths + "], schema = MAP {" + columns + "})";
  }

  private static String selectNothing(Schema schema) {
    return schema.columns().stream()
            .map(f -> "CAST(NULL AS " + type(f.type()) + ") AS " + name(f.name()))
            .collect(Collectors.joining(", ", "SELECT ", ""))
        + " WHERE false";
  }

  /** Returns a text as a literal. */
  public static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Returns a name in double quotes. */
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Returns the type of a column. */
  public static String type(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case DATE -> "DATE";
      case STRING -> "VARCHAR";
      case BINARY, FIXED -> "BLOB";
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield "DECIMAL(" + decimal.precision() + ", " + decimal.scale() + ")";
      }
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ" : "TIMESTAMP";
      case LIST -> type(type.asListType().elementType()) + "[]";
      case MAP ->
          "MAP("
              + type(type.asMapType().keyType())
              + ", "
              + type(type.asMapType().valueType())
              + ")";
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(f -> name(f.name()) + " " + type(f.type()))
              .collect(Collectors.joining(", ", "STRUCT(", ")"));
      default -> throw new IllegalArgumentException("no column of LedgerLake has the type " + type);
    };
  }
}
