package io.ledgerlake.pipeline.gate;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the gates look at, of a file or of a run. Counted from data, never by an engine's counters.
 *
 * @param read rows read
 * @param processed rows processed
 * @param rejected rows in quarantine: those with at least one reason, duplicates aside
 * @param duplicates rows that repeat others
 * @param codes rows in quarantine by the name of their reason; a row counts under each of its
 *     reasons
 */
public record GateFigures(
    long read, long processed, long rejected, long duplicates, SortedMap<String, Long> codes) {

  /** No rows. */
  public static final GateFigures NONE = new GateFigures(0, 0, 0, 0, new TreeMap<>());

  public GateFigures {
    codes = Collections.unmodifiableSortedMap(new TreeMap<>(codes));
  }

  /** Returns the sum of this and another. */
  public GateFigures plus(GateFigures other) {
    TreeMap<String, Long> sum = new TreeMap<>(codes);
    other.codes.forEach((code, rows) -> sum.merge(code, rows, Math::addExact));
    return new GateFigures(
        Math.addExact(read, other.read),
        Math.addExact(processed, other.processed),
        Math.addExact(rejected, other.rejected),
        Math.addExact(duplicates, other.duplicates),
        sum);
  }
}
