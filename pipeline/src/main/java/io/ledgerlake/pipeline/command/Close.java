package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.balances.BalanceLake;
import io.ledgerlake.pipeline.balances.MonthEndClose;
import io.ledgerlake.pipeline.balances.TieOut;
import io.ledgerlake.pipeline.options.CloseOptions;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.sql.Period;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Closes a month. */
public final class Close extends Command<CloseOptions> {

  private static final int BOOKS_DISAGREE = 4;

  private final Clock clock;

  public Close() {
    this(Clock.systemUTC());
  }

  Close(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "close";
  }

  @Override
  public String summary() {
    return "close a month: its balances, tied out and kept";
  }

  @Override
  public String description() {
    return "Computes the balances of a month, ties them out against the manifests of all published "
        + "runs, and adds them to the table month_end_balances. Months that are closed already and "
        + "that later runs have changed are restated: a later version says by how much, and which "
        + "runs did it. The snapshots that were read keep the name closed-MONTH-vVERSION.";
  }

  @Override
  public List<String> examples() {
    return List.of("close 2024-03", "close 2024-03 --dryRun");
  }

  @Override
  public Class<CloseOptions> options() {
    return CloseOptions.class;
  }

  @Override
  public Optional<String> positional() {
    return Optional.of("month");
  }

  @Override
  protected int execute(CloseOptions options, Terminal terminal) throws Exception {
    YearMonth month = YearMonth.parse(options.getMonth());
    try (OpenLake lake = OpenLake.of(options)) {
      QuerySession.requireEngine();
      Contract contract = QuerySession.contract(lake, options);
      requireEnded(month, contract);
      BalanceLake balances = BalanceLake.of(lake.layout(), lake.storage(), lake::tables, contract);
      try (ScratchFolder scratch = ScratchFolder.create()) {
        MonthEndClose close =
            new MonthEndClose(balances, QuerySession.settings(options, scratch, terminal));
        return tell(close.close(month, options.getDryRun()), month, options, terminal);
      }
    }
  }

  private void requireEnded(YearMonth month, Contract contract) {
    ZoneId zone = ZoneId.of(contract.reportingZone());
    if (Period.of(month).ends(zone).isAfter(clock.instant())) {
      throw new UserError(
          month + " has not ended yet in " + zone + ".",
          "Close it when it has; rows may still come.");
    }
  }

  private static int tell(
      MonthEndClose.Outcome outcome, YearMonth month, CloseOptions options, Terminal terminal) {
    TieOut tieOut = outcome.tieOut();
    terminal.out().print(TieOutTable.of(tieOut, terminal));
    if (!tieOut.agrees()) {
      terminal.out().println("The books of " + month + " do not tie out; nothing was written.");
      MonthEndClose.nextSteps(!tieOut.breaks().isEmpty())
          .forEach(step -> terminal.out().println("  " + step));
      return BOOKS_DISAGREE;
    }
    exposure(outcome, terminal);
    if (outcome.months().isEmpty()) {
      terminal.out().println(month + " is closed already, and nothing has changed since.");
      return 0;
    }
    TextTable table =
        new TextTable(terminal.unicode()).text("month").figure("version").figure("balances");
    outcome.months().forEach((m, added) -> table.row(m, added.version(), added.accounts()));
    terminal.out().println();
    terminal.out().print(table.render());
    terminal
        .out()
        .println(
            options.getDryRun()
                ? "Nothing was written: this was a dry run."
                : month + " is closed.");
    return 0;
  }

  private static void exposure(MonthEndClose.Outcome outcome, Terminal terminal) {
    if (outcome.exposure().isEmpty()) {
      return;
    }
    terminal.out().println();
    terminal.out().println("Still in quarantine, and in none of the balances:");
    TextTable table =
        new TextTable(terminal.unicode())
            .text("month")
            .text("currency")
            .figure("rows")
            .figure("amount")
            .figure("rows without amount");
    outcome.exposure().forEach(row -> table.row(row.toArray()));
    terminal.out().print(table.render());
  }

  public static void main(String[] args) {
    exit(new Close(), args);
  }
}
