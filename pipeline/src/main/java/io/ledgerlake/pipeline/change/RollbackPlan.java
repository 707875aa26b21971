package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.rows.Version;
import io.ledgerlake.pipeline.rows.ZoneFile;
import io.ledgerlake.pipeline.rows.ZoneFiles;
import io.ledgerlake.transforms.history.VersionSet;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Everything that a rollback will do, found by reading the rows that leave and those that met them.
 * Writes nothing.
 */
final class RollbackPlan {

  private static final List<Zone> REJECTS = List.of(Zone.QUARANTINE, Zone.CONDEMNED);

  private final Removal removal;
  private final LakeState state;
  private final String runId;
  private final ZoneFiles files;
  private final Dependents dependents;
  private final FileMoves moves;
  private final List<ZoneFile> whole = new ArrayList<>();
  private final List<ZoneFile> mixed = new ArrayList<>();
  private final Map<ZoneFile, Long> leaving = new LinkedHashMap<>();
  private final Map<Zone, Long> outcomes = new EnumMap<>(Zone.class);
  private final Map<Zone, Long> versions = new EnumMap<>(Zone.class);
  private final SortedMap<String, Long> reopened = new TreeMap<>();
  private final SortedMap<String, Long> restored = new TreeMap<>();
  private final VersionSet reopenedConflicts = new VersionSet();

  private RollbackPlan(Removal removal, LakeState state, String runId) {
    this.removal = removal;
    this.state = state;
    this.runId = runId;
    this.files = state.files();
    this.dependents = new Dependents(removal, state);
    this.moves = new FileMoves(state.contract());
  }

  /**
   * Plans a rollback.
   *
   * @param runId the run that takes the rows out
   * @throws UserError if nothing is there to take out, later runs build on what would leave, or the
   *     tables do not hold what the file ledger says
   */
  static RollbackPlan of(Removal removal, LakeState state, String runId) throws IOException {
    RollbackPlan plan = new RollbackPlan(removal, state, runId);
    plan.noteConflicts();
    Previous previous = new Previous();
    for (Zone zone : Zone.values()) {
      plan.takeOut(zone, previous);
    }
    plan.requireSomething();
    plan.restore(previous);
    plan.reopen();
    plan.requireBooks();
    return plan;
  }

  private List<String> columns(Zone zone) {
    List<String> columns = new ArrayList<>(Version.columns(zone));
    columns.addAll(state.contract().key());
    columns.add(state.contract().eventTime());
    state.contract().amount().ifPresent(columns::add);
    state.contract().currency().ifPresent(columns::add);
    return columns;
  }

  private void noteConflicts() throws IOException {
    List<String> columns = new ArrayList<>(Version.columns(Zone.QUARANTINE));
    columns.addAll(state.contract().key());
    for (ZoneFile file : files.list(Zone.QUARANTINE, Expressions.alwaysTrue())) {
      try (CloseableIterable<Record> rows = files.rows(file, Expressions.alwaysTrue(), columns)) {
        rows.forEach(dependents::note);
      }
    }
  }

  private void takeOut(Zone zone, Previous previous) throws IOException {
    Expression filter = removal.filter();
    for (ZoneFile file : files.list(zone, filter)) {
      long taken = 0;
      try (CloseableIterable<Record> rows = files.rows(file, filter, columns(zone))) {
        for (Record row : rows) {
          if (removal.takes(row)) {
            taken++;
            takeOut(zone, row, previous);
          }
        }
      }
      if (taken > 0) {
        leaving.put(file, taken);
        versions.merge(zone, taken, Long::sum);
        (taken == file.rows() ? whole : mixed).add(file);
      }
    }
  }

  private void takeOut(Zone zone, Record row, Previous previous) throws IOException {
    boolean current = !state.superseded().contains(row);
    if (!removal.takesFiles()) {
      if (!current) {
        throw changedAgain(row);
      }
      previous.add(row);
    }
    if (current) {
      outcomes.merge(zone, 1L, Long::sum);
      moves.leave(zone, row);
      dependents.left(zone, row);
    }
  }

  private UserError changedAgain(Record row) throws IOException {
    String run = Version.runId(row);
    Expression later =
        Expressions.and(
            Expressions.equal(ZoneColumns.PREVIOUS_RUN_ID, run),
            Expressions.equal(ZoneColumns.SOURCE_FILE, Version.sourceFile(row)));
    Set<String> by = new TreeSet<>();
    for (Zone zone : Zone.values()) {
      for (ZoneFile file : files.list(zone, later)) {
        try (CloseableIterable<Record> rows = files.rows(file, later, Version.columns(zone))) {
          rows.forEach(next -> by.add(Version.runId(next)));
        }
      }
    }
    return new UserError(
        "Run "
            + run
            + " cannot be rolled back by itself: rows that it wrote were changed again by "
            + (by.size() == 1 ? "run " : "runs ")
            + String.join(", ", by)
            + ".",
        "Roll "
            + (by.size() == 1 ? "that run" : "those runs")
            + " back first, the latest before the others; or roll back the file.");
  }

  private void requireSomething() {
    if (leaving.isEmpty() && !removal.takesFiles()) {
      throw new UserError(
          "Nothing that run "
              + removal.runId().orElse("?")
              + " wrote is in the tables any more: it, or the files of its rows, were rolled back"
              + " already.",
          "There is nothing to do.");
    }
  }

  /** The versions that rows of a run superseded. */
  private static final class Previous {
    final VersionSet versions = new VersionSet();
    final Set<String> sources = new TreeSet<>();

    void add(Record row) {
      String run = (String) row.getField(ZoneColumns.PREVIOUS_RUN_ID);
      versions.add(Version.fileId(row), Version.offset(row), run);
      sources.add(Version.sourceFile(row));
    }

    boolean contains(Record row) {
      return versions.contains(Version.fileId(row), Version.offset(row), Version.runId(row));
    }
  }

  private void restore(Previous previous) throws IOException {
    if (previous.versions.size() == 0) {
      return;
    }
    Expression filter = Expressions.in(ZoneColumns.SOURCE_FILE, previous.sources);
    long found = 0;
    for (Zone zone : REJECTS) {
      for (ZoneFile file : files.list(zone, filter)) {
        try (CloseableIterable<Record> rows = files.rows(file, filter, columns(zone))) {
          for (Record row : rows) {
            if (previous.contains(row)) {
              moves.enter(zone, row);
              restored.merge(Version.sourceFile(row), 1L, Long::sum);
              found++;
            }
          }
        }
      }
    }
    if (found != previous.versions.size()) {
      throw ChangeRun.disagree(
          runId,
          List.of(
              previous.versions.size()
                  + " rows were superseded by what leaves, and "
                  + found
                  + " of these are in the tables"));
    }
  }

  private void reopen() throws IOException {
    for (Zone zone : REJECTS) {
      Expression filter = dependents.filter(zone);
      for (ZoneFile file : files.list(zone, filter)) {
        try (CloseableIterable<Record> rows = files.rows(file, filter, columns(zone))) {
          for (Record row : rows) {
            if (dependents.whyReopened(zone, row, runId).isPresent()) {
              moves.leave(zone, row);
              moves.enter(Zone.QUARANTINE, row);
              reopened.merge(Version.sourceFile(row), 1L, Long::sum);
              if (zone == Zone.QUARANTINE) {
                reopenedConflicts.add(Version.fileId(row), Version.offset(row), Version.runId(row));
              }
            }
          }
        }
      }
    }
  }

  /** What leaves must be what the ledger has, or somebody has changed one of the two. */
  private void requireBooks() {
    List<String> differences = new ArrayList<>();
    for (Manifest.Move move : moves()) {
      if (move.rolledBack()) {
        differences.addAll(LedgerSums.of(state, move.fileId()).notUndoneBy(move));
      }
    }
    if (!differences.isEmpty()) {
      throw ChangeRun.disagree(runId, differences);
    }
  }

  Dependents dependents() {
    return dependents;
  }

  Removal removal() {
    return removal;
  }

  LakeState state() {
    return state;
  }

  ZoneFiles files() {
    return files;
  }

  FileMoves figures() {
    return moves;
  }

  List<Manifest.Move> moves() {
    return moves.moves(state, removal.files().keySet());
  }

  /** Returns the data files that leave as a whole. */
  List<ZoneFile> whole() {
    return whole;
  }

  /** Returns the data files that other rows are in too. */
  List<ZoneFile> mixed() {
    return mixed;
  }

  /** Returns how many rows of a data file leave. */
  long leaving(ZoneFile file) {
    return leaving.get(file);
  }

  /** Returns how many records leave that stand in each zone. */
  Map<Zone, Long> outcomes() {
    return outcomes;
  }

  /** Returns how many versions leave each zone, current or not. */
  Map<Zone, Long> versions() {
    return versions;
  }

  /** Returns how many rows reopen, by the path of their file. */
  SortedMap<String, Long> reopened() {
    return reopened;
  }

  /** Returns the versions of open conflicts that reopen: they contradict nobody any more. */
  VersionSet reopenedConflicts() {
    return reopenedConflicts;
  }

  /** Returns how many rows are again what they were before the run, by the path of their file. */
  SortedMap<String, Long> restored() {
    return restored;
  }
}
