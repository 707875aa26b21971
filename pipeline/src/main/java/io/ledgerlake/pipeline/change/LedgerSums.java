package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.publish.Manifest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What entries of the file ledger add up to. All entries of a file: its current rows. Those of one
 * run: what that run did.
 */
final class LedgerSums {

  private long rows;
  private long processed;
  private long quarantined;
  private long condemned;
  private long blankLines;
  private long withoutAmount;
  private final SortedMap<String, BigDecimal> readSums = new TreeMap<>();
  private final SortedMap<String, BigDecimal> processedSums = new TreeMap<>();

  private LedgerSums() {}

  /** Adds up all entries of a file. */
  static LedgerSums of(LakeState state, String fileId) {
    return of(state, fileId, entry -> true);
  }

  /** Adds up the entries of a file that a run has made. */
  static LedgerSums of(LakeState state, String fileId, String runId) {
    return of(state, fileId, entry -> entry.runId().equals(runId));
  }

  private static LedgerSums of(LakeState state, String fileId, Predicate<FileEntry> wanted) {
    LedgerSums sums = new LedgerSums();
    for (FileEntry entry : state.published().entries()) {
      if (entry.fileId().equals(fileId) && wanted.test(entry)) {
        sums.add(entry);
      }
    }
    return sums;
  }

  private void add(FileEntry entry) {
    rows += entry.rowsRead();
    processed += entry.processed();
    quarantined += entry.quarantined();
    condemned += entry.condemned();
    blankLines += entry.blankLines();
    withoutAmount += entry.rowsWithoutAmount();
    entry.readSums().forEach((currency, sum) -> readSums.merge(currency, sum, BigDecimal::add));
    entry
        .processedSums()
        .forEach((currency, sum) -> processedSums.merge(currency, sum, BigDecimal::add));
  }

  long blankLines() {
    return blankLines;
  }

  /** Returns each figure in which a move is not exactly the opposite of this, a sentence each. */
  List<String> notUndoneBy(Manifest.Move move) {
    List<String> sentences = new ArrayList<>();
    Manifest.Outcomes taken = move.outcomes();
    compare(sentences, move, "rows", rows, taken.rowsRead());
    compare(sentences, move, "processed rows", processed, taken.processed());
    compare(sentences, move, "quarantined rows", quarantined, taken.quarantined());
    compare(sentences, move, "condemned rows", condemned, taken.condemned());
    compare(sentences, move, "rows without an amount", withoutAmount, taken.rowsWithoutAmount());
    sums(sentences, move, "sum of ", readSums, move.readSums());
    sums(sentences, move, "processed sum of ", processedSums, move.processedSums());
    return sentences;
  }

  private static void compare(
      List<String> sentences, Manifest.Move move, String what, long ledger, long taken) {
    if (ledger != -taken) {
      sentences.add(
          move.path() + ": " + what + ": the ledger has " + ledger + ", the tables " + -taken);
    }
  }

  private static void sums(
      List<String> sentences,
      Manifest.Move move,
      String what,
      SortedMap<String, BigDecimal> ledger,
      SortedMap<String, BigDecimal> taken) {
    TreeSet<String> currencies = new TreeSet<>(ledger.keySet());
    currencies.addAll(taken.keySet());
    for (String currency : currencies) {
      BigDecimal has = ledger.getOrDefault(currency, BigDecimal.ZERO);
      BigDecimal found = taken.getOrDefault(currency, BigDecimal.ZERO).negate();
      if (has.compareTo(found) != 0) {
        sentences.add(
            move.path()
                + ": "
                + what
                + currency
                + ": the ledger has "
                + has.toPlainString()
                + ", the tables "
                + found.toPlainString());
      }
    }
  }
}
