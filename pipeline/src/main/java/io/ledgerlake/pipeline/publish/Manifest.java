package io.ledgerlake.pipeline.publish;

import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that a run is about to publish, and why it may: {@code manifest.json}, whose hash the
 * journal carries. Complete enough to publish from it alone, and free of anything that a repetition
 * of the run would change: no clock, no machine, no location.
 *
 * @param format version of this file's layout
 * @param kind what the run does to the lake
 * @param runId the run
 * @param dataset the dataset
 * @param ingestedAt the run's logical time
 * @param contract the contract that the rows were evaluated under
 * @param currencyTable version of the ISO 4217 table
 * @param codeVersion version of LedgerLake
 * @param planSha256 hash of the bytes of the run's {@code plan.json}; {@link #NO_PLAN} for a run
 *     that has none, because it reads no input: a rollback, a release, a compaction
 * @param inputs the files whose rows are published, in the plan's order
 * @param refused the files none of whose rows are
 * @param skipped the files that needed no processing
 * @param dataFiles the data files that the tables will list, by zone and path
 * @param removedFiles the data files that the tables list and will list no longer
 * @param moves what changes for files of other runs, and for files that are rolled back
 * @param totals the outcomes of all inputs together
 * @param processedSums what the run adds to the processed amounts, by currency code and event month
 *     ({@code YYYY-MM}, UTC); negative for what it takes away
 * @param reconciliation what was compared before this was written
 */
public record Manifest(
    int format,
    Kind kind,
    String runId,
    String dataset,
    Instant ingestedAt,
    ContractRef contract,
    String currencyTable,
    String codeVersion,
    String planSha256,
    List<Input> inputs,
    List<Refused> refused,
    List<Skipped> skipped,
    List<DataFile> dataFiles,
    List<DataFile> removedFiles,
    List<Move> moves,
    Outcomes totals,
    SortedMap<String, SortedMap<String, BigDecimal>> processedSums,
    Books reconciliation) {

  /** The layout that this version writes. */
  public static final int FORMAT = 2;

  /** Stands for the hash of a plan where there is none. */
  public static final String NO_PLAN = "";

  /** Its name in the run's folder; see {@link ManifestFiles}. */
  public static final String FILE = "manifest.json";

  /** The name of one that only asks a question. */
  public static final String QUESTION_FILE = "question.json";

  public Manifest {
    inputs = List.copyOf(inputs);
    refused = List.copyOf(refused);
    skipped = List.copyOf(skipped);
    dataFiles = List.copyOf(dataFiles);
    removedFiles = List.copyOf(removedFiles);
    moves = List.copyOf(moves);
    processedSums = Collections.unmodifiableSortedMap(new TreeMap<>(processedSums));
  }

  /** Returns whether nothing changes for any file or table. */
  boolean isEmpty() {
    return inputs.isEmpty()
        && refused.isEmpty()
        && moves.isEmpty()
        && dataFiles.isEmpty()
        && removedFiles.isEmpty();
  }

  /** The reason of a file that waits for a person's choice: its name is published already. */
  public static final String CORRECTED = "CORRECTED";

  /**
   * Returns whether this only asks what becomes of corrected files. There is nothing to carry out;
   * who answers has the run planned again, and another manifest made.
   */
  boolean isQuestion() {
    return isEmpty() && skipped.stream().anyMatch(file -> file.reason().equals(CORRECTED));
  }

  /**
   * Returns where the manifest lies in the run's folder: a question never takes an answer's place.
   */
  String file() {
    return isQuestion() ? QUESTION_FILE : FILE;
  }

  /** What a run does to the lake. The names are stored; they never change. */
  public enum Kind {
    /** Takes files in, and others out whose place they take. */
    INGEST,
    /** Evaluates open quarantined rows again. */
    REPLAY,
    /** Settles single rows by a person's word. */
    RELEASE,
    /** Takes files, or what a run did, out again. */
    ROLLBACK,
    /** Merges data files; every row stays what it is. */
    COMPACTION
  }

  /**
   * A change to a file's books: an entry of the file ledger that is a difference.
   *
   * @param path its path below the raw root
   * @param fileId its id
   * @param sha256 hash of its stored bytes
   * @param bytes its stored bytes
   * @param rolledBack whether all of the file's rows leave the lake, so that it may come again;
   *     else its rows only change their outcomes
   * @param outcomes the differences; may be negative
   * @param readSums differences of the sums of all amounts, per currency code
   * @param processedSums differences of the sums of processed amounts, per currency code
   */
  public record Move(
      String path,
      String fileId,
      String sha256,
      long bytes,
      boolean rolledBack,
      Outcomes outcomes,
      SortedMap<String, BigDecimal> readSums,
      SortedMap<String, BigDecimal> processedSums) {}

  /**
   * A contract.
   *
   * @param name the contract's dataset
   * @param version its version
   * @param sha256 hash of its text
   */
  public record ContractRef(String name, int version, String sha256) {}

  /**
   * A file whose rows are published.
   *
   * @param path its path below the raw root
   * @param fileId its id
   * @param sha256 hash of its stored bytes
   * @param bytes its stored bytes
   * @param outcomes where its rows went
   * @param readSums sum of all amounts read per currency code, {@code ?} for rows without a valid
   *     one
   * @param processedSums sum of the processed amounts per currency code
   */
  public record Input(
      String path,
      String fileId,
      String sha256,
      long bytes,
      Outcomes outcomes,
      SortedMap<String, BigDecimal> readSums,
      SortedMap<String, BigDecimal> processedSums) {}

  /**
   * Rows by outcome.
   *
   * @param rowsRead all records; always the sum of the next three
   * @param processed records processed
   * @param quarantined records quarantined
   * @param condemned records condemned
   * @param blankLines lines without a byte, which are no records
   * @param rowsWithoutAmount records whose amount did not parse or does not fit its type
   */
  public record Outcomes(
      long rowsRead,
      long processed,
      long quarantined,
      long condemned,
      long blankLines,
      long rowsWithoutAmount) {

    /** No rows. */
    public static final Outcomes NONE = new Outcomes(0, 0, 0, 0, 0, 0);

    public Outcomes {
      if (Math.addExact(Math.addExact(processed, quarantined), condemned) != rowsRead) {
        throw new IllegalArgumentException(
            "rows read "
                + rowsRead
                + " are not processed "
                + processed
                + " + quarantined "
                + quarantined
                + " + condemned "
                + condemned);
      }
    }
  }

  /**
   * A file that as a whole cannot be trusted.
   *
   * @param path its path below the raw root
   * @param fileId its id
   * @param sha256 hash of its stored bytes
   * @param bytes its stored bytes
   * @param kind the kind of fault
   * @param message what is wrong
   * @param nextStep what to do about it
   */
  public record Refused(
      String path,
      String fileId,
      String sha256,
      long bytes,
      String kind,
      String message,
      String nextStep) {}

  /**
   * A file that needed no processing.
   *
   * @param path its path below the raw root
   * @param sha256 hash of its stored bytes
   * @param reason why
   * @param publishedPath under which name its content is published
   * @param publishedRun by which run
   */
  public record Skipped(
      String path, String sha256, String reason, String publishedPath, String publishedRun) {}

  /**
   * A data file.
   *
   * @param zone the zone's folder name
   * @param path its path below the zone's root
   * @param partition the Iceberg partition value: months since 1970-01 for processed, days since
   *     1970-01-01 for the others
   * @param rows its records
   * @param bytes its length
   * @param sha256 hash of its bytes
   */
  public record DataFile(
      String zone, String path, int partition, long rows, long bytes, String sha256) {

    boolean in(Zone other) {
      return zone.equals(other.folder());
    }
  }

  /**
   * What reconciliation found.
   *
   * @param balanced whether the books agree; nothing else is ever published
   * @param filesCompared files whose rows and sums were compared with the written data
   * @param controlFilesCompared files that came with a control file
   */
  public record Books(boolean balanced, long filesCompared, long controlFilesCompared) {}
}
