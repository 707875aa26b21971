package io.ledgerlake.pipeline.publish;

import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Compares a file's books: what the readers counted before anything was deduplicated or routed,
 * against what a second reader found in the written data files. Rows must agree, and so must the
 * sum of amounts per currency, to the last decimal.
 */
public final class Reconciliation {

  private Reconciliation() {}

  /**
   * The books of one file.
   *
   * @param path its path below the raw root
   * @param scannedRows records found by the scan at plan time, or -1 for a compressed file
   * @param read what the readers counted
   * @param stored what was found in the data files of each zone
   */
  public record FileBooks(
      String path, long scannedRows, FileTally read, Map<Zone, FileTally> stored) {}

  /**
   * One figure on which a file's books disagree.
   *
   * @param path the file
   * @param figure what was compared
   * @param read what came in
   * @param stored what was found in the lake's data files
   */
  public record Difference(String path, String figure, String read, String stored) {

    /** Returns the difference as a sentence. */
    public String sentence() {
      return path + ": " + figure + ": read " + read + ", stored " + stored;
    }
  }

  /** Returns every figure of a file on which its books disagree; empty: they balance. */
  public static List<Difference> differences(FileBooks books) {
    FileTally stored = total(books.read().file(), books.stored().values());
    List<Difference> found = new ArrayList<>();
    if (books.scannedRows() >= 0 && books.scannedRows() != books.read().rows()) {
      found.add(
          difference(
              books, "rows scanned and rows read", books.scannedRows(), books.read().rows()));
    }
    if (books.read().rows() != stored.rows()) {
      found.add(difference(books, "rows", books.read().rows(), stored.rows()));
    }
    if (books.read().withoutAmount() != stored.withoutAmount()) {
      found.add(
          difference(
              books,
              "rows without an amount",
              books.read().withoutAmount(),
              stored.withoutAmount()));
    }
    sums(books, stored, found);
    return found;
  }

  private static void sums(FileBooks books, FileTally stored, List<Difference> found) {
    TreeSet<String> currencies = new TreeSet<>(books.read().sums().keySet());
    currencies.addAll(stored.sums().keySet());
    for (String currency : currencies) {
      BigDecimal read = books.read().sums().getOrDefault(currency, BigDecimal.ZERO);
      BigDecimal kept = stored.sums().getOrDefault(currency, BigDecimal.ZERO);
      if (read.compareTo(kept) != 0) {
        found.add(
            new Difference(
                books.path(),
                "sum of " + label(currency),
                read.toPlainString(),
                kept.toPlainString()));
      }
    }
  }

  private static String label(String currency) {
    return currency.equals(FileTally.NO_CURRENCY) ? "amounts without a valid currency" : currency;
  }

  private static Difference difference(FileBooks books, String figure, long read, long stored) {
    return new Difference(books.path(), figure, Long.toString(read), Long.toString(stored));
  }

  private static FileTally total(int file, Collection<FileTally> parts) {
    FileTally total = new FileTally(file);
    parts.forEach(total::add);
    return total;
  }
}
