package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.StorageFault;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.s3.S3Fault;
import io.ledgerlake.schemas.contract.ContractException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.commons.lang3.StringUtils;
import org.slf4j.LoggerFactory;

/**
 * Turns failures into what a person can act on: what happened, and what to do next. The stack trace
 * goes to the log always, to the terminal only when asked for.
 */
final class Failures {

  private static final int ANYTHING_ELSE = 1;
  private static final int BAD_INPUT = UserError.BAD_INPUT;

  /** Packages whose exceptions say only that something under them failed. */
  private static final List<String> ENGINES = List.of("org.apache.beam.", "org.apache.spark.");

  private static final String REMEDY = "; ";

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
        return report(e, command + ": " + contract.getMessage(), contract.nextStep(), BAD_INPUT);
      }
    }
    LoggerFactory.getLogger(Failures.class).error("{} failed", command, e);
    Throwable told = unwrap(e);
    if (StorageFault.isDiskFull(e)) {
      LakeException full = StorageFault.diskFull(happened(told), e);
      return report(e, command + ": " + full.getMessage(), full.nextStep(), full.exitCode());
    }
    Optional<UserError> refused = S3Fault.explain(e);
    if (refused.isPresent()) {
      UserError error = refused.get();
      return report(e, command + ": " + error.getMessage(), error.nextStep(), error.exitCode());
    }
    return report(e, command + " failed: " + describe(told), nextStep(told), ANYTHING_ELSE);
  }

  /** Returns the first failure that says something of its own. */
  private static Throwable unwrap(Throwable e) {
    Throwable t = e;
    while (t.getCause() != null && t.getCause() != t && isWrapper(t)) {
      t = t.getCause();
    }
    return t;
  }

  private static boolean isWrapper(Throwable t) {
    return t.getMessage() == null
        || t.getMessage().equals(t.getCause().toString())
        || ENGINES.stream().anyMatch(t.getClass().getName()::startsWith);
  }

  private static String describe(Throwable told) {
    String kind = told.getClass().getSimpleName();
    if (remedy(told).isPresent()) {
      return happened(told) + ".";
    }
    return happened(told).isBlank() ? kind + "." : kind + ": " + happened(told);
  }

  /** Returns the first line of a message, without its remedy. */
  private static String happened(Throwable told) {
    String line = line(told);
    int end = line.indexOf(REMEDY);
    return told instanceof IOException && end >= 0 ? line.substring(0, end) : line;
  }

  /** Workers can hand over no more than a message; what to do stands in it after a semicolon. */
  private static Optional<String> remedy(Throwable told) {
    String line = line(told);
    int end = line.indexOf(REMEDY);
    return told instanceof IOException && end >= 0
        ? Optional.of(line.substring(end + REMEDY.length()))
        : Optional.empty();
  }

  private static String line(Throwable told) {
    String message = told.getMessage() == null ? "" : told.getMessage();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private String nextStep(Throwable told) {
    if (rootOf(told) instanceof OutOfMemoryError) {
      return "Give it more memory: LEDGERLAKE_OPTS=-Xmx4g ./ledgerlake ...";
    }
    if (remedy(told).isPresent()) {
      return StringUtils.capitalize(remedy(told).get()) + ".";
    }
    return verbose
        ? "Nothing was published by halves: the same command with the same --runId goes on."
        : "Run it again with --verbose to see where.";
  }

  private int report(Throwable e, String happened, String nextStep, int exitCode) {
    terminal.err().println("ledgerlake " + happened);
    terminal.err().println("  " + nextStep);
    if (verbose) {
      e.printStackTrace(terminal.err());
    }
    return exitCode;
  }

  private static Throwable rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
