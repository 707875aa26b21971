package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.lake.CurrentRows;
import io.ledgerlake.pipeline.rows.Version;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Which rows a rollback reopens: current rows that stay, and that are condemned because they repeat
 * a record that leaves, or in open conflict with the key of a valid one. Takes memory for the keys
 * of open conflicts; and for the rows of a replay that is rolled back, about 16 bytes each.
 */
final class Dependents {

  /** More alternatives than this prune nothing. */
  private static final int ALTERNATIVES = 100;

  private final Removal removal;
  private final LakeState state;
  private final long removedSeq;
  private final List<String> keyFields;
  private final Set<List<Object>> conflictKeys = new HashSet<>();
  private final Map<List<Object>, String> hits = new HashMap<>();
  private final Map<String, LongOpenHashSet> removedRows = new HashMap<>();

  Dependents(Removal removal, LakeState state) {
    this.removal = removal;
    this.state = state;
    this.removedSeq = removal.runId().map(state::seq).orElse(-1L);
    this.keyFields = state.contract().key();
  }

  /** Takes notice of a row of quarantine, before any row that leaves. */
  void note(Record quarantined) {
    if (isOpenConflict(quarantined)) {
      conflictKeys.add(Version.key(quarantined, keyFields));
    }
  }

  private boolean isOpenConflict(Record row) {
    // The codes are read first: hardly any row is a conflict, and looking up versions costs more.
    return CurrentRows.Open.of(row) == CurrentRows.Open.CONFLICT && stays(row) && mayHaveMet(row);
  }

  /** What was decided before the run that leaves was decided without it. */
  private boolean mayHaveMet(Record row) {
    return removal.takesFiles() || state.seq(Version.runId(row)) > removedSeq;
  }

  private boolean stays(Record row) {
    return !removal.takes(row) && !state.superseded().contains(row);
  }

  /** Takes notice of a current row that leaves. */
  void left(Zone zone, Record row) {
    if (!removal.takesFiles()) {
      removedRows
          .computeIfAbsent(Version.fileId(row), file -> new LongOpenHashSet())
          .add(Version.offset(row));
    }
    if (!conflictKeys.isEmpty() && canContradict(zone, row)) {
      List<Object> key = Version.key(row, keyFields);
      if (conflictKeys.contains(key)) {
        hits.putIfAbsent(key, Version.recordId(row));
      }
    }
  }

  /** Only published rows and open conflicts make a row of the same key a conflict. */
  private static boolean canContradict(Zone zone, Record row) {
    return zone == Zone.PROCESSED
        || zone == Zone.QUARANTINE && CurrentRows.Open.of(row) == CurrentRows.Open.CONFLICT;
  }

  /** Returns a filter that lets every row of a zone through that reopens. */
  Expression filter(Zone zone) {
    if (zone == Zone.QUARANTINE) {
      return hits.isEmpty() ? Expressions.alwaysFalse() : keys();
    }
    Set<String> files = removal.takesFiles() ? removal.files().keySet() : removedRows.keySet();
    if (files.size() > ALTERNATIVES) {
      return Expressions.notNull(ZoneColumns.RELATED_RECORD_ID);
    }
    return files.stream()
        .map(file -> (Expression) Expressions.startsWith(ZoneColumns.RELATED_RECORD_ID, file + ":"))
        .reduce((one, two) -> Expressions.or(one, two))
        .orElse(Expressions.alwaysFalse());
  }

  private Expression keys() {
    List<Object> first = hits.keySet().stream().map(key -> key.get(0)).distinct().toList();
    boolean texts = first.stream().allMatch(String.class::isInstance);
    return texts && first.size() <= ALTERNATIVES
        ? Expressions.in(keyFields.get(0), first)
        : Expressions.alwaysTrue();
  }

  /**
   * Returns why a row reopens, or nothing when it does not.
   *
   * @param run the run that takes rows away
   */
  Optional<String> whyReopened(Zone zone, Record row, String run) {
    if (zone == Zone.QUARANTINE) {
      return isOpenConflict(row)
          ? Optional.ofNullable(hits.get(Version.key(row, keyFields)))
              .map(record -> gone(record, "has the same key", run))
          : Optional.empty();
    }
    String related = (String) row.getField(ZoneColumns.RELATED_RECORD_ID);
    return related != null && isRemoved(related, row) && stays(row)
        ? Optional.of(gone(related, "it repeats", run))
        : Optional.empty();
  }

  private boolean isRemoved(String record, Record row) {
    int colon = record.lastIndexOf(':');
    String fileId = record.substring(0, colon);
    if (removal.takesFiles()) {
      return removal.files().containsKey(fileId);
    }
    LongOpenHashSet offsets = removedRows.get(fileId);
    return offsets != null
        && offsets.contains(Long.parseLong(record.substring(colon + 1)))
        && mayHaveMet(row);
  }

  private static String gone(String record, String how, String run) {
    return "record " + record + ", which " + how + ", was taken out by run " + run;
  }
}
