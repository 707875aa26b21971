package io.ledgerlake.pipeline.generate;

import io.ledgerlake.schemas.record.ReasonCode;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What was put into a feed or a file of it. */
final class FeedCounts {

  private long rows;
  private long repeats;
  private long conflicts;
  private long hot;
  private long faulty;
  private final Map<ReasonCode, Long> codes = new EnumMap<>(ReasonCode.class);
  private final Map<String, BigDecimal> sums = new TreeMap<>();

  /** Returns all rows. */
  long rows() {
    return rows;
  }

  /** Returns the rows that repeat an earlier one byte for byte. */
  long repeats() {
    return repeats;
  }

  /** Returns the rows that contradict an earlier one; each has another earlier one to itself. */
  long conflicts() {
    return conflicts;
  }

  /** Returns the rows that all have one key. */
  long hot() {
    return hot;
  }

  /** Returns the rows with a fault. */
  long faulty() {
    return faulty;
  }

  /** Returns the faults by code; a row can have several. */
  Map<ReasonCode, Long> codes() {
    return codes;
  }

  /** Returns the sums of the rows without a fault, repeats and conflicts included. */
  Map<String, BigDecimal> sums() {
    return sums;
  }

  void addClean(long count) {
    rows += count;
  }

  void addRepeat() {
    rows++;
    repeats++;
  }

  void addConflict() {
    rows++;
    conflicts++;
  }

  void addHot() {
    rows++;
    hot++;
  }

  void addFaulty(Fault fault) {
    rows++;
    faulty++;
    fault.codes().forEach(c -> codes.merge(c, 1L, Long::sum));
  }

  void addAmount(String currency, BigDecimal amount) {
    sums.merge(currency, amount, BigDecimal::add);
  }

  void add(FeedCounts other) {
    rows += other.rows;
    repeats += other.repeats;
    conflicts += other.conflicts;
    hot += other.hot;
    faulty += other.faulty;
    other.codes.forEach((c, n) -> codes.merge(c, n, Long::sum));
    other.sums.forEach(this::addAmount);
  }
}
