package io.ledgerlake.pipeline.gate;

/** A gate. The names appear in {@code metrics.json}; they never change. */
public enum Gate {
  /** The circuit breaker: too many rows of a file, or of the run, are in quarantine. */
  REJECTED_ROWS,
  /** A file has rows, and not one of them was processed, duplicates aside. */
  UNPROCESSED_FILE,
  /** Too many rows of a file, or of the run, repeat others. */
  DUPLICATES
}
