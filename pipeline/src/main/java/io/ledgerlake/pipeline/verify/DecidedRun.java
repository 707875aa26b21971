package io.ledgerlake.pipeline.verify;

import java.util.Optional;

/**
 * A run that the journal decides about.
 *
 * @param seq number of the entry that says what becomes of it
 * @param runId its id
 * @param state what becomes of it
 * @param manifestSha256 hash of its manifest; nothing if no witness is left that can be trusted
 * @param witness who says so, for a message
 */
record DecidedRun(
    long seq, String runId, State state, Optional<String> manifestSha256, String witness) {

  enum State {
    /** It is carried out, and marked so. */
    PUBLISHED,
    /** It is decided, and the next run finishes it. */
    UNFINISHED,
    /** It waits for a person. */
    HELD,
    /** It is never carried out. */
    REJECTED
  }

  /** Returns whether its changes are in the tables, or are going to be. */
  boolean isCarriedOut() {
    return state == State.PUBLISHED || state == State.UNFINISHED;
  }
}
