package io.ledgerlake.pipeline.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ledgerlake.pipeline.options.OutputFormat;
import io.ledgerlake.pipeline.query.QueryResult;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes the rows of a query. All but the table is written row by row, however many there are. */
final class QueryOutput {

  /** More rows than anybody reads; a table is held in memory to be laid out. */
  private static final int MOST_ROWS_OF_A_TABLE = 10_000;

  private static final CSVFormat CSV = CSVFormat.RFC4180;

  private QueryOutput() {}

  /** Writes rows and returns how many. */
  static long write(QueryResult rows, OutputFormat format, Terminal terminal)
      throws SQLException, IOException {
    return switch (format) {
      case CSV -> csv(rows, terminal.out());
      case JSON -> json(rows, terminal.out());
      case TABLE -> table(rows, terminal);
    };
  }

  /** Writes comma-separated values with a header; where there is no value, nothing. */
  private static long csv(QueryResult rows, PrintStream out) throws SQLException, IOException {
    long count = 0;
    CSVPrinter printer = new CSVPrinter(out, CSV);
    printer.printRecord(rows.columns());
    for (String[] row = rows.next(); row != null; row = rows.next()) {
      printer.printRecord((Object[]) row);
      count++;
    }
    printer.flush();
    return count;
  }

  /** Writes a JSON object per line; numbers as text, so that no reader makes floats of amounts. */
  private static long json(QueryResult rows, PrintStream out) throws SQLException, IOException {
    long count = 0;
    List<String> columns = rows.columns();
    JsonMapper mapper = new JsonMapper();
    for (String[] row = rows.next(); row != null; row = rows.next()) {
      StringWriter line = new StringWriter();
      try (JsonGenerator json = mapper.createGenerator(line)) {
        json.writeStartObject();
        for (int i = 0; i < row.length; i++) {
          json.writeStringField(columns.get(i), row[i]);
        }
        json.writeEndObject();
      }
      out.println(line);
      count++;
    }
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
