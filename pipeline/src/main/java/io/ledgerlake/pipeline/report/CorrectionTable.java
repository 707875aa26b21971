package io.ledgerlake.pipeline.report;

import io.ledgerlake.pipeline.correction.Correction;
import io.ledgerlake.pipeline.correction.Correction.Example;
import io.ledgerlake.pipeline.correction.Correction.Money;
import io.ledgerlake.pipeline.correction.Correction.Rows;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What corrected files say otherwise than what is published, for a terminal. */
final class CorrectionTable {

  private static final Map<String, Function<Money, BigDecimal>> SUMS = sums();

  private CorrectionTable() {}

  private static Map<String, Function<Money, BigDecimal>> sums() {
    Map<String, Function<Money, BigDecimal>> sums = new LinkedHashMap<>();
    sums.put("published before", Money::before);
    sums.put("missing now", Money::missing);
    sums.put("changed, before", Money::changedBefore);
    sums.put("changed, now", Money::changedAfter);
    sums.put("added", Money::added);
    sums.put("new content", Money::after);
    return sums;
  }

  /** Returns the rows and sums of a correction by what became of the rows, in words. */
  static List<String> kinds() {
    return List.copyOf(SUMS.keySet());
  }

  /** Returns how many rows there are of each of {@link #kinds}. */
  static List<Long> counts(Rows rows) {
    return List.of(
        rows.before(),
        rows.missing(),
        rows.changedBefore(),
        rows.changedAfter(),
        rows.added(),
        rows.after());
  }

  /** Returns the sum of each of {@link #kinds}. */
  static List<String> amounts(Money money) {
    return SUMS.values().stream().map(sum -> SummaryTable.amount(sum.apply(money))).toList();
  }

  /** Returns an example in words. */
  static String words(Example example) {
    String what =
        switch (example.difference()) {
          case ADDED -> "added: row " + example.rowAfter() + amount(example.amountAfter());
          case MISSING -> "missing: row " + example.rowBefore() + amount(example.amountBefore());
          case CHANGED ->
              "changed: row "
                  + example.rowBefore()
                  + amount(example.amountBefore())
                  + " -> row "
                  + example.rowAfter()
                  + amount(example.amountAfter());
        };
    return (example.key() == null ? "rejected row" : example.key()) + " " + what;
  }

  private static String amount(String amount) {
    return amount == null ? "" : ", " + amount;
  }

  static String of(List<Correction> corrections, Terminal terminal) {
    StringBuilder text = new StringBuilder();
    for (Correction correction : corrections) {
      text.append("\nCorrected file ").append(TextTable.plain(correction.path()));
      text.append(" (published by run ")
          .append(TextTable.plain(correction.publishedRun()))
          .append(")\n");
      text.append(table(correction, terminal).render());
      correction
          .examples()
          .forEach(e -> text.append("   ").append(TextTable.plain(words(e))).append('\n'));
    }
    return text.toString();
  }

  private static TextTable table(Correction correction, Terminal terminal) {
    TextTable table = new TextTable(terminal.unicode()).text("rows").figure("count");
    List<String> currencies = new ArrayList<>(correction.money().keySet());
    currencies.forEach(c -> table.figure(c.equals("?") ? "(no valid currency)" : c));
    List<Long> counts = counts(correction.rows());
    for (int kind = 0; kind < kinds().size(); kind++) {
      List<String> cells = new ArrayList<>();
      cells.add(kinds().get(kind));
      cells.add(String.format(Locale.ROOT, "%,d", counts.get(kind)));
      for (String currency : currencies) {
        cells.add(amounts(correction.money().get(currency)).get(kind));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }
}
