package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.verify.DecidedRun.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The runs that the journal decides about, by their last entries. In place of an entry that was
 * touched or is missing stands what the tables say of it, so that one touched entry is one finding.
 */
final class DecidedRuns {

  private final LakeView view;
  private final Witnesses witnesses;
  private final Map<String, DecidedRun> runs = new LinkedHashMap<>();
  private final List<DecidedRun> holds = new ArrayList<>();
  private boolean complete = true;

  private DecidedRuns(LakeView view, Witnesses witnesses) {
    this.view = view;
    this.witnesses = witnesses;
  }

  static DecidedRuns of(LakeView view, Chain chain, Witnesses witnesses) throws IOException {
    DecidedRuns decided = new DecidedRuns(view, witnesses);
    TreeSet<Long> seqs = new TreeSet<>(chain.missing());
    Map<Long, Journal.Stored> present = new LinkedHashMap<>();
    for (Journal.Stored entry : chain.entries()) {
      present.put(entry.seq(), entry);
      seqs.add(entry.seq());
    }
    long last = seqs.isEmpty() ? 0 : seqs.last();
    for (long seq : seqs) {
      Journal.Stored entry = present.get(seq);
      if (entry != null && chain.isTrusted(entry)) {
        decided.add(seq, entry.entry().orElseThrow(), seq == last);
      } else {
        decided.addByTables(seq, Optional.ofNullable(entry).flatMap(Journal.Stored::entry));
      }
    }
    for (Witnesses.Witness witness : witnesses.ofNoEntry()) {
      decided.addByTables(++last, witness);
    }
    return decided;
  }

  private void add(long seq, JournalEntry entry, boolean last) {
    State state =
        switch (entry.kind()) {
          case HOLD -> State.HELD;
          case REJECT -> State.REJECTED;
          case PUBLISH, APPROVE ->
              !last || view.hasRunFile(entry.runId(), Publisher.SUCCESS)
                  ? State.PUBLISHED
                  : State.UNFINISHED;
        };
    DecidedRun run =
        new DecidedRun(
            seq,
            entry.runId(),
            state,
            Optional.of(entry.manifestSha256()),
            "entry " + seq + " of the journal");
    put(run);
    if (state == State.HELD) {
      holds.add(run);
    }
  }

  private void addByTables(long seq, Optional<JournalEntry> touched) throws IOException {
    Optional<Witnesses.Witness> witness = witnesses.of(seq);
    if (witness.isPresent()) {
      addByTables(seq, witness.get());
      return;
    }
    complete = false;
    Optional<String> runId = witnesses.run(seq).or(() -> touched.map(JournalEntry::runId));
    if (runId.isPresent()) {
      String mark = Publisher.SUCCESS + " in the run's folder";
      put(new DecidedRun(seq, runId.get(), State.PUBLISHED, marked(runId.get()), mark));
    }
  }

  /** The snapshots may have expired; then the mark in the run's folder tells what was published. */
  private Optional<String> marked(String runId) throws IOException {
    if (!view.hasRunFile(runId, Publisher.SUCCESS)) {
      return Optional.empty();
    }
    String location = view.layout().runFile(view.request().dataset(), runId, Publisher.SUCCESS);
    byte[] mark = view.request().storage().read(location);
    return Optional.of(new String(mark, StandardCharsets.UTF_8).split(" ", 2)[0]);
  }

  private void addByTables(long seq, Witnesses.Witness witness) {
    put(
        new DecidedRun(
            seq,
            witness.voucher().runId(),
            State.PUBLISHED,
            Optional.of(witness.voucher().manifestSha256()),
            "a snapshot of " + witness.table()));
  }

  private void put(DecidedRun run) {
    runs.put(run.runId(), run);
  }

  /** Returns the runs, in the order of their decisions. */
  List<DecidedRun> inOrder() {
    List<DecidedRun> ordered = new ArrayList<>(runs.values());
    ordered.sort(Comparator.comparingLong(DecidedRun::seq));
    return ordered;
  }

  /** Returns the questions of a run that were answered: it was planned again, and did more. */
  List<DecidedRun> answered(DecidedRun run) {
    return holds.stream()
        .filter(hold -> hold.runId().equals(run.runId()))
        .filter(hold -> !hold.manifestSha256().equals(run.manifestSha256()))
        .toList();
  }

  /** Returns whether the journal decides about a run. */
  boolean knows(String runId) {
    return runs.containsKey(runId);
  }

  /** Returns the runs that are carried out and of which it is not known what they did. */
  Set<String> unknown(RunRecords records) {
    Set<String> unknown = new TreeSet<>();
    for (DecidedRun run : runs.values()) {
      if (run.isCarriedOut() && records.manifest(run).isEmpty()) {
        unknown.add(run.runId());
      }
    }
    return unknown;
  }

  /** Returns whether it is known of every entry what it decided. */
  boolean isComplete() {
    return complete;
  }
}
