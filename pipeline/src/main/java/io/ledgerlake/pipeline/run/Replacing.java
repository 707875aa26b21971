package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.change.ChangeRequest;
import io.ledgerlake.pipeline.change.Replacement;
import io.ledgerlake.pipeline.change.RollbackResult;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.PlanFiles;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes what is published under the names of corrected files out of the lake, within the run that
 * takes their new contents in. A file that has to be refused when its rows were on their way leaves
 * what is published under its name where it is.
 */
final class Replacing {

  private final RunRequest request;
  private final Publisher publisher;
  private final Plan plan;
  private final Comparison whole;
  private Optional<Replacement> replacement = Optional.empty();

  /**
   * @param whole what the run would be compared with if nothing left
   */
  Replacing(RunRequest request, Publisher publisher, Plan plan, Comparison whole) {
    this.request = request;
    this.publisher = publisher;
    this.plan = plan;
    this.whole = whole;
  }

  /**
   * Returns what a pass is compared with.
   *
   * @param leftOut ordinals of the files that it does not process
   * @throws Overtaken if the tables are not what the plan compares with any more
   * @throws UserError if the tables do not hold what the file ledger says
   */
  Comparison comparison(Set<Integer> leftOut) throws IOException {
    Set<String> paths = new TreeSet<>();
    if (plan.replaces()) {
      plan.corrected().forEach(file -> paths.add(file.input().path()));
      leftOut.forEach(file -> paths.remove(plan.inputs().get(file).path()));
    }
    if (paths.isEmpty()) {
      replacement = Optional.empty();
      return whole;
    }
    Replacement next =
        Replacement.plan(
            new ChangeRequest(
                request.layout(),
                request.storage(),
                request.tables(),
                plan.runId(),
                Instant.parse(plan.ingestedAt()),
                plan.codeVersion(),
                Optional.empty(),
                request.holding().patience()),
            publisher,
            paths);
    if (!next.base().ids().equals(plan.baseSnapshots())) {
      // What is written must follow from the plan, or the same run, started twice, could write
      // other rows to files of the same names.
      throw new Overtaken();
    }
    replacement = Optional.of(next);
    return whole.without(next.leaving(), next.reopenedConflicts());
  }

  /** Writes the data files that the last pass needs for what it replaces, if it does. */
  Optional<Replacement.Part> write() throws IOException {
    return replacement.isEmpty()
        ? Optional.empty()
        : Optional.of(replacement.get().write(PlanFiles.passOfReplacement(plan.attempt())));
  }

  /** Says what is taken out, for people. */
  Optional<String> note() {
    return replacement.map(Replacement::figures).map(Replacing::note);
  }

  private static String note(RollbackResult result) {
    long reopened = result.reopened().values().stream().mapToLong(Long::longValue).sum();
    return String.format(
        Locale.ROOT,
        "Replaced: what was published of %s leaves: %,d processed, %,d quarantined and %,d condemned"
            + " rows; %,d rows of other files that had met them reopen.",
        String.join(", ", result.files()),
        result.leaving().getOrDefault(Zone.PROCESSED, 0L),
        result.leaving().getOrDefault(Zone.QUARANTINE, 0L),
        result.leaving().getOrDefault(Zone.CONDEMNED, 0L),
        reopened);
  }
}
