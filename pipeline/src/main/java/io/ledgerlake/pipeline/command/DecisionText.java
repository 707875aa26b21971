package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import java.util.List;

/** Who decided what, when and why. */
final class DecisionText {

  private static final int WIDTH = 60;

  private DecisionText() {}

  /** Returns a table of decisions, with a heading; nothing if there are none. */
  static String of(RunHistory history, List<JournalEntry> entries, Terminal terminal) {
    if (entries.isEmpty()) {
      return "";
    }
    TextTable table =
        new TextTable(terminal.unicode())
            .text("run")
            .text("decision")
            .text("by")
            .text("at")
            .text("why", WIDTH);
    for (JournalEntry entry : entries) {
      JournalEntry.Person person = entry.person();
      table.row(entry.runId(), history.decision(entry), person.by(), person.at(), person.why());
    }
    return "\nDecisions of people\n" + table.render();
  }
}
