package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.StoredFile;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/**
 * The dataset at one instant: its journal, and its tables as they were then. While somebody decides,
 * it is read again.
 */
final class LakeView {

  private static final int TRIES = 5;

  private final VerifyRequest request;
  private final Journal journal;
  private final List<Journal.Stored> entries;
  private final Set<String> runFiles;
  private final Map<Zone, Table> zones;
  private final Optional<Table> ledger;

  private LakeView(
      VerifyRequest request,
      Journal journal,
      List<Journal.Stored> entries,
      Set<String> runFiles,
      Map<Zone, Table> zones,
      Optional<Table> ledger) {
    this.request = request;
    this.journal = journal;
    this.entries = entries;
    this.runFiles = runFiles;
    this.zones = zones;
    this.ledger = ledger;
  }

  static LakeView read(VerifyRequest request) throws IOException {
    Journal journal = Journal.of(request.layout(), request.storage(), request.dataset());
    LakeView view = null;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      view = once(request, journal);
      if (!view.isOvertaken()) {
        break;
      }
    }
    return view;
  }

  /** In this order: a commit that is seen was decided before, and a mark came after its commits. */
  private static LakeView once(VerifyRequest request, Journal journal) throws IOException {
    List<Journal.Stored> entries = journal.stored();
    Set<String> runFiles = new HashSet<>();
    for (StoredFile file : request.storage().list(request.layout().runs(request.dataset()))) {
      runFiles.add(file.path());
    }
    Map<Zone, Table> zones = new EnumMap<>(Zone.class);
    for (Zone zone : Zone.values()) {
      request.tables().findZone(zone).ifPresent(table -> zones.put(zone, table));
    }
    return new LakeView(
        request, journal, entries, runFiles, zones, request.tables().findLedger());
  }

  /** Returns whether something was decided since. */
  boolean isOvertaken() throws IOException {
    return journal.stored().size() != entries.size();
  }

  LakeLayout layout() {
    return request.layout();
  }

  VerifyRequest request() {
    return request;
  }

  List<Journal.Stored> entries() {
    return entries;
  }

  String entryLocation(long seq) {
    return journal.location(seq);
  }

  /** Returns whether a run's folder has a file. */
  boolean hasRunFile(String runId, String file) {
    return runFiles.contains(runId + "/" + file);
  }

  /** Returns the paths of all files in the folders of runs. */
  Set<String> runFiles() {
    return runFiles;
  }

  /** Returns the tables of the zones that have one. */
  Map<Zone, Table> zones() {
    return zones;
  }

  Optional<Table> ledger() {
    return ledger;
  }

  /** Returns the snapshots of the zones' tables. */
  BaseSnapshots base() {
    SortedMap<String, Long> ids = new TreeMap<>();
    zones.forEach(
        (zone, table) -> {
          if (table.currentSnapshot() != null) {
            ids.put(zone.folder(), table.currentSnapshot().snapshotId());
          }
        });
    return new BaseSnapshots(ids);
  }
}
