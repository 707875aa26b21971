package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.Parallel;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.verify.DecidedRun.State;
import io.ledgerlake.pipeline.verify.Finding.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/** The rows of the file ledger, against the entries that the manifests make. */
final class LedgerCheck {

  private final LakeView view;
  private final Findings findings;
  private final List<FileEntry> rows = new ArrayList<>();
  private boolean readable = true;

  private LedgerCheck(LakeView view, Findings findings) {
    this.view = view;
    this.findings = findings;
  }

  /** Reads the ledger, data file by data file, so that those that cannot be read are named. */
  static LedgerCheck read(LakeView view, Findings findings) {
    LedgerCheck ledger = new LedgerCheck(view, findings);
    view.ledger().ifPresent(ledger::read);
    ledger.readable &= !view.faults().containsKey(ledger.name());
    return ledger;
  }

  private void read(Table table) {
    try {
      for (Content content :
          Parallel.map(Parallel.SMALL_FILES, ListedFile.of(table), file -> content(table, file))) {
        rows.addAll(content.entries());
        content.fault().ifPresent(fault -> unreadable(content.location(), fault));
      }
    } catch (IOException e) {
      unreadable(name(), e.getMessage());
    }
  }

  /**
   * What a data file has.
   *
   * @param fault why it cannot be read, if it cannot
   */
  private record Content(String location, List<FileEntry> entries, Optional<String> fault) {}

  private static Content content(Table table, ListedFile file) {
    try {
      List<FileEntry> entries = FileLedger.decode(table, file.location());
      return new Content(file.location(), entries, Optional.empty());
    } catch (IOException e) {
      return new Content(file.location(), List.of(), Optional.of(e.getMessage()));
    }
  }

  private void unreadable(String what, String fault) {
    readable = false;
    findings.touched(
        Kind.LEDGER_ENTRY, what, "entries of the file ledger", fault, Findings.RESTORE);
  }

  private String name() {
    return "ledger." + view.request().dataset();
  }

  /** Returns the ledger's rows. */
  List<FileEntry> rows() {
    return rows;
  }

  /** Returns whether all of it could be read. */
  boolean isReadable() {
    return readable;
  }

  /**
   * Compares.
   *
   * @param unknownRuns runs whose manifests are missing or touched
   */
  void check(List<DecidedRun> runs, RunRecords records, Set<String> unknownRuns) {
    if (!readable) {
      return;
    }
    SortedMap<String, FileEntry> found = new TreeMap<>();
    for (FileEntry row : rows) {
      FileEntry twin = found.put(key(row), row);
      if (twin != null) {
        differs(row, "one entry", "it is there more than once");
      }
    }
    for (DecidedRun run : runs) {
      if (run.state() == State.PUBLISHED || run.state() == State.UNFINISHED && isCommitted(run)) {
        records
            .manifest(run)
            .ifPresent(
                manifest ->
                    Publisher.entries(manifest, run.seq())
                        .forEach(entry -> compare(entry, found.remove(key(entry)))));
      }
    }
    found.values().stream()
        .filter(row -> !unknownRuns.contains(row.runId()))
        .forEach(
            row ->
                differs(
                    row, "no such entry, as no run was decided that adds it", text(figures(row))));
  }

  /** Returns whether a run has committed its entries. */
  boolean isCommitted(DecidedRun run) {
    return view.ledger().flatMap(table -> LakeView.commit(table, run.runId())).isPresent();
  }

  private static String key(FileEntry entry) {
    return entry.seq()
        + " "
        + entry.runId()
        + " "
        + entry.fileId()
        + " "
        + entry.status()
        + " "
        + entry.path();
  }

  private void compare(FileEntry expected, FileEntry found) {
    findings.checked("ledger entries", 1);
    if (found == null) {
      differs(expected, "this entry, as the run's manifest says", "the ledger has no such entry");
      return;
    }
    Map<String, String> wanted = figures(expected);
    Map<String, String> there = figures(found);
    wanted.entrySet().retainAll(differing(wanted, there));
    if (!wanted.isEmpty()) {
      there.keySet().retainAll(wanted.keySet());
      differs(expected, text(wanted) + ", as the run's manifest says", text(there));
    }
  }

  private static Set<Map.Entry<String, String>> differing(
      Map<String, String> wanted, Map<String, String> there) {
    Set<Map.Entry<String, String>> differing = new HashSet<>(wanted.entrySet());
    differing.removeAll(there.entrySet());
    return differing;
  }

  private void differs(FileEntry entry, String expected, String found) {
    findings.touched(
        Kind.LEDGER_ENTRY,
        name() + ": " + entry.path() + ", run " + entry.runId() + ", " + entry.status(),
        expected,
        found,
        Findings.RESTORE_TABLE);
  }

  private static String text(Map<String, String> figures) {
    List<String> words = new ArrayList<>();
    figures.forEach((name, figure) -> words.add(name + " " + figure));
    return String.join(", ", words);
  }

  /** Everything that an entry says, with sums in one form whatever their scales. */
  private static Map<String, String> figures(FileEntry entry) {
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("rows read", Long.toString(entry.rowsRead()));
    figures.put("processed", Long.toString(entry.processed()));
    figures.put("quarantined", Long.toString(entry.quarantined()));
    figures.put("condemned", Long.toString(entry.condemned()));
    figures.put("blank lines", Long.toString(entry.blankLines()));
    figures.put("rows without an amount", Long.toString(entry.rowsWithoutAmount()));
    figures.put("sums read", plain(entry.readSums()));
    figures.put("sums processed", plain(entry.processedSums()));
    figures.put("bytes", Long.toString(entry.bytes()));
    figures.put("SHA-256", entry.sha256());
    figures.put("refusal", entry.refusal().orElse("none"));
    figures.put("contract", entry.contract() + ".v" + entry.contractVersion());
    figures.put("contract's SHA-256", entry.contractSha256());
    figures.put("logical time", entry.ingestedAt().toString());
    return figures;
  }

  private static String plain(SortedMap<String, BigDecimal> sums) {
    SortedMap<String, String> plain = new TreeMap<>();
    sums.forEach((code, sum) -> plain.put(code, sum.stripTrailingZeros().toPlainString()));
    return plain.toString();
  }
}
