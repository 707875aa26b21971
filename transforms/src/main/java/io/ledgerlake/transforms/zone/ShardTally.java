package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.transforms.record.FileTally;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a shard's writer decided: per file and zone, the rows, why they are there, and their money.
 * Beside the books: those compare the readers with a recount of the written files. Mutable while it
 * is being filled; travels by Java serialization.
 */
public final class ShardTally implements Serializable {

  private static final long serialVersionUID = 1L;

  private final TreeMap<Integer, TreeMap<Zone, Outcome>> outcomes = new TreeMap<>();

  /** Returns the outcomes by file ordinal and zone; a file or zone without rows is absent. */
  public SortedMap<Integer, ? extends SortedMap<Zone, Outcome>> outcomes() {
    return outcomes;
  }

  /** Returns the outcome of a file in a zone, a new and empty one if there is none yet. */
  public Outcome outcome(int file, Zone zone) {
    return outcomes
        .computeIfAbsent(file, f -> new TreeMap<>())
        .computeIfAbsent(zone, z -> new Outcome());
  }

  /** Adds all of another tally. */
  public void add(ShardTally other) {
    other.outcomes.forEach(
        (file, zones) -> zones.forEach((zone, outcome) -> outcome(file, zone).add(outcome)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShardTally tally && outcomes.equals(tally.outcomes);
  }

  @Override
  public int hashCode() {
    return outcomes.hashCode();
  }

  @Override
  public String toString() {
    return "ShardTally" + outcomes;
  }

  /** Rows of one file in one zone. */
  public static final class Outcome implements Serializable {

    private static final long serialVersionUID = 1L;

    private long rows;
    private long withoutAmount;
    private final TreeMap<ReasonCode, Long> codes = new TreeMap<>();
    private final TreeMap<ReasonCode, Long> firstRows = new TreeMap<>();
    private final TreeMap<String, BigDecimal> sums = new TreeMap<>();
    private final TreeMap<String, TreeMap<Integer, BigDecimal>> monthlySums = new TreeMap<>();

    /** Returns the rows. */
    public long rows() {
      return rows;
    }

    /** Returns the rows whose amount is null. */
    public long withoutAmount() {
      return withoutAmount;
    }

    /** Returns how many rows have a reason; a row counts once for each of its codes. */
    public SortedMap<ReasonCode, Long> codes() {
      return codes;
    }

    /** Returns the lowest record number that has a reason: an example to show. */
    public SortedMap<ReasonCode, Long> firstRows() {
      return firstRows;
    }

    /** Returns the sum of amounts per currency, {@link FileTally#NO_CURRENCY} included. */
    public SortedMap<String, BigDecimal> sums() {
      return sums;
    }

    /**
     * Returns, for processed rows, the sum of amounts per currency and event month (months since
     * 1970-01, UTC); empty in the other zones.
     */
    public SortedMap<String, ? extends SortedMap<Integer, BigDecimal>> monthlySums() {
      return monthlySums;
    }

    void addRows(long count) {
      rows = Math.addExact(rows, count);
    }

    void addWithoutAmount(long count) {
      withoutAmount = Math.addExact(withoutAmount, count);
    }

    void addCode(ReasonCode code, long count, long firstRow) {
      codes.merge(code, count, Math::addExact);
      firstRows.merge(code, firstRow, Math::min);
    }

    void addAmount(String currency, BigDecimal amount) {
      sums.merge(currency, amount, BigDecimal::add);
    }

    void addMonthlyAmount(String currency, int month, BigDecimal amount) {
      monthlySums
          .computeIfAbsent(currency, c -> new TreeMap<>())
          .merge(month, amount, BigDecimal::add);
    }

    private void add(Outcome other) {
      addRows(other.rows);
      addWithoutAmount(other.withoutAmount);
      other.codes.forEach((code, count) -> addCode(code, count, other.firstRows.get(code)));
      other.sums.forEach(this::addAmount);
      other.monthlySums.forEach(
          (currency, months) ->
              months.forEach((month, amount) -> addMonthlyAmount(currency, month, amount)));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Outcome outcome
          && rows == outcome.rows
          && withoutAmount == outcome.withoutAmount
          && codes.equals(outcome.codes)
          && firstRows.equals(outcome.firstRows)
          && sums.equals(outcome.sums)
          && monthlySums.equals(outcome.monthlySums);
    }

    @Override
    public int hashCode() {
      return Objects.hash(rows, withoutAmount, codes, firstRows, sums, monthlySums);
    }

    @Override
    public String toString() {
      return "Outcome[rows="
          + rows
          + ", withoutAmount="
          + withoutAmount
          + ", codes="
          + codes
          + ", firstRows="
          + firstRows
          + ", sums="
          + sums
          + ", monthlySums="
          + monthlySums
          + "]";
    }
  }
}
