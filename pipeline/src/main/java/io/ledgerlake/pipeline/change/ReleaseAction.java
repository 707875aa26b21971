package io.ledgerlake.pipeline.change;

/** How a person settles a row. */
public enum ReleaseAction {
  /** The row is the right one of its key: it becomes processed, the other conflicts condemned. */
  PICK,
  /** The published row is the right one: all open conflicts of its key become condemned. */
  KEEP_PUBLISHED,
  /** The row was condemned wrongly: it goes back to quarantine, for a replay to evaluate. */
  REOPEN
}
