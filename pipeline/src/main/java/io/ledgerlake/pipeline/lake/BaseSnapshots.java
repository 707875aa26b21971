package io.ledgerlake.pipeline.lake;

import io.ledgerlake.transforms.zone.Zone;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;

/**
 * The snapshot of each zone's table that a run is compared with: what is history to it. Fixed by
 * its plan, so that a repeated attempt compares with the same rows.
 *
 * @param ids snapshot ids by zone folder name; a zone without rows is absent
 */
public record BaseSnapshots(SortedMap<String, Long> ids) {

  /** A lake without history. */
  public static final BaseSnapshots NONE = new BaseSnapshots(new TreeMap<>());

  public BaseSnapshots {
    ids = Collections.unmodifiableSortedMap(new TreeMap<>(ids));
  }

  /** Returns the snapshots that are current now. */
  public static BaseSnapshots now(LakeTables tables) {
    SortedMap<String, Long> ids = new TreeMap<>();
    for (Zone zone : Zone.values()) {
      tables
          .findZone(zone)
          .flatMap(table -> Optional.ofNullable(table.currentSnapshot()))
          .map(Snapshot::snapshotId)
          .ifPresent(id -> ids.put(zone.folder(), id));
    }
    return new BaseSnapshots(ids);
  }

  /** Returns snapshots as a plan names them. */
  public static BaseSnapshots of(Map<String, Long> ids) {
    return new BaseSnapshots(new TreeMap<>(ids));
  }

  /** Returns the snapshot of a zone's table, or nothing when it had no rows. */
  public Optional<Long> of(Zone zone) {
    return Optional.ofNullable(ids.get(zone.folder()));
  }
}
