package io.ledgerlake.infra.states;

/**
 * A state's failure: an error's name, which retriers and catchers match, and its cause in words.
 */
public final class TaskError extends Exception {

  private static final long serialVersionUID = 1;

  private final String error;

  /**
   * Creates a failure.
   *
   * @param error its name, such as {@code States.TaskFailed}
   * @param cause what happened
   */
  public TaskError(String error, String cause) {
    super(cause);
    this.error = error;
  }

  /** Returns its name. */
  public String error() {
    return error;
  }

  /** Returns whether a retrier or a catcher with this name matches it. */
  boolean matches(String name) {
    return switch (name) {
      case "States.ALL" -> true;
      case "States.TaskFailed" -> !error.equals("States.Timeout");
      default -> name.equals(error);
    };
  }
}
