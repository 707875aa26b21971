package io.ledgerlake.pipeline.publish;

/**
 * One decision about a dataset. Its file is never changed or removed.
 *
 * @param seq its number, from 1, without gaps
 * @param kind what was decided
 * @param runId the run that it is about
 * @param manifestSha256 hash of the bytes of the run's {@code manifest.json}
 * @param previousSha256 hash of the bytes of the entry before, {@link #GENESIS} for the first
 */
public record JournalEntry(
    long seq, Kind kind, String runId, String manifestSha256, String previousSha256) {

  /** What stands for the hash of the entry before the first. */
  public static final String GENESIS = "0".repeat(64);

  /** What was decided. */
  public enum Kind {
    /** The run's files are published, by whoever comes next if need be. */
    PUBLISH
  }
}
