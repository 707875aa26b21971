package io.ledgerlake.pipeline.lake;

/**
 * Something about the lake that a person has to settle: it is not writable, it is full, its catalog
 * is not safe there, a table has other columns. The message says what happened, to what, and what
 * to do next; it is meant to be printed as it is.
 */
public final class LakeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param what what happened, to which folder, table or file; one sentence without its full stop
   * @param nextStep what to do next; one sentence without its full stop
   */
  public LakeException(String what, String nextStep) {
    this(what, nextStep, null);
  }

  /**
   * @param what what happened, to which folder, table or file; one sentence without its full stop
   * @param nextStep what to do next; one sentence without its full stop
   * @param cause what it was noticed by, may be null
   */
  public LakeException(String what, String nextStep, Throwable cause) {
    super(what + ". " + nextStep + ".", cause);
  }
}
