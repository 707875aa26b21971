package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.rows.ZoneFile;
import io.ledgerlake.transforms.zone.Zone;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/**
 * Which data files are merged, and into how many.
 *
 * @param before partitions that end before this day (UTC) are old: their months, or their days of
 *     ingest
 * @param targetBytes how long a merged file should be, about
 */
public record MergePolicy(LocalDate before, long targetBytes) {

  /** Bytes of files that are sorted together, in targets; bounds the local disk that is needed. */
  private static final long TARGETS_AT_ONCE = 16;

  public MergePolicy {
    if (targetBytes < 1) {
      throw new IllegalArgumentException("a target of " + targetBytes + " bytes is none");
    }
  }

  boolean isOld(Zone zone, int partition) {
    if (zone == Zone.PROCESSED) {
      LocalDate end = YearMonth.of(1970, 1).plusMonths(partition + 1L).atDay(1);
      return !end.isAfter(before);
    }
    return LocalDate.ofEpochDay(partition).isBefore(before);
  }

  /** Files from three quarters of the target on are left alone. */
  boolean isSmall(long bytes) {
    return bytes < targetBytes - targetBytes / 4;
  }

  /** Returns how many files so many bytes should become. */
  int filesFor(long bytes) {
    return Math.toIntExact(Math.max(1, (bytes + targetBytes / 2) / targetBytes));
  }

  /** Returns the files of one place in groups that are worth being merged, each by itself. */
  List<List<ZoneFile>> split(List<ZoneFile> files) {
    List<List<ZoneFile>> groups = new ArrayList<>();
    List<ZoneFile> group = new ArrayList<>();
    long bytes = 0;
    for (ZoneFile file : files) {
      if (bytes + file.bytes() > TARGETS_AT_ONCE * targetBytes) {
        addIfWorthwhile(groups, group, bytes);
        group = new ArrayList<>();
        bytes = 0;
      }
      group.add(file);
      bytes += file.bytes();
    }
    addIfWorthwhile(groups, group, bytes);
    return groups;
  }

  private void addIfWorthwhile(List<List<ZoneFile>> groups, List<ZoneFile> group, long bytes) {
    if (filesFor(bytes) < group.size()) {
      groups.add(group);
    }
  }
}
