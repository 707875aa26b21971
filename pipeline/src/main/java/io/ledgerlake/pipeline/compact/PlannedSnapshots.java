package io.ledgerlake.pipeline.compact;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.StoredFile;
import io.ledgerlake.pipeline.plan.PlanFiles;
import io.ledgerlake.pipeline.plan.StoredPlan;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.Publisher;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The snapshots that plans of unfinished runs compare with. A run that was killed, or that is held,
 * goes on with its plan, and must find them. One that ended with a report does not go on.
 */
public final class PlannedSnapshots {

  private static final String REPORT = "metrics.json";

  private PlannedSnapshots() {}

  /**
   * Returns the ids of the snapshots.
   *
   * @param journal the dataset's
   */
  public static Set<Long> of(
      LakeLayout layout, LakeStorage storage, String dataset, Journal journal) throws IOException {
    Map<String, Set<String>> planned = new TreeMap<>();
    Set<String> ended = new HashSet<>();
    for (StoredFile file : storage.list(layout.runs(dataset))) {
      String[] parts = file.path().split("/", -1);
      if (parts.length == 2 && PlanFiles.isPlan(parts[1])) {
        planned.computeIfAbsent(parts[0], run -> new TreeSet<>()).add(file.uri());
      } else if (parts.length == 2
          && (parts[1].equals(Publisher.SUCCESS) || parts[1].equals(REPORT))) {
        ended.add(parts[0]);
      }
    }
    ended.removeAll(held(journal));
    planned.keySet().removeAll(ended);
    Set<Long> snapshots = new HashSet<>();
    for (Set<String> plans : planned.values()) {
      for (String plan : plans) {
        snapshots.addAll(StoredPlan.read(storage, plan).baseSnapshots());
      }
    }
    return snapshots;
  }

  private static Set<String> held(Journal journal) throws IOException {
    Set<String> held = new HashSet<>();
    for (Journal.Link link : journal.entries()) {
      JournalEntry entry = link.entry();
      if (entry.kind() == JournalEntry.Kind.HOLD) {
        held.add(entry.runId());
      } else {
        held.remove(entry.runId());
      }
    }
    return held;
  }
}
