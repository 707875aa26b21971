package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.options.ShowOptions;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.SummaryTable;
import io.ledgerlake.pipeline.report.Terminal;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
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
    return "Shows what a run did, as it did when it ended: files, outcomes, reasons, money; of a"
        + " rollback, a release or a compaction, what it changed. And who decided about it, when and"
        + " why.";
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
      RunFolders folders = RunFolders.of(lake);
      RunHistory history = folders.history();
      Optional<RunHistory.Change> change =
          options.getRun() == null ? latest(folders, history) : history.change(options.getRun());
      if (change.isPresent()) {
        terminal.out().print(ChangeText.of(history, change.get(), terminal));
      } else {
        RunSummary run = folders.run(options.getRun());
        terminal.out().print(SummaryTable.of(run, terminal));
        terminal.out().print(DecisionText.of(history, history.ofPeople(run.runId()), terminal));
      }
    }
    return 0;
  }

  /** Returns the latest change, if it is later than the latest run with a report. */
  private static Optional<RunHistory.Change> latest(RunFolders folders, RunHistory history)
      throws IOException {
    List<RunSummary> runs = folders.finished();
    Optional<RunHistory.Change> last =
        history.changes().stream()
            .max(Comparator.comparing(change -> change.manifest().ingestedAt()));
    return last.filter(
        change ->
            runs.isEmpty()
                || Instant.parse(runs.get(runs.size() - 1).ingestedAt())
                    .isBefore(change.manifest().ingestedAt()));
  }

  public static void main(String[] args) {
    exit(new Show(), args);
  }
}
