package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * The journal's entries, each judged by who vouches for it: the entry after it, by its link, and
 * the snapshots of the tables that follow from it. Where two disagree, the one for which nobody
 * else speaks was touched.
 *
 * <p>The last entry, if it changed no table (a hold, a rejection), is vouched for by nobody yet.
 */
public final class Chain {

  private enum Standing {
    VOUCHED,
    UNVOUCHED,
    TOUCHED
  }

  /**
   * What is wrong with an entry.
   *
   * @param seq its number
   * @param location where it lies, or should
   * @param expected what it should be
   * @param found what it is
   */
  public record Problem(long seq, String location, String expected, String found) {}

  private final List<Journal.Stored> entries;
  private final Witnesses witnesses;
  private final LongFunction<String> location;
  private final Map<Long, Standing> standings = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final SortedSet<Long> missing = new TreeSet<>();

  private Chain(List<Journal.Stored> entries, Witnesses witnesses, LongFunction<String> location) {
    this.entries = entries;
    this.witnesses = witnesses;
    this.location = location;
  }

  /** Returns what is wrong with a journal of which no table says anything; empty: nothing. */
  public static List<Problem> problems(Journal journal) throws IOException {
    return judge(journal.stored(), Witnesses.none(), journal::location).problems();
  }

  /**
   * Judges the entries.
   *
   * @param location where the entry with a number lies
   */
  static Chain judge(
      List<Journal.Stored> entries, Witnesses witnesses, LongFunction<String> location) {
    Chain chain = new Chain(entries, witnesses, location);
    for (int i = entries.size() - 1; i >= 0; i--) {
      chain.judge(entries.get(i), i + 1 < entries.size() ? entries.get(i + 1) : null);
    }
    chain.judgeFirst();
    chain.findMissing();
    chain.problems.sort(Comparator.comparingLong(Problem::seq));
    return chain;
  }

  private void judge(Journal.Stored entry, Journal.Stored after) {
    standings.put(entry.seq(), Standing.UNVOUCHED);
    if (entry.entry().isEmpty()) {
      touched(entry, "a readable journal entry", entry.fault().orElse("it is none"));
    } else if (entry.entry().get().seq() != entry.seq()) {
      touched(
          entry,
          "entry number " + entry.seq(),
          "it says that it is number " + entry.entry().get().seq());
    } else {
      hear(entry);
    }
    if (after != null && after.seq() == entry.seq() + 1 && !is(after, Standing.TOUCHED)) {
      link(entry, after);
    }
    if (is(entry, Standing.UNVOUCHED) && entry.fault().isPresent()) {
      touched(entry, "an entry as LedgerLake writes it", entry.fault().get());
    }
  }

  private void hear(Journal.Stored entry) {
    Optional<Witnesses.Witness> witness = witnesses.of(entry.seq());
    if (witness.isEmpty()) {
      return;
    }
    String said = witness.get().voucher().journalSha256();
    if (said.equals(entry.sha256())) {
      standings.put(entry.seq(), Standing.VOUCHED);
    } else {
      touched(
          entry,
          "SHA-256 " + said + ", as a snapshot of " + witness.get().table() + " says",
          "SHA-256 " + entry.sha256());
    }
  }

  private void link(Journal.Stored entry, Journal.Stored after) {
    String said = after.entry().map(JournalEntry::previousSha256).orElse("none");
    if (said.equals(entry.sha256())) {
      if (is(entry, Standing.UNVOUCHED) && is(after, Standing.VOUCHED)) {
        standings.put(entry.seq(), Standing.VOUCHED);
      }
    } else if (is(entry, Standing.VOUCHED)) {
      touched(
          after, "a link to SHA-256 " + entry.sha256() + ", the entry before", "a link to " + said);
    } else if (!is(entry, Standing.TOUCHED)) {
      touched(
          entry,
          "SHA-256 " + said + ", to which entry " + after.seq() + " links",
          "SHA-256 "
              + entry.sha256()
              + (is(after, Standing.VOUCHED)
                  ? ""
                  : ", unless it is entry " + after.seq() + " that was touched"));
    }
  }

  private void judgeFirst() {
    if (entries.isEmpty() || entries.get(0).seq() != 1) {
      return;
    }
    Journal.Stored first = entries.get(0);
    String said = first.entry().map(JournalEntry::previousSha256).orElse("none");
    if (!is(first, Standing.TOUCHED) && !said.equals(JournalEntry.GENESIS)) {
      touched(first, "a first entry, which links to nothing", "a link to " + said);
    }
  }

  private void findMissing() {
    TreeSet<Long> present = new TreeSet<>();
    entries.forEach(entry -> present.add(entry.seq()));
    long end = Math.max(witnesses.last(), present.isEmpty() ? 0 : present.last());
    for (long seq = 1; seq <= end; seq++) {
      if (!present.contains(seq)) {
        missing.add(seq);
        missing(seq, witnesses.run(seq));
      }
    }
    for (Witnesses.Witness witness : witnesses.ofNoEntry()) {
      missing(++end, Optional.of(witness.voucher().runId()));
    }
  }

  private void missing(long seq, Optional<String> runId) {
    problems.add(
        new Problem(
            seq,
            location.apply(seq),
            runId
                .map(run -> "an entry that decides run " + run + ", as the tables say")
                .orElse("an entry, as there are later ones"),
            "there is none"));
  }

  private boolean is(Journal.Stored entry, Standing standing) {
    return standings.get(entry.seq()) == standing;
  }

  private void touched(Journal.Stored entry, String expected, String found) {
    standings.put(entry.seq(), Standing.TOUCHED);
    problems.add(new Problem(entry.seq(), entry.location(), expected, found));
  }

  /** Returns what is wrong, by number; empty: nothing. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Returns the entries that are there, in order. */
  List<Journal.Stored> entries() {
    return entries;
  }

  /** Returns whether nothing speaks against an entry that is there. */
  boolean isTrusted(Journal.Stored entry) {
    return !is(entry, Standing.TOUCHED);
  }

  /**
   * Returns the numbers of entries that should be there and are not, but for those whose numbers
   * nobody knows.
   */
  SortedSet<Long> missing() {
    return missing;
  }
}
