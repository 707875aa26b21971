package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.report.Logs;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.schemas.contract.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the launcher starts: finds a command by its name and hands it the other arguments. */
public final class LedgerLake {

  private static final int BAD_OPTIONS = 2;

  private final List<Command<?>> commands;

  LedgerLake(List<Command<?>> commands) {
    this.commands = List.copyOf(commands);
  }

  /** Returns all commands, in the order in which one meets them. */
  static List<Command<?>> commands() {
    return List.of(
        new Ingest(),
        new Validate(),
        new Runs(),
        new Show(),
        new Rejects(),
        new Trace(),
        new Approve(),
        new Reject(),
        new Release(),
        new Rollback(),
        new Compact(),
        new Verify(),
        new Replay(),
        new Balances(),
        new Close(),
        new Sql(),
        new Generate());
  }

  /**
   * Runs the command that the first argument names.
   *
   * @return the exit code
   */
  int run(String[] args, Terminal terminal) {
    if (args.length == 0
        || args[0].equals("--help")
        || args[0].equals("-h")
        || args[0].equals("help")) {
      return help(args, terminal);
    }
    Optional<Command<?>> command = command(args[0]);
    if (command.isPresent()) {
      return command.get().run(Arrays.copyOfRange(args, 1, args.length), terminal);
    }
    terminal.err().println("ledgerlake: there is no command \"" + args[0] + "\".");
    terminal.err().println("  " + suggestion(args[0]));
    return BAD_OPTIONS;
  }

  private int help(String[] args, Terminal terminal) {
    if (args.length > 1 && command(args[1]).isPresent()) {
      return command(args[1]).get().run(new String[] {"--help"}, terminal);
    }
    terminal.out().print(Help.overview(commands));
    return 0;
  }

  private Optional<Command<?>> command(String name) {
    return commands.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  private String suggestion(String name) {
    return NearestName.of(name, commands.stream().map(Command::name).toList())
            .map(n -> "Did you mean ./ledgerlake " + n + "? ")
            .orElse("")
        + "./ledgerlake --help lists the commands.";
  }

  public static void main(String[] args) {
    Logs.prepare(Command.isVerbose(Arrays.asList(args)));
    System.exit(new LedgerLake(commands()).run(args, Terminal.ofProcess()));
  }
}
