package io.ledgerlake.pipeline.report;

import io.ledgerlake.pipeline.correction.Correction;
import io.ledgerlake.pipeline.gate.GateCheck;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a finished run has to tell. All of its figures come from the data that the run reconciled,
 * none from an engine's counters, and none from a clock.
 *
 * @param verdict how it ended
 * @param runId its id
 * @param dataset the dataset
 * @param lake the lake, as {@code --lake} named it
 * @param ingestedAt its logical time, ISO 8601 in UTC
 * @param files the files of its plan, in the plan's order
 * @param reasons why rows were not processed, most rows first
 * @param disagreements the figures on which books disagree or that a gate or a control file
 *     objected to, a sentence each
 * @param gates which gates were checked, and what they found; empty if it did not come to that
 * @param report where {@code report.html} is, or null when none was written
 * @param corrections what corrected files say otherwise than what was published under their names
 */
public record RunSummary(
    Verdict verdict,
    String runId,
    String dataset,
    String lake,
    String ingestedAt,
    List<FileLine> files,
    List<ReasonCount> reasons,
    List<String> disagreements,
    List<GateCheck> gates,
    String report,
    List<Correction> corrections) {

  public RunSummary {
    files = List.copyOf(files);
    reasons = List.copyOf(reasons);
    disagreements = List.copyOf(disagreements);
    // A file of an earlier version has none.
    gates = gates == null ? List.of() : List.copyOf(gates);
    corrections = corrections == null ? List.of() : List.copyOf(corrections);
  }

  /** Returns the summary of a run without corrected files. */
  public RunSummary(
      Verdict verdict,
      String runId,
      String dataset,
      String lake,
      String ingestedAt,
      List<FileLine> files,
      List<ReasonCount> reasons,
      List<String> disagreements,
      List<GateCheck> gates,
      String report) {
    this(
        verdict,
        runId,
        dataset,
        lake,
        ingestedAt,
        files,
        reasons,
        disagreements,
        gates,
        report,
        List.of());
  }

  /** Returns the same figures under another verdict. */
  public RunSummary with(Verdict other, List<String> told) {
    return new RunSummary(
        other, runId, dataset, lake, ingestedAt, files, reasons, told, gates, report, corrections);
  }

  /** Returns the same figures with what only the run itself has found out. */
  public RunSummary withFindingsOf(RunSummary reported) {
    return new RunSummary(
        verdict,
        runId,
        dataset,
        lake,
        ingestedAt,
        files,
        reasons,
        disagreements,
        reported.gates,
        report,
        reported.corrections);
  }

  /**
   * Returns the summary of a run that has looked at no file.
   *
   * @param told why, a sentence each
   */
  public static RunSummary beforeItBegan(
      Verdict verdict,
      String runId,
      String dataset,
      String lake,
      String ingestedAt,
      List<String> told) {
    return new RunSummary(
        verdict, runId, dataset, lake, ingestedAt, List.of(), List.of(), told, List.of(), null);
  }

  /** Returns the rows of all files that were read and accepted. */
  public Rows rows() {
    return files.stream()
        .filter(f -> f.status().isRead())
        .map(FileLine::rows)
        .reduce(Rows.NONE, Rows::plus);
  }

  /** Returns the money of all files that were read and accepted, per currency. */
  public SortedMap<String, Money> money() {
    return Money.total(
        files.stream().filter(f -> f.status().isRead()).map(FileLine::money).toList());
  }

  /** Returns how many files have a status. */
  public long count(FileStatus status) {
    return files.stream().filter(f -> f.status() == status).count();
  }

  /**
   * Returns whether nothing at all speaks against the figures: they balance, and the books agree.
   */
  public boolean agrees() {
    return balances() && (disagreements.isEmpty() || verdict != Verdict.BOOKS_DISAGREE);
  }

  /** Returns whether every row and every amount read stands in exactly one zone. */
  public boolean balances() {
    return rows().balance() && money().values().stream().allMatch(Money::balance);
  }

  /** What became of a file. The names appear in {@code metrics.json}; they never change. */
  public enum FileStatus {
    /** It was read to its end and accepted; the run's verdict says whether it is published. */
    INGESTED,
    /** It was published by an earlier run, and not read. */
    ALREADY_INGESTED,
    /** Its content was published under another name, and it was not read. */
    SAME_CONTENT,
    /** It was published under this name with other content: it holds the run. */
    CORRECTED,
    /** As a whole it cannot be trusted; none of its rows is in any zone. */
    REFUSED,
    /** Rows of it, which waited in quarantine, were evaluated again. */
    REPLAYED;

    /** Returns whether rows of it were evaluated, all or some. */
    public boolean isRead() {
      return this == INGESTED || this == REPLAYED;
    }
  }

  /**
   * One file.
   *
   * @param path its path below the raw root
   * @param status what became of it
   * @param rows its rows; of a refused file, those that were counted before it was refused
   * @param money its sums by currency code, {@code ?} for amounts without a valid currency
   * @param fault why it was refused, or null
   * @param note what else to know, such as the run or the file that it was published by, or null
   */
  public record FileLine(
      String path,
      FileStatus status,
      Rows rows,
      SortedMap<String, Money> money,
      Fault fault,
      String note) {

    public FileLine {
      money = Collections.unmodifiableSortedMap(new TreeMap<>(money));
    }

    /** Returns the file's name without its folders. */
    public String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /**
   * Why a file was refused.
   *
   * @param kind the name of the kind of fault
   * @param offset byte offset in the uncompressed file, or -1
   * @param message what is wrong, in one sentence
   * @param nextStep what to do about it, in one sentence
   */
  public record Fault(String kind, long offset, String message, String nextStep) {}

  /**
   * Counted rows.
   *
   * @param read data records read
   * @param processed those in processed
   * @param quarantined those in quarantine
   * @param condemned those in condemned
   * @param blankLines lines without a byte, which are no records
   * @param withoutAmount records read whose amount cannot be summed
   */
  public record Rows(
      long read,
      long processed,
      long quarantined,
      long condemned,
      long blankLines,
      long withoutAmount) {

    /** No rows at all. */
    public static final Rows NONE = new Rows(0, 0, 0, 0, 0, 0);

    /** Returns the sum of this and another. */
    public Rows plus(Rows other) {
      return new Rows(
          Math.addExact(read, other.read),
          Math.addExact(processed, other.processed),
          Math.addExact(quarantined, other.quarantined),
          Math.addExact(condemned, other.condemned),
          Math.addExact(blankLines, other.blankLines),
          Math.addExact(withoutAmount, other.withoutAmount));
    }

    /** Returns whether every row read is in one zone. */
    public boolean balance() {
      return read == Math.addExact(Math.addExact(processed, quarantined), condemned);
    }
  }

  /**
   * Sums of amounts in one currency.
   *
   * @param read what was read
   * @param processed what is in processed
   * @param quarantined what is in quarantine
   * @param condemned what is in condemned
   */
  public record Money(
      BigDecimal read, BigDecimal processed, BigDecimal quarantined, BigDecimal condemned) {

    /** Nothing. */
    public static final Money NONE =
        new Money(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    /** Returns the sum of this and another. */
    public Money plus(Money other) {
      return new Money(
          read.add(other.read),
          processed.add(other.processed),
          quarantined.add(other.quarantined),
          condemned.add(other.condemned));
    }

    /** Returns whether what was read is what the zones hold. */
    public boolean balance() {
      return read.compareTo(processed.add(quarantined).add(condemned)) == 0;
    }

    static SortedMap<String, Money> total(Collection<SortedMap<String, Money>> parts) {
      SortedMap<String, Money> total = new TreeMap<>();
      parts.forEach(part -> part.forEach((c, m) -> total.merge(c, m, Money::plus)));
      return total;
    }
  }

  /**
   * Rows with one reason.
   *
   * @param code the name of the reason
   * @param zone the folder name of the zone they are in
   * @param rows how many; a row with several reasons is counted under each
   * @param example one of them, as {@code path:row}, or null
   */
  public record ReasonCount(String code, String zone, long rows, String example) {}
}
