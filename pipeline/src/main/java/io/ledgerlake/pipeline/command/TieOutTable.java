package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.balances.TieOut;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;

/** A tie-out, for people. */
final class TieOutTable {

  private static final int MOST_BREAKS = 20;

  private TieOutTable() {}

  static String of(TieOut tieOut, Terminal terminal) {
    if (tieOut.sums().isEmpty()) {
      return breaks(tieOut, terminal);
    }
    TextTable table =
        new TextTable(terminal.unicode())
            .text("currency")
            .figure("openings")
            .figure("processed, by manifests")
            .figure("between UTC and zone")
            .figure("in openings already")
            .figure("closing " + tieOut.month())
            .figure("difference");
    for (TieOut.Sum sum : tieOut.sums()) {
      table.row(
          sum.currency(),
          sum.opening().toPlainString(),
          sum.processed().toPlainString(),
          sum.shift().toPlainString(),
          sum.before().negate().toPlainString(),
          sum.closing().toPlainString(),
          sum.difference().toPlainString());
    }
    return table.render();
  }

  private static String breaks(TieOut tieOut, Terminal terminal) {
    if (tieOut.breaks().isEmpty()) {
      return "Every account's balance at the end of "
          + tieOut.month()
          + " is its opening balance and its amounts.\n";
    }
    TextTable table =
        new TextTable(terminal.unicode())
            .text("account")
            .text("currency")
            .figure("opening")
            .figure("amounts")
            .figure("closing")
            .figure("difference");
    for (TieOut.Break at :
        tieOut.breaks().subList(0, Math.min(MOST_BREAKS, tieOut.breaks().size()))) {
      table.row(
          at.account(),
          at.currency(),
          at.opening().toPlainString(),
          at.amount().toPlainString(),
          at.closing().toPlainString(),
          at.difference().toPlainString());
    }
    int more = tieOut.breaks().size() - MOST_BREAKS;
    return table.render() + (more > 0 ? "... and " + more + " more accounts\n" : "");
  }
}
