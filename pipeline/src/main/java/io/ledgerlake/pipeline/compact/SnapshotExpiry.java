package io.ledgerlake.pipeline.compact;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Lets go of a table's old snapshots, and of the files that only they list.
 *
 * <p>The tables forbid this ({@code gc.enabled=false}) to every engine's housekeeping, which knows
 * neither what a decided run is about to commit nor what a plan compares with. Here the permission
 * is given and taken back within one transaction: no state of the table ever has it.
 */
public final class SnapshotExpiry {

  private final Table table;
  private final Policy policy;

  private SnapshotExpiry(Table table, Policy policy) {
    this.table = table;
    this.policy = policy;
  }

  /**
   * Which snapshots are let go of.
   *
   * @param before those that were made before this instant
   * @param keep so many latest ones stay whatever their age, the current one among them
   * @param needed ids of snapshots that stay, because an unfinished run was planned on them
   */
  public record Policy(Instant before, int keep, Set<Long> needed) {
    public Policy {
      if (keep < 1) {
        throw new IllegalArgumentException("a table keeps its current snapshot");
      }
      needed = Set.copyOf(needed);
    }
  }

  /**
   * What goes.
   *
   * @param table the table's name
   * @param snapshots ids of the snapshots, oldest first
   * @param files locations of the files that only they list
   */
  public record Expired(String table, List<Long> snapshots, List<String> files) {}

  /** Returns the expiry of a table. */
  public static SnapshotExpiry of(Table table, Policy policy) {
    return new SnapshotExpiry(table, policy);
  }

  /** Returns what would go. Writes nothing. */
  public Expired preview() {
    return expire(false);
  }

  /** Lets the snapshots go, and then deletes the files. */
  public Expired expire() {
    Expired expired = expire(true);
    expired.files().forEach(table.io()::deleteFile);
    return expired;
  }

  private Expired expire(boolean forGood) {
    table.refresh();
    List<Long> snapshots = old();
    Set<String> files = Collections.synchronizedSet(new TreeSet<>());
    if (!snapshots.isEmpty()) {
      Transaction transaction = table.newTransaction();
      transaction.updateProperties().set(TableProperties.GC_ENABLED, "true").commit();
      ExpireSnapshots expiry =
          transaction
              .expireSnapshots()
              // Otherwise those older than five days go as well.
              .expireOlderThan(0)
              .deleteWith(files::add);
      snapshots.forEach(expiry::expireSnapshotId);
      expiry.commit();
      transaction.updateProperties().set(TableProperties.GC_ENABLED, "false").commit();
      if (forGood) {
        transaction.commitTransaction();
      }
    }
    return new Expired(table.name(), snapshots, List.copyOf(files));
  }

  /** Tags and branches stay for ever, and so does what they lead to last. */
  private List<Long> old() {
    Set<Long> kept = new TreeSet<>(policy.needed());
    table.refs().values().stream().map(SnapshotRef::snapshotId).forEach(kept::add);
    int latest = 0;
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (latest++ < policy.keep()) {
        kept.add(snapshot.snapshotId());
      }
    }
    List<Long> old = new ArrayList<>();
    for (Snapshot snapshot : table.snapshots()) {
      if (snapshot.timestampMillis() < policy.before().toEpochMilli()
          && !kept.contains(snapshot.snapshotId())) {
        old.add(snapshot.snapshotId());
      }
    }
    return old;
  }
}
