package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.options.DecisionOptions;
import io.ledgerlake.pipeline.publish.HeldRuns;
import io.ledgerlake.pipeline.publish.JournalEntry.Person;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.report.MetricsJson;
import io.ledgerlake.pipeline.report.RunSummary;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What {@code approve} and {@code reject} have in common. */
final class Decision {

  private final OpenLake lake;
  private final DecisionOptions options;

  Decision(OpenLake lake, DecisionOptions options) {
    this.lake = lake;
    this.options = options;
  }

  HeldRuns heldRuns() {
    return HeldRuns.of(Publisher.of(lake.layout(), lake.storage(), lake.tables()));
  }

  /** Returns who decides, when and why. */
  Person person(Clock clock) {
    return new Person(
        Identity.of(options, options.getBy()),
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        options.getWhy());
  }

  String location(String file) {
    return lake.layout().runFile(lake.dataset(), options.getRun(), file);
  }

  /** Returns what the run reported when it was held, if it lived to do so. */
  Optional<RunSummary> reported() throws IOException {
    Optional<byte[]> json = lake.storage().readIfExists(location(RunReports.METRICS));
    return json.isPresent() ? Optional.of(MetricsJson.read(json.get())) : Optional.empty();
  }

  void report(RunSummary summary) throws IOException {
    new RunReports(lake, lake.dataset(), options.getRun()).write(summary);
  }

  /** Returns what was decided by whom, in one sentence. */
  static String sentence(HeldRuns.Settled settled, String decided) {
    Person person = settled.entry().person();
    return "Run "
        + settled.entry().runId()
        + (settled.now() ? " is " : " was already ")
        + decided
        + " by "
        + person.by()
        + " at "
        + person.at()
        + ": "
        + person.why();
  }
}
