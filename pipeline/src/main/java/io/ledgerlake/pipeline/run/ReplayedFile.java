package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Reconciliation;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The books of one file's rows that are evaluated again: what they were, what was read of them, and
 * what was found in the data files written. Filled by {@link ReplayBooks}.
 */
public final class ReplayedFile {

  private final String path;
  private final String fileId;

  /** What the superseded versions were. */
  final FileTally before = new FileTally(0);

  /** What the evaluation read. */
  final FileTally read = new FileTally(0);

  /** What a second reader found, by zone. */
  final Map<Zone, FileTally> stored = new EnumMap<>(Zone.class);

  /** Rows that the writers decided on, by zone. */
  final Map<Zone, Long> settled = new EnumMap<>(Zone.class);

  final SortedMap<String, Long> codesBefore = new TreeMap<>();

  /** Rows by zone folder name and reason. */
  final SortedMap<String, SortedMap<String, Long>> codesAfter = new TreeMap<>();

  /** The first row with a reason, by zone folder name and reason. */
  final SortedMap<String, SortedMap<String, Long>> examples = new TreeMap<>();

  ReplayedFile(String path, String fileId) {
    this.path = path;
    this.fileId = fileId;
  }

  String path() {
    return path;
  }

  String fileId() {
    return fileId;
  }

  FileTally stored(Zone zone) {
    FileTally tally = stored.get(zone);
    return tally == null ? new FileTally(0) : tally;
  }

  /** Returns every figure on which the books disagree, a sentence each. */
  List<String> differences() {
    List<String> sentences = new ArrayList<>();
    Reconciliation.differences(new Reconciliation.FileBooks(path, before.rows(), read, stored))
        .forEach(difference -> sentences.add(difference.sentence()));
    for (Zone zone : Zone.values()) {
      long decided = settled.getOrDefault(zone, 0L);
      if (decided != stored(zone).rows()) {
        sentences.add(
            path
                + ": "
                + zone.folder()
                + ": written "
                + decided
                + " rows, found "
                + stored(zone).rows());
      }
    }
    return sentences;
  }

  /** Returns what changes for the file: its rows left quarantine and came to where they are now. */
  Manifest.Outcomes moved() {
    return new Manifest.Outcomes(
        0,
        stored(Zone.PROCESSED).rows(),
        stored(Zone.QUARANTINE).rows() - before.rows(),
        stored(Zone.CONDEMNED).rows(),
        0,
        read.withoutAmount() - before.withoutAmount());
  }

  /** Returns by how much the sums of the file's amounts change, now that more of them are read. */
  SortedMap<String, BigDecimal> movedSums() {
    SortedMap<String, BigDecimal> sums = new TreeMap<>(read.sums());
    before.sums().forEach((currency, sum) -> sums.merge(currency, sum.negate(), BigDecimal::add));
    sums.values().removeIf(sum -> sum.signum() == 0);
    return sums;
  }
}
