package io.ledgerlake.pipeline.publish;

import java.time.Instant;
import java.util.Optional;

/**
 * One decision about a dataset. Its file is never changed or removed.
 *
 * @param seq its number, from 1, without gaps
 * @param kind what was decided
 * @param runId the run that it is about
 * @param manifestSha256 hash of the bytes of the run's {@code manifest.json}
 * @param person who decided, or null when the run's own books did
 * @param previousSha256 hash of the bytes of the entry before, {@link #GENESIS} for the first
 */
public record JournalEntry(
    long seq,
    Kind kind,
    String runId,
    String manifestSha256,
    Person person,
    String previousSha256) {

  /** What stands for the hash of the entry before the first. */
  public static final String GENESIS = "0".repeat(64);

  /** Returns whether it says everything that an entry must. */
  boolean isWhole() {
    return kind != null && runId != null && manifestSha256 != null && previousSha256 != null;
  }

  /** What was decided. */
  public enum Kind {
    /** The run's manifest is carried out, by whoever comes next if need be. */
    PUBLISH(true),
    /** The run waits for a person; until then nothing else of the dataset is decided. */
    HOLD(false),
    /** The held run's manifest is carried out. */
    APPROVE(true),
    /** The held run's manifest is never carried out. */
    REJECT(false);

    private final boolean carriedOut;

    Kind(boolean carriedOut) {
      this.carriedOut = carriedOut;
    }

    /**
     * Returns whether an entry of this kind is a person's word on the run that the last one holds.
     */
    boolean settlesHold(String runId, Optional<Journal.Link> last) {
      return (this == APPROVE || this == REJECT)
          && last.isPresent()
          && last.get().entry().kind() == HOLD
          && last.get().entry().runId().equals(runId);
    }

    /** Returns whether the run's manifest is to be carried out. */
    public boolean isCarriedOut() {
      return carriedOut;
    }
  }

  /**
   * A person's word.
   *
   * @param by who
   * @param at when, by the clock of the command that was given
   * @param why for what reason
   */
  public record Person(String by, Instant at, String why) {}
}
