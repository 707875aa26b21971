package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.options.DecisionOptions;
import io.ledgerlake.pipeline.publish.HeldRuns;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.SummaryTable;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import io.ledgerlake.pipeline.run.RunResult;
import io.ledgerlake.pipeline.run.StoredResult;
import io.ledgerlake.pipeline.run.Summaries;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Publishes a run that is held. */
public final class Approve extends Command<DecisionOptions> {

  @Override
  public String name() {
    return "approve";
  }

  @Override
  public String summary() {
    return "publish a run that is held";
  }

  @Override
  public String description() {
    return "Publishes a run that waits for a person, exactly as it was shown, and ends as its ingest"
        + " would have. Who, when and why go into the journal; it must be somebody else than who"
        + " started the run. Repeating it changes nothing.";
  }

  @Override
  public List<String> examples() {
    return List.of("approve nightly-2024-03-31 --why='The sender confirmed the sum, ticket 4711'");
  }

  @Override
  public Class<DecisionOptions> options() {
    return DecisionOptions.class;
  }

  @Override
  public Optional<String> positional() {
    return Optional.of("run");
  }

  @Override
  protected int execute(DecisionOptions options, Terminal terminal) throws Exception {
    try (OpenLake lake = OpenLake.of(options)) {
      Decision decision = new Decision(lake, options);
      HeldRuns.Settled settled =
          decision.heldRuns().approve(options.getRun(), decision.person(Clock.systemUTC()));
      RunSummary summary = summary(decision, lake, options, settled);
      decision.report(summary);
      terminal.out().println(TextTable.plain(Decision.sentence(settled, "approved")));
      terminal.out().print(SummaryTable.of(summary, summary.verdict().exitCode(), terminal));
      return summary.verdict().exitCode();
    }
  }

  private static RunSummary summary(
      Decision decision, OpenLake lake, DecisionOptions options, HeldRuns.Settled settled)
      throws IOException {
    RunResult result =
        StoredResult.of(lake.layout(), lake.storage(), settled.manifest(), Optional.empty());
    RunSummary summary = Summaries.of(result, options.getLake(), decision.location("report.html"));
    // The gates' limits were options of the run, and what files were corrected is replaced by now.
    return decision.reported().map(summary::withFindingsOf).orElse(summary);
  }

  public static void main(String[] args) {
    exit(new Approve(), args);
  }
}
