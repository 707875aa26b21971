package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.lake.RowQuery.Row;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * All versions of one record, in the order in which they were decided.
 *
 * @param rows the versions, at least one
 */
record RowVersions(List<Row> rows) {

  RowVersions {
    rows = List.copyOf(rows);
  }

  /** Returns the versions by record; a file that came twice under one name has two of a row. */
  static List<RowVersions> of(List<Row> rows, Decisions decisions) {
    TreeMap<Long, TreeMap<String, List<Row>>> byRecord = new TreeMap<>();
    for (Row row : rows) {
      byRecord
          .computeIfAbsent(row.number(ZoneColumns.SOURCE_OFFSET), offset -> new TreeMap<>())
          .computeIfAbsent(row.text(ZoneColumns.FILE_ID), file -> new ArrayList<>())
          .add(row);
    }
    List<RowVersions> all = new ArrayList<>();
    byRecord.values().forEach(files -> files.values().forEach(v -> all.add(sorted(v, decisions))));
    all.sort(Comparator.comparingLong(v -> decisions.seq(v.rows().get(0))));
    return all;
  }

  private static RowVersions sorted(List<Row> versions, Decisions decisions) {
    versions.sort(Comparator.comparingLong(decisions::seq));
    return new RowVersions(versions);
  }

  /** Returns whether a version has not been superseded. */
  boolean isCurrent(Row version) {
    return isCurrent(version, rows);
  }

  /** Returns whether none of a record's versions supersedes this one. */
  static boolean isCurrent(Row version, List<Row> all) {
    String runId = version.text(ZoneColumns.RUN_ID);
    return all.stream()
        .noneMatch(other -> runId.equals(other.values().get(ZoneColumns.PREVIOUS_RUN_ID)));
  }
}
