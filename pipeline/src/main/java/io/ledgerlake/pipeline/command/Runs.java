package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.options.RunsOptions;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import java.util.List;
import java.util.Locale;

/** Lists the runs of a dataset. */
public final class Runs extends Command<RunsOptions> {

  @Override
  public String name() {
    return "runs";
  }

  @Override
  public String summary() {
    return "the runs of a dataset";
  }

  @Override
  public String description() {
    return "Lists the runs of a dataset with their verdicts and their rows.";
  }

  @Override
  public List<String> examples() {
    return List.of("runs", "runs --lake=s3://acme-lake --dataset=postings");
  }

  @Override
  public Class<RunsOptions> options() {
    return RunsOptions.class;
  }

  @Override
  protected int execute(RunsOptions options, Terminal terminal) throws Exception {
    try (OpenLake lake = OpenLake.of(options)) {
      RunFolders folders = RunFolders.of(lake);
      List<RunSummary> runs = folders.finished();
      int from = options.getLimit() == 0 ? 0 : Math.max(0, runs.size() - options.getLimit());
      terminal.out().print(table(runs.subList(from, runs.size()), terminal));
      for (String id : folders.unfinished()) {
        terminal
            .out()
            .println(
                " "
                    + TextTable.plain(id)
                    + " has begun and has not ended; if it was killed, ./ledgerlake "
                    + folders.finisher(id)
                    + " --runId="
                    + TextTable.plain(id)
                    + " finishes it.");
      }
    }
    return 0;
  }

  private static String table(List<RunSummary> runs, Terminal terminal) {
    TextTable table =
        new TextTable(terminal.unicode())
            .text("run")
            .text("logical time")
            .text("verdict")
            .figure("files")
            .figure("rows read")
            .figure("processed")
            .figure("quarantine")
            .figure("condemned");
    for (RunSummary run : runs) {
      Rows rows = run.rows();
      table.row(
          run.runId(),
          run.ingestedAt(),
          run.verdict(),
          run.files().size(),
          number(rows.read()),
          number(rows.processed()),
          number(rows.quarantined()),
          number(rows.condemned()));
    }
    return table.render();
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  public static void main(String[] args) {
    exit(new Runs(), args);
  }
}
