package io.ledgerlake.transforms.record;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows and money of one file, or of a part of it. An audit figure: always computed from records,
 * never from an engine's counters. Mutable while it is being filled; travels by Java serialization.
 */
public final class FileTally implements Serializable {

  /** The bucket of amounts whose row has no valid currency. */
  public static final String NO_CURRENCY = "?";

  private static final long serialVersionUID = 1L;

  private final int file;
  private long rows;
  private long blankLines;
  private long withoutAmount;
  private final TreeMap<String, BigDecimal> sums = new TreeMap<>();

  /**
   * @param file the file's ordinal in the plan
   */
  public FileTally(int file) {
    this.file = file;
  }

  /** Returns the file's ordinal in the plan. */
  public int file() {
    return file;
  }

  /** Returns the records counted. */
  public long rows() {
    return rows;
  }

  /** Returns the lines without a byte. */
  public long blankLines() {
    return blankLines;
  }

  /** Returns the records whose amount did not parse or does not fit its type. */
  public long withoutAmount() {
    return withoutAmount;
  }

  /** Returns the sum of amounts per currency code, {@link #NO_CURRENCY} included. */
  public SortedMap<String, BigDecimal> sums() {
    return sums;
  }

  /** Counts records. */
  public void addRows(long count) {
    rows = Math.addExact(rows, count);
  }

  /** Counts blank lines. */
  public void addBlankLines(long count) {
    blankLines = Math.addExact(blankLines, count);
  }

  /** Counts records without a summable amount. */
  public void addWithoutAmount(long count) {
    withoutAmount = Math.addExact(withoutAmount, count);
  }

  /** Adds to the sum of a currency. */
  public void addAmount(String currency, BigDecimal amount) {
    sums.merge(currency, amount, BigDecimal::add);
  }

  /** Adds all of another tally of the same file. */
  public void add(FileTally other) {
    addRows(other.rows);
    addBlankLines(other.blankLines);
    addWithoutAmount(other.withoutAmount);
    other.sums.forEach(this::addAmount);
  }
}
