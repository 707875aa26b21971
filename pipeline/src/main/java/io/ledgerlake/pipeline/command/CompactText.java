package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.change.MergeRun.Merge;
import io.ledgerlake.pipeline.compact.Leftovers.Leftover;
import io.ledgerlake.pipeline.compact.SnapshotExpiry.Expired;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import io.ledgerlake.transforms.zone.Zone;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;

/** Tells what a compaction did, or would do. */
final class CompactText {

  private static final int SHOWN = 20;
  private static final double KIBI = 1024.0;

  private final boolean dryRun;
  private final String runId;
  private List<Merge> merges = List.of();
  private List<Expired> expired = List.of();
  private List<Leftover> leftovers = List.of();

  CompactText(boolean dryRun, String runId) {
    this.dryRun = dryRun;
    this.runId = runId;
  }

  void merges(List<Merge> done) {
    merges = done;
  }

  void expired(List<Expired> done) {
    expired = done;
  }

  void leftovers(List<Leftover> done) {
    leftovers = done;
  }

  String text(Terminal terminal) {
    StringBuilder text = new StringBuilder();
    mergedFiles(text, terminal);
    snapshots(text, terminal);
    deadFiles(text);
    if (dryRun) {
      text.append("\nThis was a dry run: nothing was written. Write --apply to do it.\n");
    }
    return text.toString();
  }

  private void mergedFiles(StringBuilder text, Terminal terminal) {
    if (merges.isEmpty()) {
      text.append("No data files to merge.\n");
      return;
    }
    text.append(dryRun ? "Data files to be merged" : "Data files merged by run " + runId)
        .append("\n");
    TextTable table =
        new TextTable(terminal.unicode())
            .text("zone")
            .text("partition")
            .figure("files")
            .figure("becoming")
            .figure("rows")
            .figure("size");
    for (Merge merge : merges) {
      table.row(
          merge.zone().folder(),
          partition(merge.zone(), merge.partition()),
          number(merge.files()),
          number(merge.becoming()),
          number(merge.rows()),
          size(merge.bytes()));
    }
    text.append(table.render());
  }

  private static String partition(Zone zone, int partition) {
    return zone == Zone.PROCESSED
        ? YearMonth.of(1970, 1).plusMonths(partition).toString()
        : LocalDate.ofEpochDay(partition).toString();
  }

  private void snapshots(StringBuilder text, Terminal terminal) {
    if (expired.stream().allMatch(table -> table.snapshots().isEmpty())) {
      text.append("No snapshots to expire.\n");
      return;
    }
    text.append(dryRun ? "Snapshots to be expired" : "Snapshots expired").append("\n");
    TextTable table =
        new TextTable(terminal.unicode()).text("table").figure("snapshots").figure("files");
    for (Expired one : expired) {
      table.row(one.table(), number(one.snapshots().size()), number(one.files().size()));
    }
    text.append(table.render());
  }

  private void deadFiles(StringBuilder text) {
    if (leftovers.isEmpty()) {
      text.append("Nothing is left over from dead runs.\n");
      return;
    }
    long bytes = leftovers.stream().mapToLong(Leftover::bytes).sum();
    text.append(dryRun ? "Left over from dead runs, to be removed: " : "Removed from dead runs: ")
        .append(number(leftovers.size()))
        .append(" files, ")
        .append(size(bytes))
        .append("\n");
    leftovers.stream()
        .limit(SHOWN)
        .forEach(f -> text.append(' ').append(TextTable.plain(f.location())).append('\n'));
    if (leftovers.size() > SHOWN) {
      text.append(" and ").append(number(leftovers.size() - SHOWN)).append(" more\n");
    }
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String size(long bytes) {
    return bytes < 10 << 20
        ? String.format(Locale.ROOT, "%,.1f KiB", bytes / KIBI)
        : String.format(Locale.ROOT, "%,.1f MiB", bytes / KIBI / KIBI);
  }
}
