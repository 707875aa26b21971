package io.ledgerlake.pipeline.query;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Rows of a query, one after the other, as text. */
public final class QueryResult implements AutoCloseable {

  private final Statement statement;
  private final ResultSet rows;
  private final List<String> columns = new ArrayList<>();
  private final List<Boolean> figures = new ArrayList<>();

  private QueryResult(Statement statement, ResultSet rows) throws SQLException {
    this.statement = statement;
    this.rows = rows;
    ResultSetMetaData meta = rows.getMetaData();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      columns.add(meta.getColumnLabel(i));
      figures.add(isFigure(meta.getColumnTypeName(i)));
    }
  }

  private static boolean isFigure(String type) {
    return type.matches("(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL.*)");
  }

  /** Runs a query. The caller closes the result. */
  public static QueryResult of(Connection connection, String sql) throws SQLException {
    return run(connection, sql).orElseThrow(() -> new SQLException("no query: " + sql));
  }

  /** Runs a statement, and returns its rows if it is one that has any. */
  public static Optional<QueryResult> run(Connection connection, String sql) throws SQLException {
    Statement statement = connection.createStatement();
    try {
      if (statement.execute(sql)) {
        return Optional.of(new QueryResult(statement, statement.getResultSet()));
      }
      statement.close();
      return Optional.empty();
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /** Returns the names of the columns. */
  public List<String> columns() {
    return List.copyOf(columns);
  }

  /** Returns whether a column, counted from 0, is of numbers. */
  public boolean isFigure(int column) {
    return figures.get(column);
  }

  /** Returns the next row as text, null where there is no value, or null after the last one. */
  public String[] next() throws SQLException {
    if (!rows.next()) {
      return null;
    }
    String[] row = new String[columns.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = text(rows.getObject(i + 1));
    }
    return row;
  }

  private static String text(Object value) throws SQLException {
    if (value == null) {
      return null;
    } else if (value instanceof BigDecimal number) {
      return number.toPlainString();
    } else if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    } else if (value instanceof Blob blob) {
      return hex(blob);
    } else if (value instanceof Struct struct) {
      return list(Arrays.asList(struct.getAttributes()), "(", ")");
    } else if (value instanceof Array array) {
      return list(Arrays.asList((Object[]) array.getArray()), "[", "]");
    } else if (value instanceof Map<?, ?> map) {
      return new TreeMap<>(map).toString();
    }
    return value.toString();
  }

  private static String list(List<Object> values, String start, String end) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      texts.add(String.valueOf(text(value)));
    }
    return texts.stream().collect(Collectors.joining(", ", start, end));
  }

  private static String hex(Blob blob) throws SQLException {
    try (InputStream bytes = blob.getBinaryStream()) {
      return HexFormat.of().formatHex(bytes.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    rows.close();
    statement.close();
  }
}
