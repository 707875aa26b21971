package io.ledgerlake.transforms.settle;

/** What becomes of a record once its repeats are known. */
public enum Verdict {
  /** A valid record that nothing speaks against: processed. */
  ACCEPTED,
  /** A record with faults of its own: quarantined. */
  REJECTED,
  /** A valid record whose key another record has with other content: quarantined. */
  CONFLICT,
  /** A repeat of another record: condemned. */
  REPEAT,
  /** A record with faults of its own whose last permitted evaluation this was: condemned. */
  EXHAUSTED;

  /** Returns whether the verdict points at another record. */
  public boolean hasRelated() {
    return this == CONFLICT || this == REPEAT;
  }
}
