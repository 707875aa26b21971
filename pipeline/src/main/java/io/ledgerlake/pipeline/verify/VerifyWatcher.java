package io.ledgerlake.pipeline.verify;

/** Is told how far a verification is. */
public interface VerifyWatcher {

  /** A part of the work begins, such as {@code Hashing data files}. */
  void begin(String phase);

  /**
   * Part of it is done; called from several threads.
   *
   * @param total how much there is, or 0 when that is not known
   * @param unit what is counted
   */
  void advance(long done, long total, String unit);
}
