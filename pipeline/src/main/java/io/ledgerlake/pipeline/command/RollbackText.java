package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.change.RollbackResult;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** Tells what a rollback did, or would do. */
final class RollbackText {

  private final RollbackResult result;
  private final Terminal terminal;
  private final StringBuilder text = new StringBuilder();

  private RollbackText(RollbackResult result, Terminal terminal) {
    this.result = result;
    this.terminal = terminal;
  }

  /**
   * Returns the text.
   *
   * @param headline what happened, or would
   */
  static String of(RollbackResult result, String headline, Terminal terminal) {
    RollbackText text = new RollbackText(result, terminal);
    text.text.append(headline).append("\n\n");
    text.rows();
    text.money();
    text.others("Rows of other files that reopen in quarantine", result.reopened());
    text.others("Rows that are again what they were before that run", result.restored());
    return text.text.toString();
  }

  private void rows() {
    if (!result.files().isEmpty()) {
      text.append("Files that leave the lake, and may come again\n");
      result.files().forEach(file -> text.append(' ').append(TextTable.plain(file)).append('\n'));
      text.append('\n');
    }
    TextTable table =
        new TextTable(terminal.unicode()).text("zone").figure("rows that leave").figure("versions");
    for (Zone zone : Zone.values()) {
      table.row(
          zone.folder(),
          number(result.leaving().getOrDefault(zone, 0L)),
          number(result.versions().getOrDefault(zone, 0L)));
    }
    text.append(table.render());
    text.append(
        String.format(
            Locale.ROOT,
            "%n %,d data files leave as a whole; %,d are written again without the rows that"
                + " leave.%n%n",
            result.wholeFiles(),
            result.rewrittenFiles()));
  }

  private void money() {
    if (result.processedSums().isEmpty()) {
      text.append("No processed amount changes.\n");
      return;
    }
    text.append("Processed amounts, by currency and event month\n");
    TextTable table =
        new TextTable(terminal.unicode()).text("currency").text("month").figure("change");
    result
        .processedSums()
        .forEach(
            (currency, months) ->
                months.forEach((month, sum) -> table.row(currency, month, amount(sum))));
    text.append(table.render());
  }

  private void others(String title, SortedMap<String, Long> rows) {
    if (rows.isEmpty()) {
      return;
    }
    text.append('\n').append(title).append('\n');
    TextTable table = new TextTable(terminal.unicode()).text("file").figure("rows");
    for (Map.Entry<String, Long> file : rows.entrySet()) {
      table.row(file.getKey(), number(file.getValue()));
    }
    text.append(table.render());
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String amount(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return String.format(Locale.ROOT, "%,." + Math.max(2, stripped.scale()) + "f", stripped);
  }
}
