package io.ledgerlake.pipeline.lake;

import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The rows of a zone that are current at given snapshots: every row that no later version has
 * superseded. The current rows of quarantine are what is open.
 */
public final class CurrentRows {

  private static final Set<String> VERSION =
      Set.of(ZoneColumns.FILE_ID, ZoneColumns.SOURCE_OFFSET, ZoneColumns.RUN_ID);

  private final LakeTables tables;
  private final BaseSnapshots base;
  private final Supersessions superseded;

  private CurrentRows(LakeTables tables, BaseSnapshots base, Supersessions superseded) {
    this.tables = tables;
    this.base = base;
    this.superseded = superseded;
  }

  /** What an open row waits for, by its first reason. */
  public enum Open {
    /** It contradicts another record of its key; only a release settles it. */
    CONFLICT,
    /** What had settled it was taken back. */
    REOPENED,
    /** It has faults of its own. */
    REJECTED;

    /**
     * Returns what an open row waits for.
     *
     * @param row has the column {@code errors}
     */
    public static Open of(Record row) {
      List<?> errors = (List<?>) row.getField(ZoneColumns.ERRORS);
      Object first = ((Record) errors.get(0)).getField(ZoneColumns.ERROR_CODE);
      if (first.equals(ReasonCode.CONFLICTING_TRANSACTION.name())) {
        return CONFLICT;
      }
      return first.equals(ReasonCode.REOPENED.name()) ? REOPENED : REJECTED;
    }
  }

  /** Returns the current rows at given snapshots. Reads which rows are superseded. */
  public static CurrentRows at(LakeTables tables, BaseSnapshots base) {
    return new CurrentRows(tables, base, Supersessions.of(tables, base));
  }

  /** Returns what is superseded. */
  public Supersessions superseded() {
    return superseded;
  }

  /**
   * Returns the current rows of a zone, in no particular order. The caller closes them; each is
   * valid until the next.
   *
   * @param filter narrows the rows; also used to pass over data files
   * @param columns what to read, besides what names the version; empty: everything
   */
  public CloseableIterable<Record> of(Zone zone, Expression filter, List<String> columns) {
    Optional<Long> snapshot = base.of(zone);
    if (snapshot.isEmpty()) {
      return CloseableIterable.empty();
    }
    IcebergGenerics.ScanBuilder scan =
        IcebergGenerics.read(tables.zone(zone)).useSnapshot(snapshot.get()).where(filter);
    if (!columns.isEmpty()) {
      Set<String> all = new TreeSet<>(VERSION);
      all.addAll(columns);
      scan = scan.select(all.toArray(String[]::new));
    }
    return CloseableIterable.filter(scan.build(), row -> !superseded.contains(row));
  }

  /** Returns the open rows: {@link #of} of quarantine. */
  public CloseableIterable<Record> open(Expression filter, List<String> columns) {
    return of(Zone.QUARANTINE, filter, columns);
  }
}
