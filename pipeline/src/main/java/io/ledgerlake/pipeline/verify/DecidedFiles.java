package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.verify.DecidedRun.State;
import io.ledgerlake.pipeline.verify.Finding.Kind;
import io.ledgerlake.transforms.zone.Zone;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/**
 * The data files that the manifests name, and which of these the tables must list now: all that
 * were added, but those that a later run has removed. Of a run that is decided and not finished,
 * what it has committed so far.
 */
final class DecidedFiles {

  /**
   * A data file as a manifest has it.
   *
   * @param zone its zone
   * @param location where it lies
   * @param file what the manifest says
   * @param runId the run that adds it
   */
  record Decided(Zone zone, String location, Manifest.DataFile file, String runId) {}

  private final LakeView view;
  private final Findings findings;
  private final SortedMap<String, Decided> all = new TreeMap<>();
  private final Map<Zone, SortedMap<String, Decided>> listed = new EnumMap<>(Zone.class);
  private final SortedMap<String, Decided> waiting = new TreeMap<>();

  private DecidedFiles(LakeView view, Findings findings) {
    this.view = view;
    this.findings = findings;
    for (Zone zone : Zone.values()) {
      listed.put(zone, new TreeMap<>());
    }
  }

  static DecidedFiles of(LakeView view, DecidedRuns runs, RunRecords records, Findings findings) {
    DecidedFiles files = new DecidedFiles(view, findings);
    boolean complete = runs.isComplete() && runs.unknown(records).isEmpty();
    for (DecidedRun run : runs.inOrder()) {
      if (run.state() != State.REJECTED) {
        records
            .manifest(run)
            .ifPresent(manifest -> files.add(run, manifest, records.location(run), complete));
      }
    }
    return files;
  }

  private void add(DecidedRun run, Manifest manifest, String location, boolean complete) {
    for (Zone zone : Zone.values()) {
      boolean committed =
          run.state() == State.PUBLISHED
              || run.state() == State.UNFINISHED && hasCommit(zone, run.runId());
      for (Manifest.DataFile file : manifest.removedFiles()) {
        if (committed && file.zone().equals(zone.folder())) {
          remove(location, zone, file, complete);
        }
      }
      for (Manifest.DataFile file : manifest.dataFiles()) {
        if (file.zone().equals(zone.folder())) {
          add(run, zone, file, committed);
        }
      }
    }
  }

  private boolean hasCommit(Zone zone, String runId) {
    Table table = view.zones().get(zone);
    return table != null && LakeView.commit(table, runId).isPresent();
  }

  private void add(DecidedRun run, Zone zone, Manifest.DataFile file, boolean committed) {
    String location = view.layout().dataFile(zone, file.path());
    Decided decided = new Decided(zone, location, file, run.runId());
    all.put(location, decided);
    (committed ? listed.get(zone) : waiting).put(location, decided);
  }

  /** Where it is not known of every run what it added, a removal may be of what such a one did. */
  private void remove(String manifest, Zone zone, Manifest.DataFile file, boolean complete) {
    String location = view.layout().dataFile(zone, file.path());
    if (listed.get(zone).remove(location) == null && complete) {
      findings.touched(
          Kind.MANIFEST,
          manifest,
          "to remove data files that earlier runs added",
          "it removes " + location + ", which none has",
          "Report this as a defect: its bytes are as they were decided");
    }
  }

  /** Returns the files that a zone's table must list now, by location. */
  SortedMap<String, Decided> listed(Zone zone) {
    return listed.get(zone);
  }

  /** Returns the files of runs that are held, or not finished, which no table lists yet. */
  SortedMap<String, Decided> waiting() {
    return waiting;
  }

  /** Returns every file that a run has added, whether it was removed since or not. */
  SortedMap<String, Decided> all() {
    return all;
  }
}
