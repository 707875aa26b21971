package io.ledgerlake.pipeline.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvExportTest {

  @TempDir Path scratch;

  @Test
  void linesEndAsTheStandardSaysAndQuotedTextStaysAsItIs() throws Exception {
    String text =
        export(
            "SELECT * FROM (VALUES ('a,b', 1.50::DECIMAL(38, 4), DATE '2024-02-29'),"
                + " ('say \"x\"\n', NULL, NULL), ('line\nof\r\nthree\r', -0.0001, NULL))"
                + " AS t (\"the account\", balance, day) ORDER BY ALL DESC");

    assertThat(text)
        .isEqualTo(
            "the account,balance,day\r\n"
                + "\"say \"\"x\"\"\n\",,\r\n"
                + "\"line\nof\r\nthree\r\",-0.0001,\r\n"
                + "\"a,b\",1.5000,2024-02-29\r\n");
  }

  @Test
  void manyRowsAreThoseOfTheQueryInItsOrder() throws Exception {
    String sql =
        "SELECT chr((33 + i % 90)::INTEGER) || repeat('\n\"é', (i % 5)::INTEGER) AS account,"
            + " i AS number, (i * 7919 - 100000000)::DECIMAL(38, 4) / 100 AS balance"
            + " FROM range(100000) t (i) ORDER BY hash(i)";

    String text = export(sql);

    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        QueryResult rows = QueryResult.of(connection, sql);
        CSVParser parser = CSVParser.parse(text, CSVFormat.RFC4180)) {
      var lines = parser.iterator();
      assertThat(lines.next().values()).containsExactly("account", "number", "balance");
      for (String[] row = rows.next(); row != null; row = rows.next()) {
        CSVRecord line = lines.next();
        assertThat(line.values()).isEqualTo(row);
      }
      assertThat(lines.hasNext()).isFalse();
    }
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    export("SELECT 1 AS x");
    assertThatThrownBy(() -> export("SELECT nonsense")).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> export("SELECT 1 AS x", brokenPipe())).hasMessage("broken pipe");

    try (Stream<Path> files = Files.list(scratch)) {
      assertThat(files).isEmpty();
    }
  }

  private String export(String sql) throws SQLException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    export(sql, out);
    return out.toString(UTF_8);
  }

  private void export(String sql, OutputStream out) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      CsvExport.write(connection, sql, scratch, out);
    }
  }

  private static OutputStream brokenPipe() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException("broken pipe");
      }
    };
  }
}
