package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.ManifestFiles;
import io.ledgerlake.pipeline.publish.Publisher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the journal tells of a dataset's runs: what people decided, and the rollbacks, releases and
 * compactions, which leave no report. An entry that cannot be read hides none of the others.
 */
final class RunHistory {

  /**
   * A change that left no report.
   *
   * @param entry the journal's entry that decided it
   * @param manifest what it did
   * @param finished whether it is marked as published
   */
  record Change(JournalEntry entry, Manifest manifest, boolean finished) {}

  private final OpenLake lake;
  private final List<JournalEntry> entries = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private final Map<String, Change> changes = new LinkedHashMap<>();

  private RunHistory(OpenLake lake) {
    this.lake = lake;
  }

  /**
   * Reads the journal.
   *
   * @param reported ids of the runs that have reports, which tell more than a manifest
   */
  static RunHistory of(OpenLake lake, Set<String> reported) throws IOException {
    RunHistory history = new RunHistory(lake);
    Journal journal = Journal.of(lake.layout(), lake.storage(), lake.dataset());
    for (Journal.Stored stored : journal.stored()) {
      stored
          .entry()
          .ifPresentOrElse(history.entries::add, () -> history.unreadable.add(stored.location()));
    }
    for (JournalEntry entry : history.entries) {
      if (entry.kind().isCarriedOut() && !reported.contains(entry.runId())) {
        history.addChange(entry);
      }
    }
    return history;
  }

  private void addChange(JournalEntry entry) throws IOException {
    Optional<ManifestFiles.Stored> decided;
    try {
      ManifestFiles files =
          ManifestFiles.of(lake.layout(), lake.storage(), lake.dataset(), entry.runId());
      decided = files.decidedOrOnly(entry.manifestSha256());
    } catch (LakeException e) {
      unreadable.add("entry " + entry.seq() + " of the journal, which names no run");
      return;
    }
    if (decided.isEmpty()) {
      unreadable.add(lake.layout().runFile(lake.dataset(), entry.runId(), Manifest.FILE));
      return;
    }
    Manifest manifest = decided.get().manifest();
    if (manifest.kind() == Manifest.Kind.INGEST || manifest.kind() == Manifest.Kind.REPLAY) {
      // Killed before its report, which the same command writes when it is given again.
      return;
    }
    String mark = lake.layout().runFile(lake.dataset(), entry.runId(), Publisher.SUCCESS);
    changes.put(entry.runId(), new Change(entry, manifest, lake.storage().exists(mark)));
  }

  /** Returns the changes that left no report, in the order of their decisions. */
  List<Change> changes() {
    return List.copyOf(changes.values());
  }

  /** Returns a change. */
  Optional<Change> change(String runId) {
    return Optional.ofNullable(changes.get(runId));
  }

  /** Returns what people decided, in order. */
  List<JournalEntry> ofPeople() {
    return entries.stream().filter(entry -> entry.person() != null).toList();
  }

  /** Returns what people decided about a run, in order. */
  List<JournalEntry> ofPeople(String runId) {
    return ofPeople().stream().filter(entry -> entry.runId().equals(runId)).toList();
  }

  /** Returns a word for what an entry of a person decided. */
  String decision(JournalEntry entry) {
    return switch (entry.kind()) {
      case HOLD -> "held";
      case APPROVE -> "approved";
      case REJECT -> "rejected";
      case PUBLISH ->
          change(entry.runId()).map(change -> word(change.manifest().kind())).orElse("published");
    };
  }

  /** Returns a word for what a kind of run is. */
  static String word(Manifest.Kind kind) {
    return switch (kind) {
      case INGEST -> "ingest";
      case REPLAY -> "replay";
      case RELEASE -> "release";
      case ROLLBACK -> "rollback";
      case COMPACTION -> "compaction";
    };
  }

  /** Returns what could not be read. */
  List<String> unreadable() {
    return unreadable;
  }
}
