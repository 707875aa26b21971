package io.ledgerlake.pipeline.run;

import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.ShardTally;
import io.ledgerlake.transforms.zone.Zone;
import java.util.Map;
import java.util.Optional;

/**
 * What a run made of one file.
 *
 * @param path its path below the raw root
 * @param fileId its id; empty for a file that needed no processing
 * @param sha256 hash of its stored bytes
 * @param bytes its stored bytes; -1 for a file that needed no processing
 * @param status what became of it
 * @param read what the readers counted; empty unless it was read to its end and accepted
 * @param stored what a second reader found in the data files, by zone
 * @param outcomes what the writers decided, by zone: the reasons
 * @param fault why it was refused
 * @param note where a skipped or corrected file's content or name was published before
 */
public record FileResult(
    String path,
    String fileId,
    String sha256,
    long bytes,
    Status status,
    Optional<FileTally> read,
    Map<Zone, FileTally> stored,
    Map<Zone, ShardTally.Outcome> outcomes,
    Optional<FileFault> fault,
    Optional<String> note) {

  /** What became of a file. The names appear in {@code metrics.json}; they never change. */
  public enum Status {
    /** Read to its end and accepted. */
    INGESTED,
    /** The same content was published under the same name. */
    ALREADY_INGESTED,
    /** The same content was published, or is in this run, under another name. */
    SAME_CONTENT,
    /** Published under this name with other content: it holds the run. */
    CORRECTED,
    /** As a whole untrustworthy: none of its rows is in the lake. */
    REFUSED
  }

  /** Returns the rows that are in a zone. */
  public long rows(Zone zone) {
    FileTally tally = stored.get(zone);
    return tally == null ? 0 : tally.rows();
  }
}
