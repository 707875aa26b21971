package io.ledgerlake.pipeline.query;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The rows of a query as CSV with a header (RFC 4180, UTF-8; where there is no value, nothing),
 * written by the engine and not value by value through JDBC, which takes as long as a query that
 * prunes well. For columns of text, whole numbers, decimals and dates: of other types the engine's
 * texts are not those of {@link QueryResult}.
 */
public final class CsvExport {

  private static final int BUFFER_BYTES = 1 << 16;

  private CsvExport() {}

  /**
   * Writes rows.
   *
   * @param scratch a local folder with room for them
   * @return how many rows there were
   */
  public static long write(Connection connection, String sql, Path scratch, OutputStream out)
      throws SQLException, IOException {
    Path file = Files.createTempFile(scratch, "rows", ".csv");
    try {
      long rows = copy(connection, sql, file);
      try (InputStream in = Files.newInputStream(file)) {
        withLineBreaks(in, out);
      }
      return rows;
    } finally {
      Files.delete(file);
    }
  }

  private static long copy(Connection connection, String sql, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(
          "COPY (\n"
              + sql
              + "\n) TO "
              + DuckDbSql.literal(file.toString())
              + " (FORMAT csv, HEADER true)");
    }
  }

  /** The engine ends lines with LF, RFC 4180 with CRLF; what is in quotes stays as it is. */
  private static void withLineBreaks(InputStream in, OutputStream out) throws IOException {
    byte[] read = new byte[BUFFER_BYTES];
    ByteArrayOutputStream written = new ByteArrayOutputStream(2 * BUFFER_BYTES);
    boolean quoted = false;
    for (int length = in.read(read); length >= 0; length = in.read(read)) {
      for (int i = 0; i < length; i++) {
        // A quote that is doubled leaves the quotes and enters them again.
        quoted ^= read[i] == '"';
        if (read[i] == '\n' && !quoted) {
          written.write('\r');
        }
        written.write(read[i]);
      }
      written.writeTo(out);
      written.reset();
    }
  }
}
