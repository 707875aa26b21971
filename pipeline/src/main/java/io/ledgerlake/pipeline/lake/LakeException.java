package io.ledgerlake.pipeline.lake;

import io.ledgerlake.pipeline.UserError;

/**
 * Something about the lake that a person has to settle: it is not writable, it is full, its catalog
 * is not safe there, a table has other columns, a file was changed.
 */
public final class LakeException extends UserError {

  private static final int ANYTHING_ELSE = 1;
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
    this(what, nextStep, ANYTHING_ELSE, cause);
  }

  private LakeException(String what, String nextStep, int exitCode, Throwable cause) {
    super(what + ".", nextStep + ".", exitCode, cause);
  }

  /** Returns the exception for options or a contract that the lake cannot be used with. */
  static LakeException badInput(String what, String nextStep) {
    return badInput(what, nextStep, null);
  }

  /** Returns the exception for options or a contract that the lake cannot be used with. */
  public static LakeException badInput(String what, String nextStep, Throwable cause) {
    return new LakeException(what, nextStep, BAD_INPUT, cause);
  }
}
