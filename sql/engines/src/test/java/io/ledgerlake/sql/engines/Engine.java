package io.ledgerlake.sql.engines;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** An engine that has a lake's tables and views in front of it. */
interface Engine {

  /** Returns the session to ask. */
  Connection connection();

  /** Returns the rows of a query, in its order: values as text, with {@code " | "} between them. */
  default List<String> query(String sql) {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection().createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(text(result.getObject(i)));
        }
        rows.add(String.join(" | ", row));
      }
    } catch (SQLException e) {
      throw new AssertionError(this + " refuses\n" + sql, e);
    }
    return rows;
  }

  private static String text(Object value) {
    return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }

  /** Ends the session. Not {@code close}: JUnit would close what it passes to tests. */
  void disconnect();
}
