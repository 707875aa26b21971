package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Tells what a rollback, a release or a compaction did. */
final class ChangeText {

  private final RunHistory.Change change;
  private final Manifest manifest;
  private final Terminal terminal;
  private final StringBuilder text = new StringBuilder();

  private ChangeText(RunHistory.Change change, Terminal terminal) {
    this.change = change;
    this.manifest = change.manifest();
    this.terminal = terminal;
  }

  static String of(RunHistory history, RunHistory.Change change, Terminal terminal) {
    ChangeText text = new ChangeText(change, terminal);
    text.headline();
    text.files();
    text.money();
    text.text.append(
        DecisionText.of(history, history.ofPeople(change.manifest().runId()), terminal));
    return text.text.toString();
  }

  private void headline() {
    text.append(
        TextTable.plain(
            "Run "
                + manifest.runId()
                + " of "
                + manifest.dataset()
                + ": "
                + RunHistory.word(manifest.kind())
                + ", "
                + state()
                + "."));
    text.append("\n Entry ")
        .append(change.entry().seq())
        .append(" of the journal, at ")
        .append(manifest.ingestedAt())
        .append(".\n Data files: ")
        .append(count(manifest.dataFiles()))
        .append(" added, ")
        .append(count(manifest.removedFiles()))
        .append(" taken out of the tables.\n");
  }

  private String state() {
    return change.finished() ? "published" : "decided; the next run of the dataset finishes it";
  }

  private static String count(List<Manifest.DataFile> files) {
    long rows = files.stream().mapToLong(Manifest.DataFile::rows).sum();
    return String.format(Locale.ROOT, "%,d (%,d rows)", files.size(), rows);
  }

  private void files() {
    if (manifest.moves().isEmpty()) {
      text.append(" No row has another outcome.\n");
      return;
    }
    text.append("\nWhat changed for each file\n");
    TextTable table =
        new TextTable(terminal.unicode())
            .text("file")
            .figure("rows")
            .figure("processed")
            .figure("quarantine")
            .figure("condemned");
    for (Manifest.Move move : manifest.moves()) {
      table.row(
          move.path() + (move.rolledBack() ? " (left the lake)" : ""),
          signed(move.outcomes().rowsRead()),
          signed(move.outcomes().processed()),
          signed(move.outcomes().quarantined()),
          signed(move.outcomes().condemned()));
    }
    text.append(table.render());
  }

  private void money() {
    if (manifest.processedSums().isEmpty()) {
      text.append("\nNo processed amount changed.\n");
      return;
    }
    text.append("\nProcessed amounts, by currency and event month\n");
    TextTable table =
        new TextTable(terminal.unicode()).text("currency").text("month").figure("change");
    manifest
        .processedSums()
        .forEach(
            (currency, months) ->
                months.forEach((month, sum) -> table.row(currency, month, amount(sum))));
    text.append(table.render());
  }

  /** Returns a difference, with its sign. */
  static String signed(long difference) {
    return difference == 0 ? "0" : String.format(Locale.ROOT, "%+,d", difference);
  }

  private static String amount(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return String.format(Locale.ROOT, "%+,." + Math.max(2, stripped.scale()) + "f", stripped);
  }
}
