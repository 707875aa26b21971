package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.lake.RowQuery.Row;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** In which order runs were decided, and by whom. */
final class Decisions {

  private final Map<String, Long> seqs = new HashMap<>();
  private final List<Journal.Link> journal;

  private Decisions(List<Journal.Link> journal) {
    this.journal = journal;
  }

  static Decisions of(OpenLake lake, LakeTables tables) throws IOException {
    Decisions decisions =
        new Decisions(Journal.of(lake.layout(), lake.storage(), tables.dataset()).entries());
    for (FileEntry entry : FileLedger.of(tables).published().entries()) {
      decisions.seqs.put(entry.runId(), entry.seq());
    }
    return decisions;
  }

  /** Returns the number of the journal's entry that decided a row's version. */
  long seq(Row row) {
    return seqs.getOrDefault(row.text(ZoneColumns.RUN_ID), Long.MAX_VALUE);
  }

  /** Returns what people have said about a run, in words. */
  List<String> people(String runId) {
    return journal.stream()
        .map(Journal.Link::entry)
        .filter(entry -> entry.runId().equals(runId) && entry.person() != null)
        .map(Decisions::words)
        .toList();
  }

  private static String words(JournalEntry entry) {
    return String.format(
        Locale.ROOT,
        "%s by %s at %s: %s (entry %d of the journal)",
        switch (entry.kind()) {
          case PUBLISH -> "decided";
          case HOLD -> "held";
          case APPROVE -> "approved";
          case REJECT -> "rejected";
        },
        entry.person().by(),
        entry.person().at(),
        entry.person().why(),
        entry.seq());
  }
}
