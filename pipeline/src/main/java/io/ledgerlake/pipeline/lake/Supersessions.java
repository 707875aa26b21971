package io.ledgerlake.pipeline.lake;

import io.ledgerlake.transforms.history.VersionSet;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Which versions of records have been superseded, as {@code docs/architecture.md} defines it: a
 * version is current unless some zone has a row of the same record whose {@code previous_run_id} is
 * the version's {@code run_id}.
 *
 * <p>Reads only the data files that hold such rows, which their metrics tell, and only three
 * columns of these.
 */
public final class Supersessions {

  private final VersionSet versions = new VersionSet();

  private Supersessions() {}

  /**
   * Reads what is superseded.
   *
   * @param base the snapshots to look at
   */
  public static Supersessions of(LakeTables tables, BaseSnapshots base) {
    Supersessions superseded = new Supersessions();
    for (Zone zone : Zone.values()) {
      Optional<Long> snapshot = base.of(zone);
      if (snapshot.isPresent()) {
        superseded.read(tables.zone(zone), snapshot.get());
      }
    }
    return superseded;
  }

  private void read(Table table, long snapshot) {
    if (table.schema().findField(ZoneColumns.PREVIOUS_RUN_ID) == null) {
      return;
    }
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table)
            .useSnapshot(snapshot)
            .where(Expressions.notNull(ZoneColumns.PREVIOUS_RUN_ID))
            .select(ZoneColumns.PREVIOUS_RUN_ID, ZoneColumns.FILE_ID, ZoneColumns.SOURCE_OFFSET)
            .build()) {
      for (Record row : rows) {
        versions.add(
            (String) row.getField(ZoneColumns.FILE_ID),
            (Long) row.getField(ZoneColumns.SOURCE_OFFSET),
            (String) row.getField(ZoneColumns.PREVIOUS_RUN_ID));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the table " + table.name() + " cannot be read", e);
    }
  }

  /** Returns what is superseded as a set. */
  public VersionSet versions() {
    return versions;
  }

  /** Returns whether a row, which has the columns that name its version, is superseded. */
  public boolean contains(Record row) {
    return versions.contains(
        (String) row.getField(ZoneColumns.FILE_ID),
        (Long) row.getField(ZoneColumns.SOURCE_OFFSET),
        (String) row.getField(ZoneColumns.RUN_ID));
  }
}
