package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.change.ChangeRequest;
import io.ledgerlake.pipeline.options.ChangeOptions;
import io.ledgerlake.pipeline.options.HoldOptions;
import io.ledgerlake.pipeline.publish.JournalEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What the commands that change a lake by a person's word have in common. */
final class Changes {

  private Changes() {}

  /**
   * Returns the request for a change.
   *
   * @param kind what the run does, for an id that was not given
   * @param dryRun whether nothing is going to be written, so that no reason is needed
   * @throws UserError if no reason is given for a change
   */
  static <T extends ChangeOptions & HoldOptions> ChangeRequest request(
      String kind, T options, OpenLake lake, Clock clock, boolean dryRun) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Optional<JournalEntry.Person> person = Optional.empty();
    if (!dryRun) {
      if (options.getWhy() == null) {
        throw new UserError(
            kind + " was not told why.",
            "Add --why=\"...\": the journal keeps it with your name and the time.");
      }
      person =
          Optional.of(new JournalEntry.Person(Identity.of(lake.options()), now, options.getWhy()));
    }
    return new ChangeRequest(
        lake.layout(),
        lake.storage(),
        lake.tables(),
        options.getRunId() == null ? RunIds.of(kind, now) : options.getRunId(),
        now,
        Version.text(),
        person,
        Duration.ofSeconds(options.getWaitForHold()));
  }
}
