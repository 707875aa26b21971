package io.ledgerlake.pipeline.readers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Reads a table's current rows with DuckDB: Iceberg says which data files there are, DuckDB reads
 * them by field id, which is how the {@code schema} parameter of {@code read_parquet} maps columns.
 */
final class DuckDbTableReader {

  private DuckDbTableReader() {}

  static List<String> rows(Table table) {
    List<String> files = plannedFiles(table);
    if (files.isEmpty()) {
      return List.of();
    }
    Types.StructType type = table.schema().asStruct();
    List<String> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(query(type, files))) {
      while (result.next()) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < type.fields().size(); i++) {
          values.add(plain(type.fields().get(i).type(), result.getObject(i + 1)));
        }
        rows.add(CanonicalRows.struct(type, values::get));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB cannot read " + table.location() + ": " + files, e);
    }
    return rows;
  }

  private static List<String> plannedFiles(Table table) {
    List<String> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        if (!task.deletes().isEmpty()) {
          throw new IllegalStateException(
              table.location() + " has delete files, which reading its data files would ignore");
        }
        files.add(localPath(task.file().path().toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static String localPath(String location) {
    return location.startsWith("file:") ? Path.of(URI.create(location)).toString() : location;
  }

  static String query(Types.StructType type, List<String> files) {
    String paths = files.stream().map(DuckDbTableReader::literal).collect(Collectors.joining(", "));
    String columns =
        type.fields().stream()
            .map(
                f ->
                    f.fieldId()
                        + ": {name: "
                        + literal(f.name())
                        + ", type: "
                        + literal(sqlType(f.type()))
                        + ", default_value: NULL}")
            .collect(Collectors.joining(", "));
    return "SELECT * FROM read_parquet([" + paths + "], schema = MAP {" + columns + "})";
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static String sqlType(Type type) {
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
      case LIST -> sqlType(type.asListType().elementType()) + "[]";
      case MAP ->
          "MAP("
              + sqlType(type.asMapType().keyType())
              + ", "
              + sqlType(type.asMapType().valueType())
              + ")";
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(f -> '"' + f.name() + "\" " + sqlType(f.type()))
              .collect(Collectors.joining(", ", "STRUCT(", ")"));
      default -> throw new IllegalArgumentException("no column of LedgerLake has the type " + type);
    };
  }

  /** Turns DuckDB's own classes into what {@link CanonicalRows} takes. */
  private static Object plain(Type type, Object value) throws SQLException {
    if (value instanceof Blob blob) {
      try (InputStream bytes = blob.getBinaryStream()) {
        return bytes.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (value instanceof Struct struct) {
      return rendered(type.asStructType(), struct);
    }
    if (value instanceof Array array) {
      Type element = type.asListType().elementType();
      List<Object> elements = new ArrayList<>();
      for (Object e : Arrays.asList((Object[]) array.getArray())) {
        elements.add(plain(element, e));
      }
      return new CanonicalRows.Rendered(CanonicalRows.list(element, elements));
    }
    if (value instanceof Map<?, ?> map) {
      return new CanonicalRows.Rendered(CanonicalRows.map(type.asMapType(), map));
    }
    return value;
  }

  private static CanonicalRows.Rendered rendered(Types.StructType type, Struct struct)
      throws SQLException {
    Object[] attributes = struct.getAttributes();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < attributes.length; i++) {
      values.add(plain(type.fields().get(i).type(), attributes[i]));
    }
    return new CanonicalRows.Rendered(CanonicalRows.struct(type, values::get));
  }
}
