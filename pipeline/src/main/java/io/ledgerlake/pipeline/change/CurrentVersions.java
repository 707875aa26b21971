package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.lake.CurrentRows;
import io.ledgerlake.pipeline.rows.Version;
import io.ledgerlake.pipeline.rows.ZoneFile;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.DateTimeUtil;

/** Looks up the few current rows that a release is about. */
final class CurrentVersions {

  private final LakeState state;

  CurrentVersions(LakeState state) {
    this.state = state;
  }

  /**
   * A current row.
   *
   * @param zone where it lies
   * @param partition the partition of its data file
   * @param row all of its columns
   */
  record Found(Zone zone, int partition, Record row) {

    boolean isOpenConflict() {
      return zone == Zone.QUARANTINE && CurrentRows.Open.of(row) == CurrentRows.Open.CONFLICT;
    }

    /** Returns the row as people write it. */
    String place() {
      return Version.sourceFile(row) + ":" + row.getField(ZoneColumns.SOURCE_ROW);
    }
  }

  /** Returns what became of a row of a file; more than one if the file is there twice. */
  List<Found> ofRow(String path, long number) throws IOException {
    Expression filter =
        Expressions.and(
            Expressions.equal(ZoneColumns.SOURCE_FILE, path),
            Expressions.equal(ZoneColumns.SOURCE_ROW, number));
    List<Found> found = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      found.addAll(matching(zone, filter));
    }
    return found;
  }

  /** Returns the rows of a zone that have the key of another row. */
  List<Found> ofKey(Zone zone, Record row) throws IOException {
    Expression filter = Expressions.alwaysTrue();
    for (String field : state.contract().key()) {
      filter = Expressions.and(filter, Expressions.equal(field, literal(row.getField(field))));
    }
    return matching(zone, filter);
  }

  /** Iceberg's literals of dates and times are numbers. */
  private static Object literal(Object value) {
    if (value instanceof OffsetDateTime time) {
      return DateTimeUtil.microsFromTimestamptz(time);
    }
    return value instanceof LocalDate date ? DateTimeUtil.daysFromDate(date) : value;
  }

  private List<Found> matching(Zone zone, Expression filter) throws IOException {
    List<Found> found = new ArrayList<>();
    for (ZoneFile file : state.files().list(zone, filter)) {
      try (CloseableIterable<Record> rows = state.files().rows(file, filter, List.of())) {
        for (Record row : rows) {
          if (!state.superseded().contains(row)) {
            found.add(new Found(zone, file.partition(), row));
          }
        }
      }
    }
    return found;
  }
}
