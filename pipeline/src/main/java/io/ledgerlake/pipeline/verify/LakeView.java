package io.ledgerlake.pipeline.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.StoredFile;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.Voucher;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * The dataset at one instant: its journal, and its tables as they were then. While somebody
 * decides, it is read again.
 */
final class LakeView {

  private static final int TRIES = 5;

  private final VerifyRequest request;
  private final Journal journal;
  private final List<Journal.Stored> entries;
  private final Set<String> runFiles;
  private final Map<String, Set<String>> filesByRun = new HashMap<>();
  private final Map<Zone, Table> zones;
  private final Optional<Table> ledger;
  private final SortedMap<String, String> faults;

  private LakeView(
      VerifyRequest request,
      Journal journal,
      List<Journal.Stored> entries,
      Set<String> runFiles,
      Map<Zone, Table> zones,
      Optional<Table> ledger,
      SortedMap<String, String> faults) {
    this.request = request;
    this.journal = journal;
    this.entries = entries;
    this.runFiles = runFiles;
    for (String path : runFiles) {
      int slash = path.indexOf('/');
      if (slash > 0) {
        filesByRun
            .computeIfAbsent(path.substring(0, slash), run -> new TreeSet<>())
            .add(path.substring(slash + 1));
      }
    }
    this.zones = zones;
    this.ledger = ledger;
    this.faults = faults;
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
    SortedMap<String, String> faults = new TreeMap<>();
    for (Zone zone : Zone.values()) {
      String name = zone.folder() + "." + request.dataset();
      load(name, () -> request.tables().findZone(zone), faults)
          .ifPresent(table -> zones.put(zone, table));
    }
    Optional<Table> ledger =
        load("ledger." + request.dataset(), request.tables()::findLedger, faults);
    return new LakeView(request, journal, entries, runFiles, zones, ledger, faults);
  }

  /** A table whose metadata was touched is something to tell, and no reason to end. */
  private static Optional<Table> load(
      String name, Supplier<Optional<Table>> table, Map<String, String> faults) {
    try {
      return table.get();
    } catch (RuntimeException e) {
      faults.put(name, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Returns why tables cannot be read, by the names of those that cannot. */
  SortedMap<String, String> faults() {
    return faults;
  }

  /** Returns whether something was decided since. */
  boolean isOvertaken() throws IOException {
    return journal.size() != entries.size();
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

  /** Returns the text of a small file, or nothing when there is none. */
  Optional<String> text(String location) throws IOException {
    return request.storage().readIfExists(location).map(bytes -> new String(bytes, UTF_8));
  }

  /** Returns the names of the files in a run's folder. */
  Set<String> runFiles(String runId) {
    return filesByRun.getOrDefault(runId, Set.of());
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
    return before(Optional.empty());
  }

  /**
   * Returns the snapshots of the zones' tables as they were before a run committed to them.
   *
   * @param runId the run, if there is one that has committed to some tables and not to all
   */
  BaseSnapshots before(Optional<String> runId) {
    SortedMap<String, Long> ids = new TreeMap<>();
    zones.forEach(
        (zone, table) -> {
          Optional<Snapshot> commit = runId.flatMap(run -> commit(table, run));
          Snapshot current = table.currentSnapshot();
          Long id =
              commit.isPresent()
                  ? commit.get().parentId()
                  : current == null ? null : Long.valueOf(current.snapshotId());
          if (id != null) {
            ids.put(zone.folder(), id);
          }
        });
    return new BaseSnapshots(ids);
  }

  /** Returns the snapshot that a run has made of a table, if it has. */
  static Optional<Snapshot> commit(Table table, String runId) {
    for (Snapshot snapshot : table.snapshots()) {
      if (Voucher.of(snapshot).filter(said -> said.runId().equals(runId)).isPresent()) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }
}
