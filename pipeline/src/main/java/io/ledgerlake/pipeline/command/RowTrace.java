package io.ledgerlake.pipeline.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.lake.RowQuery;
import io.ledgerlake.pipeline.lake.RowQuery.Row;
import io.ledgerlake.pipeline.report.Reasons;
import io.ledgerlake.pipeline.report.TextTable;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A row's whole life, told in lines. */
final class RowTrace {

  private static final String MASKED = "(not shown; --raw shows it)";

  private final LakeTables tables;
  private final RowQuery query;
  private final Predicate<String> shown;
  private final StringBuilder text = new StringBuilder();

  private RowTrace(LakeTables tables, Predicate<String> shown) {
    this.tables = tables;
    this.query = RowQuery.of(tables);
    this.shown = shown;
  }

  /**
   * Tells what became of a row.
   *
   * @param decisions who decided what, and in which order
   * @param entries what the ledger says of its file, latest last; at least one
   * @param number the record's number in the file, from 1
   * @param shown whether the values of a column may be shown
   * @throws UserError if the file has no such row, or was refused
   */
  static String of(
      LakeTables tables,
      Decisions decisions,
      List<FileEntry> entries,
      long number,
      Predicate<String> shown)
      throws IOException {
    FileEntry latest = FileLife.of(entries).latest();
    RowTrace trace = new RowTrace(tables, shown);
    trace
        .text
        .append(TextTable.plain(latest.path()))
        .append(", row ")
        .append(number)
        .append("\n\n");
    trace.file(entries);
    List<Row> rows = trace.query.row(latest.path(), number);
    if (rows.isEmpty()) {
      FileEntry left =
          FileLife.of(entries).leftWith(number).orElseThrow(() -> nowhere(entries, number));
      trace.left(left, decisions);
    }
    for (RowVersions versions : RowVersions.of(rows, decisions)) {
      trace.versions(versions, decisions);
    }
    return trace.text.toString();
  }

  private static UserError nowhere(List<FileEntry> entries, long number) {
    FileEntry latest = FileLife.of(entries).latest();
    if (latest.status() == FileEntry.Status.REFUSED) {
      return new UserError(
          latest.path()
              + " was refused as a whole ("
              + latest.refusal().orElse("?")
              + "): none of its rows is in any table.",
          "See ./ledgerlake show " + latest.runId() + " for what to do about it.");
    }
    return new UserError(
        latest.path() + " has no row " + number + ": " + FileLife.of(entries).rows() + ".",
        "Rows are counted from 1, the header and blank lines not counted.");
  }

  private void file(List<FileEntry> entries) {
    for (FileEntry entry : entries) {
      switch (entry.status()) {
        case REFUSED ->
            line("file", "refused by run " + entry.runId() + ": " + entry.refusal().orElse("?"));
        case INGESTED ->
            line(
                "file",
                String.format(
                    Locale.ROOT,
                    "read by run %s at %s: %,d rows = %,d processed + %,d quarantined + %,d"
                        + " condemned",
                    entry.runId(),
                    entry.ingestedAt(),
                    entry.rowsRead(),
                    entry.processed(),
                    entry.quarantined(),
                    entry.condemned()));
        case MOVED, ROLLED_BACK ->
            line(
                "file",
                String.format(
                    Locale.ROOT,
                    "%s by run %s at %s: processed %+,d, quarantined %+,d, condemned %+,d",
                    entry.status() == FileEntry.Status.MOVED ? "changed" : "rolled back",
                    entry.runId(),
                    entry.ingestedAt(),
                    entry.processed(),
                    entry.quarantined(),
                    entry.condemned()));
      }
    }
  }

  /** Tells of a row that left with its file. */
  private void left(FileEntry entry, Decisions decisions) {
    text.append('\n');
    line("outcome", "in no table any more: its file was rolled back");
    line("decided by", "run " + entry.runId());
    decisions.people(entry.runId()).forEach(word -> line("", word));
    line("", "Earlier snapshots show the row until they expire; the file may come again.");
    text.append('\n');
  }

  private void versions(RowVersions versions, Decisions decisions) throws IOException {
    Row first = versions.rows().get(0);
    text.append('\n');
    line(
        "place",
        String.format(
            Locale.ROOT,
            "line %,d, byte %,d of the uncompressed file",
            first.number(ZoneColumns.SOURCE_LINE),
            first.number(ZoneColumns.SOURCE_OFFSET)));
    line(
        "record id",
        first.text(ZoneColumns.FILE_ID) + ":" + first.number(ZoneColumns.SOURCE_OFFSET));
    int count = versions.rows().size();
    for (int number = 1; number <= count; number++) {
      Row row = versions.rows().get(number - 1);
      boolean current = versions.isCurrent(row);
      if (count > 1) {
        text.append("\nVersion ").append(number).append(" of ").append(count);
        text.append(current ? ": where the row stands now\n" : ": superseded\n");
      }
      version(row, decisions);
      if (current) {
        values(row);
      }
    }
    text.append('\n');
  }

  private void version(Row row, Decisions decisions) throws IOException {
    line("outcome", outcome(row.zone()));
    String runId = row.text(ZoneColumns.RUN_ID);
    line("decided by", "run " + runId);
    decisions.people(runId).forEach(word -> line("", word));
    String previous = (String) row.values().get(ZoneColumns.PREVIOUS_RUN_ID);
    if (previous != null) {
      line("supersedes", "the version of run " + previous);
      String firstRun = (String) row.values().get(ZoneColumns.FIRST_RUN_ID);
      line(
          "first taken in",
          (firstRun == null ? "" : "by run " + firstRun + " ")
              + "at "
              + row.values().get(ZoneColumns.INGESTED_AT));
    }
    line("attempts", String.valueOf(row.values().get(ZoneColumns.ATTEMPT_COUNT)));
    line("contract", "version " + row.values().get(ZoneColumns.SCHEMA_VERSION));
    for (Map<?, ?> error : RejectedRows.errors(row)) {
      error(error);
    }
    related(row);
    line("table", row.zone().folder() + "." + tables.dataset());
    DataFileSearch.of(tables.zone(row.zone()), row).ifPresent(path -> line("data file", path));
  }

  private static String outcome(Zone zone) {
    return switch (zone) {
      case PROCESSED -> "processed: the row is good and counts";
      case QUARANTINE -> "quarantined: the row is kept until it is mended or settled";
      case CONDEMNED -> "condemned: the row is final and does not count";
    };
  }

  private void error(Map<?, ?> error) {
    String code = RejectedRows.text(error, ZoneColumns.ERROR_CODE);
    String field = RejectedRows.text(error, ZoneColumns.ERROR_FIELD);
    String value = RejectedRows.text(error, ZoneColumns.ERROR_VALUE);
    line(
        "reason",
        code
            + (field.isEmpty() ? "" : " in " + field)
            + ": "
            + RejectedRows.text(error, ZoneColumns.ERROR_MESSAGE)
            + (value.isEmpty() ? "" : " (\"" + value + "\")"));
    line("", Reasons.explain(code));
  }

  /** A duplicate or a conflict names the record that it meets by file id and offset. */
  private void related(Row row) {
    String id = (String) row.values().get(ZoneColumns.RELATED_RECORD_ID);
    if (id == null) {
      return;
    }
    int colon = id.lastIndexOf(':');
    String fileId = id.substring(0, colon);
    long offset = Long.parseLong(id.substring(colon + 1));
    Optional<String> path =
        FileLedger.of(tables).published().entries().stream()
            .filter(e -> e.fileId().equals(fileId))
            .map(FileEntry::path)
            .findFirst();
    Optional<Row> met = path.flatMap(p -> at(p, fileId, offset));
    line(
        "meets",
        met.map(r -> path.orElse("?") + ":" + r.number(ZoneColumns.SOURCE_ROW) + ", " + in(r))
            .orElse("record " + id));
  }

  private static String in(Row row) {
    return "which is in " + row.zone().folder();
  }

  /** Returns where a record stands now. */
  private Optional<Row> at(String path, String fileId, long offset) {
    List<Row> versions = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      try (Stream<Row> rows = query.rows(zone, path)) {
        rows.filter(r -> r.text(ZoneColumns.FILE_ID).equals(fileId))
            .filter(r -> r.number(ZoneColumns.SOURCE_OFFSET) == offset)
            .forEach(versions::add);
      }
    }
    return versions.stream().filter(row -> RowVersions.isCurrent(row, versions)).findFirst();
  }

  private void values(Row row) {
    Set<String> metadata =
        Set.of(
            ZoneColumns.SOURCE_FILE,
            ZoneColumns.FILE_ID,
            ZoneColumns.SOURCE_ROW,
            ZoneColumns.SOURCE_LINE,
            ZoneColumns.SOURCE_OFFSET,
            ZoneColumns.ROW_HASH,
            ZoneColumns.RUN_ID,
            ZoneColumns.INGESTED_AT,
            ZoneColumns.ATTEMPT_COUNT,
            ZoneColumns.SCHEMA_VERSION,
            ZoneColumns.RAW_RECORD,
            ZoneColumns.ERRORS,
            ZoneColumns.FIRST_RUN_ID,
            ZoneColumns.RELATED_RECORD_ID,
            ZoneColumns.PREVIOUS_RUN_ID);
    text.append(" values\n");
    for (Map.Entry<String, Object> value : row.values().entrySet()) {
      if (!metadata.contains(value.getKey())) {
        boolean open = value.getValue() == null || shown.test(value.getKey());
        line("  " + value.getKey(), open ? plain(value.getValue()) : MASKED);
      }
    }
    byte[] raw = RejectedRows.rawBytes(row);
    if (raw.length > 0) {
      line("as sent", shown.test(ZoneColumns.RAW_RECORD) ? new String(raw, UTF_8) : MASKED);
    }
  }

  private static String plain(Object value) {
    if (value == null) {
      return "(none)";
    }
    return value instanceof BigDecimal amount
        ? amount.stripTrailingZeros().toPlainString()
        : value.toString();
  }

  private void line(String what, String says) {
    text.append(String.format(Locale.ROOT, " %-18s %s\n", what, TextTable.plain(says)));
  }
}
