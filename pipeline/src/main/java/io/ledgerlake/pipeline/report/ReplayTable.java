package io.ledgerlake.pipeline.report;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeSet;

/** What a replay changed, reason by reason, for people. */
public final class ReplayTable {

  private ReplayTable() {}

  /**
   * Returns the table; nothing if no row was evaluated.
   *
   * @param before rows by reason, before the replay
   * @param after rows by reason, after it, in quarantine and condemned together
   */
  public static String of(
      SortedMap<String, Long> before, SortedMap<String, Long> after, Terminal terminal) {
    TreeSet<String> codes = new TreeSet<>(before.keySet());
    codes.addAll(after.keySet());
    if (codes.isEmpty()) {
      return "";
    }
    TextTable table =
        new TextTable(terminal.unicode()).text("reason").figure("rows before").figure("rows now");
    for (String code : codes) {
      table.row(code, rows(before, code), rows(after, code));
    }
    return "\nReasons, before and now\n" + table.render();
  }

  private static String rows(SortedMap<String, Long> codes, String code) {
    return String.format(Locale.ROOT, "%,d", codes.getOrDefault(code, 0L));
  }
}
