package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.verify.DecidedRun.State;
import io.ledgerlake.pipeline.verify.Finding.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The input files against the plans that name them. One that is gone was not touched: raw files
 * have an end of their retention. Nor was one that was replaced, if its rows are in no zone, or if
 * what lies there now is the file that a later run has taken in under its name.
 */
final class InputCheck {

  /** A file that was planned, by the run that planned it last. */
  private record Planned(DecidedRun run, Plan.Input input) {}

  private record Place(String uri, Optional<String> pin) {}

  private final Predicate<String> isCurrent;
  private final Findings findings;
  private final Map<Place, List<Planned>> places = new LinkedHashMap<>();
  private final Map<String, Set<String>> contents = new LinkedHashMap<>();
  private final TreeSet<String> gone = new TreeSet<>();
  private final TreeSet<String> replaced = new TreeSet<>();

  private InputCheck(Predicate<String> isCurrent, Findings findings) {
    this.isCurrent = isCurrent;
    this.findings = findings;
  }

  /**
   * Hashes the files and compares.
   *
   * @param isCurrent tells by its id whether a file's rows are in the lake
   */
  static void check(
      VerifyRequest request,
      List<DecidedRun> runs,
      RunRecords records,
      Predicate<String> isCurrent,
      Findings findings,
      VerifyWatcher watcher)
      throws IOException {
    InputCheck check = new InputCheck(isCurrent, findings);
    for (DecidedRun run : runs) {
      records.plan(run).ifPresent(plan -> plan.inputs().forEach(in -> check.add(run, in)));
    }
    List<Hashing.Target> targets = new ArrayList<>();
    check.places.forEach(
        (place, planned) ->
            targets.add(
                new Hashing.Target(place.uri(), place.pin(), planned.get(0).input().bytes())));
    List<Hashing.Outcome> outcomes = Hashing.of(request, targets, watcher);
    int at = 0;
    for (List<Planned> planned : check.places.values()) {
      Hashing.Outcome outcome = outcomes.get(at++);
      planned.forEach(one -> check.compare(one, outcome));
    }
    findings.checked("input files", targets.size() - (long) check.gone.size());
    check.tell();
  }

  private void add(DecidedRun run, Plan.Input input) {
    places
        .computeIfAbsent(
            new Place(input.uri(), Optional.ofNullable(input.pin())), place -> new ArrayList<>())
        .add(new Planned(run, input));
    contents.computeIfAbsent(input.uri(), uri -> new TreeSet<>()).add(input.sha256());
  }

  private void compare(Planned planned, Hashing.Outcome outcome) {
    Plan.Input input = planned.input();
    if (outcome.gone()) {
      gone.add(input.uri());
    } else if (!outcome.sha256().equals(Optional.of(input.sha256()))) {
      if (isSettled(planned, outcome)) {
        replaced.add(input.uri());
      } else {
        findings.touched(
            Kind.INPUT,
            input.uri(),
            input.bytes()
                + " bytes, SHA-256 "
                + input.sha256()
                + ", as the plan of run "
                + planned.run().runId()
                + " says",
            outcome.text(),
            Findings.RESTORE + "; the rows in the lake are those of the planned file");
      }
    }
  }

  private boolean isSettled(Planned planned, Hashing.Outcome outcome) {
    boolean taken =
        outcome.sha256().filter(contents.get(planned.input().uri())::contains).isPresent();
    return taken
        || planned.run().state() == State.REJECTED
        || planned.run().state() == State.PUBLISHED && !isCurrent.test(planned.input().fileId());
  }

  private void tell() {
    if (!gone.isEmpty()) {
      findings.remark(
          count(gone.size(), "input file is", "input files are")
              + " gone, so that their bytes could not be compared (after their retention, or moved"
              + " away), such as "
              + gone.first()
              + ".");
    }
    if (!replaced.isEmpty()) {
      findings.remark(
          count(replaced.size(), "input file was", "input files were")
              + " replaced after what was planned had been rolled back, rejected, or followed by"
              + " the new content, such as "
              + replaced.first()
              + ".");
    }
  }

  private static String count(int count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
