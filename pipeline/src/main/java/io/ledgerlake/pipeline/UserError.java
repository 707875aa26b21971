package io.ledgerlake.pipeline;

/**
 * Something the caller can put right: bad options, a broken contract, input that is not there. It
 * is shown as two lines, what happened and what to do next, and never with a stack trace unless
 * asked.
 */
public class UserError extends RuntimeException {

  /** The exit code of bad options, contract or input. */
  public static final int BAD_INPUT = 2;

  private static final long serialVersionUID = 1L;

  private final String nextStep;
  private final int exitCode;

  /**
   * An error of options, contract or input.
   *
   * @param message what happened, to which file, field or option, in one sentence
   * @param nextStep what to do next, in one sentence
   */
  public UserError(String message, String nextStep) {
    this(message, nextStep, BAD_INPUT, null);
  }

  /**
   * @param message what happened, to which file, field or option, in one sentence
   * @param nextStep what to do next, in one sentence
   * @param exitCode the exit code of the command
   * @param cause what caused it, or null
   */
  public UserError(String message, String nextStep, int exitCode, Throwable cause) {
    super(message, cause);
    this.nextStep = nextStep;
    this.exitCode = exitCode;
  }

  /** Returns what to do next, in one sentence. */
  public String nextStep() {
    return nextStep;
  }

  /** Returns the exit code of the command. */
  public int exitCode() {
    return exitCode;
  }
}
