package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.options.DecisionOptions;
import io.ledgerlake.pipeline.publish.HeldRuns;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import io.ledgerlake.pipeline.report.Verdict;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Gives a run up that is held. */
public final class Reject extends Command<DecisionOptions> {

  @Override
  public String name() {
    return "reject";
  }

  @Override
  public String summary() {
    return "give up a run that is held";
  }

  @Override
  public String description() {
    return "Gives up a run that waits for a person: nothing of it is ever published, and its files are"
        + " free for another run. Who, when and why go into the journal. Repeating it changes"
        + " nothing.";
  }

  @Override
  public List<String> examples() {
    return List.of("reject nightly-2024-03-31 --why='Sent by mistake, ticket 4711'");
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
          decision.heldRuns().reject(options.getRun(), decision.person(Clock.systemUTC()));
      String told = Decision.sentence(settled, "rejected");
      Optional<RunSummary> reported = decision.reported();
      if (reported.isPresent()) {
        decision.report(reported.get().with(Verdict.REJECTED, List.of(told)));
      }
      terminal.out().println(TextTable.plain(told));
      terminal.out().println("Nothing of it is published; its files are free for another run.");
    }
    return 0;
  }

  public static void main(String[] args) {
    exit(new Reject(), args);
  }
}
