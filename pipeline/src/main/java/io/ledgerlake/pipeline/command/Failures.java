package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.schemas.contract.ContractException;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;

/**
 * Turns failures into what a person can act on: what happened, and what to do next. The stack trace
 * goes to the log always, to the terminal only when asked for.
 */
final class Failures {

  private static final int ANYTHING_ELSE = 1;
  private static final int BAD_INPUT = UserError.BAD_INPUT;

  private final Terminal terminal;
  private final boolean verbose;

  Failures(Terminal terminal, boolean verbose) {
    this.terminal = terminal;
    this.verbose = verbose;
  }

  /** Returns what the command returns, or the exit code of its failure. */
  int guard(String command, Callable<Integer> body) {
    try {
      return body.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(command, e);
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      return failed(command, e);
    }
  }

  /** Engines wrap what a worker or a driver threw, often more than once. */
  private int failed(String command, Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UserError user) {
        return report(e, command + ": " + user.getMessage(), user.nextStep(), user.exitCode());
      } else if (t instanceof ContractException contract) {
        return report(
            e,
            command + ": " + contract.getMessage(),
            "Mend the contract and run again.",
            BAD_INPUT);
      }
    }
    LoggerFactory.getLogger(Failures.class).error("{} failed", command, e);
    return report(e, command + " failed: " + describe(e), nextStep(e), ANYTHING_ELSE);
  }

  private String nextStep(Throwable e) {
    if (rootOf(e) instanceof OutOfMemoryError) {
      return "Give it more memory: LEDGERLAKE_OPTS=-Xmx4g ./ledgerlake ...";
    }
    return verbose
        ? "Nothing was published by halves: the same command with the same --runId goes on."
        : "Run it again with --verbose to see where.";
  }

  private int report(Throwable e, String happened, String nextStep, int exitCode) {
    terminal.err().println("ledgerlake " + happened);
    if (!nextStep.isEmpty()) {
      terminal.err().println("  " + nextStep);
    }
    if (verbose) {
      e.printStackTrace(terminal.err());
    }
    return exitCode;
  }

  private static String describe(Throwable e) {
    Throwable root = rootOf(e);
    String message = root.getMessage();
    String kind = root.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return kind + ".";
    }
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return kind + ": " + line;
  }

  private static Throwable rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
