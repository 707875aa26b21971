package io.ledgerlake.pipeline.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.pipeline.lake.RowQuery;
import io.ledgerlake.pipeline.lake.RowQuery.Row;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import io.ledgerlake.transforms.history.VersionSet;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The rows of a file that are not processed, in the file's order, with all their reasons. */
final class RejectedRows {

  private static final int MESSAGE_WIDTH = 60;
  private static final int RAW_WIDTH = 120;

  private final String path;
  private final TreeMap<Place, Row> rows = new TreeMap<>(Place.ORDER);
  private long total;

  private RejectedRows(String path) {
    this.path = path;
  }

  /** Where a version of a row stands: by the row, then as its versions followed one another. */
  private record Place(String fileId, long row, int attempts, String runId) {
    static final Comparator<Place> ORDER =
        Comparator.comparing(Place::fileId)
            .thenComparingLong(Place::row)
            .thenComparingInt(Place::attempts)
            .thenComparing(Place::runId);

    static Place of(Row row) {
      return new Place(
          row.text(ZoneColumns.FILE_ID),
          row.number(ZoneColumns.SOURCE_ROW),
          (Integer) row.values().get(ZoneColumns.ATTEMPT_COUNT),
          row.text(ZoneColumns.RUN_ID));
    }
  }

  /**
   * Looks them up.
   *
   * @param path the file's path below the raw root
   * @param fileIds the ids of its contents; other files of its name are other files
   * @param limit how many to keep, the first ones; 0: all
   * @param superseded the versions of rows that are left out
   */
  static RejectedRows of(
      RowQuery query, String path, Set<String> fileIds, int limit, VersionSet superseded) {
    RejectedRows rejected = new RejectedRows(path);
    for (Zone zone : List.of(Zone.QUARANTINE, Zone.CONDEMNED)) {
      try (Stream<Row> found = query.rows(zone, path)) {
        found
            .filter(row -> fileIds.contains(row.text(ZoneColumns.FILE_ID)))
            .filter(row -> !isIn(superseded, row))
            .forEach(row -> rejected.add(row, limit));
      }
    }
    return rejected;
  }

  private static boolean isIn(VersionSet versions, Row row) {
    return versions.contains(
        row.text(ZoneColumns.FILE_ID),
        row.number(ZoneColumns.SOURCE_OFFSET),
        row.text(ZoneColumns.RUN_ID));
  }

  private void add(Row row, int limit) {
    total++;
    rows.put(Place.of(row), row);
    if (limit > 0 && rows.size() > limit) {
      rows.pollLastEntry();
    }
  }

  /** Returns them as a table for people. */
  String table(boolean raw, Terminal terminal) {
    if (total == 0) {
      return "Every row of " + TextTable.plain(path) + " is processed: none is rejected.\n";
    }
    TextTable table =
        new TextTable(terminal.unicode())
            .figure("row")
            .figure("line")
            .text("zone")
            .text("reason")
            .text("field")
            .text("what is wrong", MESSAGE_WIDTH)
            .text("value", MESSAGE_WIDTH);
    if (raw) {
      table.text("as sent", RAW_WIDTH);
    }
    for (Row row : rows.values()) {
      boolean first = true;
      for (Map<?, ?> error : errors(row)) {
        table.row(tableLine(row, error, first, raw).toArray());
        first = false;
      }
    }
    String rest =
        total > rows.size()
            ? String.format(Locale.ROOT, " %,d more; --limit=0 shows all.\n", total - rows.size())
            : "";
    return "Rejected rows of " + TextTable.plain(path) + "\n" + table.render() + rest;
  }

  private static List<Object> tableLine(Row row, Map<?, ?> error, boolean first, boolean raw) {
    List<Object> line = new ArrayList<>();
    line.add(first ? row.number(ZoneColumns.SOURCE_ROW) : "");
    line.add(first ? row.number(ZoneColumns.SOURCE_LINE) : "");
    line.add(first ? row.zone().folder() : "");
    line.add(text(error, ZoneColumns.ERROR_CODE));
    line.add(text(error, ZoneColumns.ERROR_FIELD));
    line.add(text(error, ZoneColumns.ERROR_MESSAGE));
    line.add(text(error, ZoneColumns.ERROR_VALUE));
    if (raw) {
      line.add(first ? new String(rawBytes(row), UTF_8) : "");
    }
    return line;
  }

  /** Returns them as CSV (RFC 4180) in UTF-8, a line per reason. */
  byte[] csv(boolean raw) {
    StringBuilder csv = new StringBuilder("file,row,line,zone,code,field,message,value");
    csv.append(raw ? ",raw_record\r\n" : "\r\n");
    for (Row row : rows.values()) {
      for (Map<?, ?> error : errors(row)) {
        csv.append(quoted(path)).append(',');
        csv.append(row.number(ZoneColumns.SOURCE_ROW)).append(',');
        csv.append(row.number(ZoneColumns.SOURCE_LINE)).append(',');
        csv.append(row.zone().folder()).append(',');
        csv.append(text(error, ZoneColumns.ERROR_CODE)).append(',');
        csv.append(quoted(text(error, ZoneColumns.ERROR_FIELD))).append(',');
        csv.append(quoted(text(error, ZoneColumns.ERROR_MESSAGE))).append(',');
        csv.append(quoted(text(error, ZoneColumns.ERROR_VALUE)));
        if (raw) {
          csv.append(',').append(quoted(new String(rawBytes(row), UTF_8)));
        }
        csv.append("\r\n");
      }
    }
    return csv.toString().getBytes(UTF_8);
  }

  static List<Map<?, ?>> errors(Row row) {
    List<Map<?, ?>> errors = new ArrayList<>();
    if (row.values().get(ZoneColumns.ERRORS) instanceof List<?> list) {
      list.forEach(error -> errors.add((Map<?, ?>) error));
    }
    return errors;
  }

  static byte[] rawBytes(Row row) {
    return Optional.ofNullable((byte[]) row.values().get(ZoneColumns.RAW_RECORD))
        .orElse(new byte[0]);
  }

  static String text(Map<?, ?> error, String field) {
    Object value = error.get(field);
    return value == null ? "" : value.toString();
  }

  private static String quoted(String text) {
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
