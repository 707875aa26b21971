package io.ledgerlake.infra.states;

import java.util.ArrayList;
import java.util.List;

/** One execution of a state machine: how it went, and the means to redrive it. */
public final class Execution {

  /** How an execution ended. */
  public enum Status {
    SUCCEEDED,
    FAILED,
    TIMED_OUT
  }

  final List<String> visited = new ArrayList<>();
  final List<Double> waits = new ArrayList<>();
  final Position position;

  private final Interpreter interpreter;
  private ContextObject context;
  private Status status;
  private Object output;
  private TaskError failure;

  Execution(Interpreter interpreter, ContextObject context) {
    this.interpreter = interpreter;
    this.context = context;
    this.position =
        new Position(
            interpreter.machine().definition().path("StartAt").asText(),
            context.input(),
            java.util.Map.of());
  }

  /** Runs, or goes on. */
  void proceed() {
    try {
      output = interpreter.run(this, interpreter.machine().definition(), position, context);
      status = Status.SUCCEEDED;
      failure = null;
    } catch (TaskError e) {
      status = e.error().equals("States.Timeout") ? Status.TIMED_OUT : Status.FAILED;
      failure = e;
    }
  }

  /**
   * Redrives a failed execution: goes on with the state that failed.
   *
   * @throws IllegalStateException if it has not failed
   */
  public Execution redrive() {
    if (status == Status.SUCCEEDED) {
      throw new IllegalStateException(context.executionId() + " has succeeded");
    }
    context =
        new ContextObject(
            context.machine(),
            context.executionName(),
            context.input(),
            context.redriveCount() + 1,
            "",
            0,
            null,
            -1,
            null);
    proceed();
    return this;
  }

  public Status status() {
    return status;
  }

  /** Returns what it put out; null if it failed. */
  public Object output() {
    return output;
  }

  /** Returns the name of the error that it failed with. */
  public String error() {
    return failure == null ? null : failure.error();
  }

  /** Returns the cause of the failure, in words. */
  public String cause() {
    return failure == null ? null : failure.getMessage();
  }

  /** Returns the states that were entered, in order, each once per attempt. */
  public List<String> visited() {
    return List.copyOf(visited);
  }

  /** Returns the most seconds that each wait before another attempt can take. */
  public List<Double> waits() {
    return List.copyOf(waits);
  }

  @Override
  public String toString() {
    return context.executionId() + " " + status + " " + visited + " " + error() + ": " + cause();
  }
}
