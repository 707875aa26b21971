package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.OptionParser;
import io.ledgerlake.pipeline.options.RunOptions;
import io.ledgerlake.pipeline.report.Logs;
import io.ledgerlake.pipeline.report.Terminal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * One command: what it is called, what it takes, what it does.
 *
 * @param <T> its options
 */
public abstract class Command<T extends PipelineOptions> {

  /** Returns what it is called. */
  public abstract String name();

  /** Returns what it does, in one line. */
  public abstract String summary();

  /** Returns what it does and when one uses it, in a paragraph. */
  public abstract String description();

  /** Returns invocations to copy, without the launcher's name. */
  public abstract List<String> examples();

  /** Returns the interface of its options. */
  public abstract Class<T> options();

  /** Returns the option that an argument without dashes is the value of, if any. */
  public Optional<String> positional() {
    return Optional.empty();
  }

  /** Returns the arguments as options; what is usual elsewhere may be written its own way. */
  protected List<String> arguments(List<String> given) {
    return given;
  }

  /**
   * Does it.
   *
   * @return the exit code
   */
  protected abstract int execute(T options, Terminal terminal) throws Exception;

  /**
   * Parses the arguments and does it. Failures become lines on the terminal's error stream and an
   * exit code, which is 0 for what is the caller's to put right where exit codes do not tell that.
   *
   * @return the exit code
   */
  public final int run(String[] args, Terminal terminal) {
    List<String> given = arguments(Arrays.asList(args));
    if (given.contains("--help") || given.contains("-h")) {
      terminal.out().print(Help.of(this, terminal.columns()));
      return 0;
    }
    int exitCode =
        new Failures(terminal, isVerbose(given))
            .guard(name(), () -> execute(parse(given.toArray(String[]::new)), terminal));
    if (exitCode == UserError.BAD_INPUT && isVerdictByReport(given)) {
      // Whoever starts jobs starts one again that failed, and this one would fail again.
      terminal
          .err()
          .println(
              "  It ends with 0 (--verdictExit=false): another attempt would come to the same.");
      return 0;
    }
    return exitCode;
  }

  private boolean isVerdictByReport(List<String> given) {
    return RunOptions.class.isAssignableFrom(options()) && given.contains("--verdictExit=false");
  }

  /** Runs a command as this process: the body of every {@code main}. */
  static void exit(Command<?> command, String... args) {
    Logs.prepare(isVerbose(Arrays.asList(args)));
    System.exit(command.run(args, Terminal.ofProcess()));
  }

  static boolean isVerbose(List<String> args) {
    return args.contains("--verbose") || args.contains("--verbose=true");
  }

  private T parse(String... args) {
    return OptionParser.parse(options(), name(), positional(), args);
  }
}
