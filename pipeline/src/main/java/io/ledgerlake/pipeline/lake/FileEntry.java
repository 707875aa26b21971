package io.ledgerlake.pipeline.lake;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run made of one file: a row of the file ledger. Entries are only ever added; figures are
 * differences, so that all entries of a file add up to what it is now.
 *
 * @param seq number of the journal's entry that decided the run
 * @param runId the run
 * @param fileId the file's id: hash of path and content
 * @param path its path below the raw root
 * @param sha256 lower-case hex SHA-256 of its stored bytes
 * @param bytes its stored bytes
 * @param status what became of it
 * @param refusal why it was refused, if it was
 * @param rowsRead its records; always the sum of the next three
 * @param processed records whose outcome is processed
 * @param quarantined records whose outcome is quarantined
 * @param condemned records whose outcome is condemned
 * @param blankLines its lines without a byte
 * @param rowsWithoutAmount records whose amount did not parse or does not fit its type
 * @param readSums sum of all amounts read per currency code, {@code ?} for rows without a valid one
 * @param processedSums sum of the processed amounts per currency code
 * @param contract the contract's dataset
 * @param contractVersion the contract's version
 * @param contractSha256 hash of the contract's text
 * @param ingestedAt the run's logical time
 */
public record FileEntry(
    long seq,
    String runId,
    String fileId,
    String path,
    String sha256,
    long bytes,
    Status status,
    Optional<String> refusal,
    long rowsRead,
    long processed,
    long quarantined,
    long condemned,
    long blankLines,
    long rowsWithoutAmount,
    SortedMap<String, BigDecimal> readSums,
    SortedMap<String, BigDecimal> processedSums,
    String contract,
    int contractVersion,
    String contractSha256,
    Instant ingestedAt) {

  public FileEntry {
    readSums = Collections.unmodifiableSortedMap(new TreeMap<>(readSums));
    processedSums = Collections.unmodifiableSortedMap(new TreeMap<>(processedSums));
  }

  /** What became of a file. The names are stored; they never change. */
  public enum Status {
    /** Each of its rows has an outcome. */
    INGESTED,
    /** None of its rows entered a zone; it is tried again when it is met again. */
    REFUSED,
    /** Rows of it changed their outcomes. */
    MOVED,
    /** All of its rows left the lake; it is ingested again when it is met again. */
    ROLLED_BACK
  }
}
