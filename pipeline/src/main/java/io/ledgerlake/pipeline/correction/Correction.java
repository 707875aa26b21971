package io.ledgerlake.pipeline.correction;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the new content of a published file says otherwise than what is published under its name.
 *
 * <p>Rows are told apart by their key; rows that have none because they are rejected, by their
 * bytes. A row with the same key and the same content (by its {@code row_hash}) on both sides is
 * unchanged. Of a key that both sides have with contents that only one has, these rows are changed:
 * the number before and the number after can differ. Every other row is missing or added. So before
 * = unchanged + changed before + missing, and after = unchanged + changed after + added.
 *
 * @param path the file's path below the raw root
 * @param publishedRun the run that published its latest content
 * @param choice what becomes of it: {@code HOLD}, {@code REPLACE} or {@code ADD}
 * @param rows rows of each side
 * @param money sums of each side by currency code, {@code ?} for amounts without a valid currency
 * @param fault why the new content could not be read to its end, or null
 * @param examples the first rows of each kind by key, a few
 */
public record Correction(
    String path,
    String publishedRun,
    String choice,
    Rows rows,
    SortedMap<String, Money> money,
    String fault,
    List<Example> examples) {

  public Correction {
    money = Collections.unmodifiableSortedMap(new TreeMap<>(money));
    examples = List.copyOf(examples);
  }

  /**
   * Counted rows.
   *
   * @param before current rows of what is published
   * @param after rows of the new content
   * @param unchanged rows that both sides have
   * @param added rows that only the new content has
   * @param changedBefore published rows whose key has another content now
   * @param changedAfter rows of the new content whose key had another
   * @param missing published rows that the new content lacks
   */
  public record Rows(
      long before,
      long after,
      long unchanged,
      long added,
      long changedBefore,
      long changedAfter,
      long missing) {}

  /**
   * Sums of amounts in one currency, of the rows that {@link Rows} counts.
   *
   * @param before of all published rows
   * @param after of all rows of the new content
   * @param added of rows that only the new content has
   * @param changedBefore of changed rows, as they are published
   * @param changedAfter of changed rows, as they are now
   * @param missing of published rows that the new content lacks
   */
  public record Money(
      BigDecimal before,
      BigDecimal after,
      BigDecimal added,
      BigDecimal changedBefore,
      BigDecimal changedAfter,
      BigDecimal missing) {}

  /**
   * A row that differs.
   *
   * @param difference {@code ADDED}, {@code CHANGED} or {@code MISSING}
   * @param key its key, masked where a part of it is personal; null for a row that has none
   * @param rowBefore number of the published row, or 0
   * @param rowAfter number of the row in the new content, or 0
   * @param amountBefore what the published row says, with its currency; null where it says nothing
   * @param amountAfter what the new row says
   */
  public record Example(
      Difference difference,
      String key,
      long rowBefore,
      long rowAfter,
      String amountBefore,
      String amountAfter) {}

  /** How a row differs. */
  public enum Difference {
    ADDED,
    CHANGED,
    MISSING
  }

  /** Returns the figures in one sentence, without its full stop. */
  public String sentence() {
    return fault == null
        ? path
            + " was published by run "
            + publishedRun
            + " and has other content now: "
            + count(rows.added, "row")
            + " added, "
            + rows.changedAfter
            + " changed, "
            + rows.missing
            + " missing, "
            + rows.unchanged
            + " as before"
        : path
            + " was published by run "
            + publishedRun
            + " and has other content now, which cannot be read to its end: "
            + fault;
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
