package io.ledgerlake.pipeline.readers;

import io.ledgerlake.pipeline.query.DuckDbSql;
import io.ledgerlake.pipeline.query.PlannedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Reads a table's current rows with DuckDB: Iceberg says which data files there are, DuckDB reads
 * them by field id, which is how the {@code schema} parameter of {@code read_parquet} maps columns.
 */
final class DuckDbTableReader {

  private DuckDbTableReader() {}

  static List<String> rows(Table table) {
    List<String> files = PlannedFiles.of(table, Expressions.alwaysTrue()).paths();
    if (files.isEmpty()) {
      return List.of();
    }
    Types.StructType type = table.schema().asStruct();
    List<String> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(DuckDbSql.select(table.schema(), files))) {
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
