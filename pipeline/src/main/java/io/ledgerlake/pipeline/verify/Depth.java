package io.ledgerlake.pipeline.verify;

/** How far down a verification looks. Each level includes the ones before. */
public enum Depth {
  /** Journal, manifests, plans, what the tables list, the file ledger. Opens no data file. */
  JOURNAL,
  /** Also hashes every data file. */
  FILES,
  /** Also counts the rows and sums of every file again, and compares what compactions merged. */
  ROWS;

  /** Returns whether this level includes another. */
  public boolean includes(Depth other) {
    return compareTo(other) >= 0;
  }
}
