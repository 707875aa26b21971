package io.ledgerlake.pipeline.balances;

import io.ledgerlake.pipeline.lake.ExposureTable;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.lake.MonthEndTable;
import io.ledgerlake.pipeline.query.PublishedLake;
import io.ledgerlake.transforms.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

/**
 * A snapshot of a table that gets a name.
 *
 * @param table the table
 * @param snapshotId the snapshot
 */
record SnapshotTag(Table table, long snapshotId) {

  /** Returns the snapshots that a session shows, and the newest of the aggregates. */
  static List<SnapshotTag> all(LakeTables tables, PublishedLake lake) {
    List<SnapshotTag> tags = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      add(tags, tables.zone(zone), lake.snapshot(zone.folder() + "." + tables.dataset()));
    }
    add(tags, tables.ledger(), lake.snapshot("ledger." + tables.dataset()));
    Table monthEnds = MonthEndTable.find(tables).orElseThrow();
    add(tags, monthEnds, monthEnds.currentSnapshot().snapshotId());
    ExposureTable.find(tables)
        .filter(exposure -> exposure.currentSnapshot() != null)
        .ifPresent(exposure -> add(tags, exposure, exposure.currentSnapshot().snapshotId()));
    return tags;
  }

  private static void add(List<SnapshotTag> tags, Table table, Long snapshotId) {
    if (snapshotId != null) {
      tags.add(new SnapshotTag(table, snapshotId));
    }
  }

  /** Names it; repeating that changes nothing. */
  void create(String name) {
    SnapshotRef there = table.refs().get(name);
    if (there == null) {
      table.manageSnapshots().createTag(name, snapshotId).commit();
    }
  }
}
