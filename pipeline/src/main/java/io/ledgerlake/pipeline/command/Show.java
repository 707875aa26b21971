package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.options.ShowOptions;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.SummaryTable;
import io.ledgerlake.pipeline.report.Terminal;
import java.util.List;
import java.util.Optional;

/** Shows the report of a run again. */
public final class Show extends Command<ShowOptions> {

  @Override
  public String name() {
    return "show";
  }

  @Override
  public String summary() {
    return "the report of a run, again";
  }

  @Override
  public String description() {
    return "Shows what a run did, as it did when it ended: files, outcomes, reasons, money.";
  }

  @Override
  public List<String> examples() {
    return List.of("show", "show nightly-2024-03-31");
  }

  @Override
  public Class<ShowOptions> options() {
    return ShowOptions.class;
  }

  @Override
  public Optional<String> positional() {
    return Optional.of("run");
  }

  @Override
  protected int execute(ShowOptions options, Terminal terminal) throws Exception {
    try (OpenLake lake = OpenLake.of(options)) {
      RunSummary run = RunFolders.of(lake).run(options.getRun());
      terminal.out().print(SummaryTable.of(run, terminal));
    }
    return 0;
  }

  public static void main(String[] args) {
    exit(new Show(), args);
  }
}
