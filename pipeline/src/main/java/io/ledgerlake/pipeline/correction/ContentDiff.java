package io.ledgerlake.pipeline.correction;

import io.ledgerlake.pipeline.correction.Correction.Difference;
import io.ledgerlake.pipeline.correction.Correction.Example;
import io.ledgerlake.transforms.settle.RecordSorter;
import io.ledgerlake.transforms.settle.SortedEntries;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Tells the rows of two contents of a file apart. Takes memory for a budget of rows and a few
 * examples, whatever the number of rows, and of a key's rows.
 */
final class ContentDiff implements Closeable {

  static final int EXAMPLES = 5;

  private final RecordSorter sorter;
  private final Function<DiffRow, String> keys;
  private final Side unchanged = new Side();
  private final Side added = new Side();
  private final Side changedBefore = new Side();
  private final Side changedAfter = new Side();
  private final Side missing = new Side();
  private final Map<Difference, List<Example>> examples = new EnumMap<>(Difference.class);

  /**
   * @param budget bytes of rows that are held in memory
   * @param spills where a folder for sorted runs may be made
   * @param keys shows a valid row's key to people
   */
  ContentDiff(long budget, Path spills, Function<DiffRow, String> keys) {
    this.sorter = new RecordSorter(DiffRow::locate, budget, spills);
    this.keys = keys;
  }

  /** Rows, and the sums of their amounts by currency. */
  private static final class Side {
    long rows;
    final SortedMap<String, BigDecimal> sums = new TreeMap<>();

    void add(DiffRow row, long count) {
      rows = Math.addExact(rows, count);
      if (row.amount() != null) {
        sums.merge(
            row.currency(), row.amount().multiply(BigDecimal.valueOf(count)), BigDecimal::add);
      }
    }

    void addAll(Side other) {
      rows = Math.addExact(rows, other.rows);
      other.sums.forEach((currency, sum) -> sums.merge(currency, sum, BigDecimal::add));
    }

    BigDecimal sum(String currency) {
      return sums.getOrDefault(currency, BigDecimal.ZERO);
    }
  }

  /** Adds a row of either side. */
  void add(DiffRow row) throws IOException {
    byte[] entry = row.entry();
    sorter.add(entry, 0, entry.length);
  }

  /** Compares what was added; nothing can be added any more. */
  void compare() throws IOException {
    SortedEntries entries = sorter.sorted();
    Key key = null;
    Same same = null;
    while (entries.next()) {
      DiffRow row = DiffRow.of(entries);
      if (same != null && !same.first.sameIdentity(row)) {
        key.settle(same);
        same = null;
      }
      if (key != null && !key.first.sameKey(row)) {
        key.close();
        key = null;
      }
      if (key == null) {
        key = new Key(row);
      }
      if (same == null) {
        same = new Same(row);
      }
      same.add(row);
    }
    if (key != null) {
      key.settle(same);
      key.close();
    }
  }

  /** Rows of the same content: of the same key, or of the same bytes. */
  private static final class Same {
    final DiffRow first;
    DiffRow firstAfter;
    long before;
    long after;

    Same(DiffRow first) {
      this.first = first;
    }

    void add(DiffRow row) {
      if (row.after()) {
        firstAfter = firstAfter == null ? row : firstAfter;
        after++;
      } else {
        before++;
      }
    }
  }

  /** The rows of a key that only one side has; a rejected row is the only one of its kind. */
  private final class Key {
    final DiffRow first;
    final Side before = new Side();
    final Side after = new Side();
    DiffRow exampleBefore;
    DiffRow exampleAfter;

    Key(DiffRow first) {
      this.first = first;
    }

    void settle(Same same) {
      long both = Math.min(same.before, same.after);
      unchanged.add(same.first, both);
      if (same.before > both) {
        before.add(same.first, same.before - both);
        exampleBefore = earlier(exampleBefore, same.first);
      } else if (same.after > both) {
        after.add(same.first, same.after - both);
        exampleAfter = earlier(exampleAfter, same.firstAfter);
      }
    }

    void close() {
      if (before.rows > 0 && after.rows > 0) {
        changedBefore.addAll(before);
        changedAfter.addAll(after);
        example(Difference.CHANGED);
      } else if (before.rows > 0) {
        missing.addAll(before);
        example(Difference.MISSING);
      } else if (after.rows > 0) {
        added.addAll(after);
        example(Difference.ADDED);
      }
    }

    private void example(Difference difference) {
      List<Example> some = examples.computeIfAbsent(difference, d -> new ArrayList<>());
      if (some.size() < EXAMPLES) {
        some.add(
            new Example(
                difference,
                first.valid() ? keys.apply(first) : null,
                exampleBefore == null ? 0 : exampleBefore.row(),
                exampleAfter == null ? 0 : exampleAfter.row(),
                amount(exampleBefore),
                amount(exampleAfter)));
      }
    }
  }

  private static DiffRow earlier(DiffRow known, DiffRow next) {
    return known == null || next.row() < known.row() ? next : known;
  }

  private static String amount(DiffRow row) {
    return row == null || row.amount() == null
        ? null
        : row.amount().stripTrailingZeros().toPlainString() + " " + row.currency();
  }

  /** Returns the counted rows. */
  Correction.Rows rows() {
    return new Correction.Rows(
        unchanged.rows + changedBefore.rows + missing.rows,
        unchanged.rows + changedAfter.rows + added.rows,
        unchanged.rows,
        added.rows,
        changedBefore.rows,
        changedAfter.rows,
        missing.rows);
  }

  /** Returns the sums. */
  SortedMap<String, Correction.Money> money() {
    TreeSet<String> currencies = new TreeSet<>();
    for (Side side : List.of(unchanged, added, changedBefore, changedAfter, missing)) {
      currencies.addAll(side.sums.keySet());
    }
    SortedMap<String, Correction.Money> money = new TreeMap<>();
    for (String currency : currencies) {
      BigDecimal kept = unchanged.sum(currency);
      money.put(
          currency,
          new Correction.Money(
              kept.add(changedBefore.sum(currency)).add(missing.sum(currency)),
              kept.add(changedAfter.sum(currency)).add(added.sum(currency)),
              added.sum(currency),
              changedBefore.sum(currency),
              changedAfter.sum(currency),
              missing.sum(currency)));
    }
    return money;
  }

  /** Returns a few rows that differ. */
  List<Example> examples() {
    List<Example> all = new ArrayList<>();
    for (Difference difference : Difference.values()) {
      all.addAll(Optional.ofNullable(examples.get(difference)).orElse(List.of()));
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    sorter.close();
  }
}
