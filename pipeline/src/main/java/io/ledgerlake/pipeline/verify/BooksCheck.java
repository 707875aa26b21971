package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.publish.Reconciliation;
import io.ledgerlake.pipeline.verify.Finding.Kind;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The books of every file: what the file ledger's entries add up to, against the rows that are
 * current in the zones. Rows read = processed + quarantined + condemned, and the sums agree to the
 * last decimal.
 */
final class BooksCheck {

  private static final String NEXT =
      "Put right what is named above and verify again; if nothing is, keep everything as it is and"
          + " report this as a defect";

  private final Findings findings;
  private final SortedMap<String, Ledger> ledger = new TreeMap<>();

  private BooksCheck(Findings findings) {
    this.findings = findings;
  }

  /** What the entries of a file add up to. */
  private static final class Ledger {
    private String path;
    private final FileTally read = new FileTally(0);
    private final FileTally processed = new FileTally(0);
    private long quarantined;
    private long condemned;

    void add(FileEntry entry) {
      path = entry.path();
      read.addRows(entry.rowsRead());
      read.addWithoutAmount(entry.rowsWithoutAmount());
      entry.readSums().forEach(read::addAmount);
      processed.addRows(entry.processed());
      entry.processedSums().forEach(processed::addAmount);
      quarantined += entry.quarantined();
      condemned += entry.condemned();
    }
  }

  /** Compares the ledger's entries with what was counted. */
  static void check(List<FileEntry> entries, RowCount count, Findings findings) {
    if (!count.faults().isEmpty()) {
      findings.remark(
          "The books of the files are not compared, as not every row could be counted: "
              + String.join("; ", count.faults())
              + ".");
      return;
    }
    BooksCheck books = new BooksCheck(findings);
    entries.forEach(
        entry -> books.ledger.computeIfAbsent(entry.fileId(), id -> new Ledger()).add(entry));
    TreeSet<String> files = new TreeSet<>(books.ledger.keySet());
    files.addAll(count.files().keySet());
    files.forEach(file -> books.compare(file, count.files().getOrDefault(file, new TreeMap<>())));
    findings.checked("books of files", files.size());
  }

  private void compare(String fileId, Map<Zone, FileTally> zones) {
    Ledger said = ledger.get(fileId);
    if (said == null) {
      differs("file " + fileId, "a file that the file ledger knows", "the tables have rows of it");
      return;
    }
    Reconciliation.differences(new Reconciliation.FileBooks(said.path, -1, said.read, zones))
        .forEach(one -> differs(said.path, one.figure() + " " + one.read(), one.stored()));
    FileTally processed = zones.getOrDefault(Zone.PROCESSED, new FileTally(0));
    rows(said.path, Zone.PROCESSED, said.processed.rows(), zones);
    rows(said.path, Zone.QUARANTINE, said.quarantined, zones);
    rows(said.path, Zone.CONDEMNED, said.condemned, zones);
    TreeSet<String> currencies = new TreeSet<>(said.processed.sums().keySet());
    currencies.addAll(processed.sums().keySet());
    for (String currency : currencies) {
      BigDecimal wanted = said.processed.sums().getOrDefault(currency, BigDecimal.ZERO);
      BigDecimal found = processed.sums().getOrDefault(currency, BigDecimal.ZERO);
      if (wanted.compareTo(found) != 0) {
        differs(
            said.path,
            "processed sum of " + currency + " " + wanted.toPlainString(),
            found.toPlainString());
      }
    }
  }

  private void rows(String path, Zone zone, long wanted, Map<Zone, FileTally> zones) {
    long found = zones.containsKey(zone) ? zones.get(zone).rows() : 0;
    if (wanted != found) {
      differs(path, "rows in " + zone.folder() + " " + wanted, Long.toString(found));
    }
  }

  private void differs(String path, String ledgerSays, String found) {
    findings.touched(
        Kind.BOOKS, path, ledgerSays + ", by the file ledger", found + " in the tables", NEXT);
  }
}
