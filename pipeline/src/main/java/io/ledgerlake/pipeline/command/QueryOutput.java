package io.ledgerlake.pipeline.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.OutputFormat;
import io.ledgerlake.pipeline.query.CsvExport;
import io.ledgerlake.pipeline.query.QueryResult;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes the rows of a query. All but the table is written row by row, however many there are. */
final class QueryOutput {

  /** More rows than anybody reads; a table is held in memory to be laid out. */
  private static final int MOST_ROWS_OF_A_TABLE = 10_000;

  private static final int BUFFER_CHARACTERS = 1 << 16;

  private static final CSVFormat CSV = CSVFormat.RFC4180;

  private QueryOutput() {}

  /** Writes rows and returns how many. */
  static long write(QueryResult rows, OutputFormat format, Terminal terminal)
      throws SQLException, IOException {
    return switch (format) {
      case CSV -> forMachines(terminal, out -> csv(rows, out));
      case JSON -> forMachines(terminal, out -> json(rows, out));
      case TABLE -> table(rows, terminal);
    };
  }

  private interface Rows {
    long writeTo(Writer out) throws SQLException, IOException;
  }

  /** In UTF-8, whatever a terminal can show; and not a system call for each value. */
  private static long forMachines(Terminal terminal, Rows rows) throws SQLException, IOException {
    Writer out =
        new BufferedWriter(new OutputStreamWriter(terminal.out(), UTF_8), BUFFER_CHARACTERS);
    long count = rows.writeTo(out);
    out.flush();
    requireWritten(terminal);
    return count;
  }

  /**
   * Writes the rows of a query as CSV, as {@link #write} does but several times as fast, and
   * returns how many. Only for columns of the types of {@link CsvExport}.
   */
  static long csv(Connection connection, String sql, ScratchFolder scratch, Terminal terminal)
      throws SQLException, IOException {
    long count = CsvExport.write(connection, sql, scratch.path(), terminal.out());
    requireWritten(terminal);
    return count;
  }

  private static void requireWritten(Terminal terminal) {
    if (terminal.out().checkError()) {
      throw new UserError(
          "Not all rows could be written to the standard output.",
          "Make sure that the place has room, or that its reader reads to the end; what is there is"
              + " not complete.",
          1,
          null);
    }
  }

  /** Writes comma-separated values with a header; where there is no value, nothing. */
  private static long csv(QueryResult rows, Writer out) throws SQLException, IOException {
    long count = 0;
    CSVPrinter printer = new CSVPrinter(out, CSV);
    printer.printRecord(rows.columns());
    for (String[] row = rows.next(); row != null; row = rows.next()) {
      printer.printRecord((Object[]) row);
      count++;
    }
    return count;
  }

  /** Writes a JSON object per line; numbers as text, so that no reader makes floats of amounts. */
  private static long json(QueryResult rows, Writer out) throws SQLException, IOException {
    long count = 0;
    List<String> columns = rows.columns();
    JsonGenerator json = new JsonFactory().createGenerator(out);
    // Lines are ended below.
    json.setRootValueSeparator(null);
    for (String[] row = rows.next(); row != null; row = rows.next()) {
      json.writeStartObject();
      for (int i = 0; i < row.length; i++) {
        json.writeStringField(columns.get(i), row[i]);
      }
      json.writeEndObject();
      json.writeRaw('\n');
      count++;
    }
    json.flush();
    return count;
  }

  /** Writes a table, and says so when there are more rows than it shows. */
  static long table(QueryResult rows, Terminal terminal) throws SQLException {
    TextTable table = new TextTable(terminal.unicode());
    for (int i = 0; i < rows.columns().size(); i++) {
      if (rows.isFigure(i)) {
        table.figure(rows.columns().get(i));
      } else {
        table.text(rows.columns().get(i));
      }
    }
    long count = 0;
    for (String[] row = rows.next(); row != null; row = rows.next()) {
      if (count++ < MOST_ROWS_OF_A_TABLE) {
        table.row((Object[]) shown(row));
      }
    }
    terminal.out().print(table.render());
    if (count > MOST_ROWS_OF_A_TABLE) {
      terminal
          .out()
          .println(
              "... and "
                  + (count - MOST_ROWS_OF_A_TABLE)
                  + " more rows; --format=CSV writes all of them.");
    }
    return count;
  }

  private static String[] shown(String[] row) {
    String[] shown = new String[row.length];
    for (int i = 0; i < row.length; i++) {
      shown[i] = row[i] == null ? "(null)" : row[i];
    }
    return shown;
  }
}
