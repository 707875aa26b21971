package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.correction.Correction;
import io.ledgerlake.pipeline.gate.GateCheck;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.PlanFiles;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.pipeline.run.RunWatcher.Step;
import io.ledgerlake.transforms.RunOutcome;
import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.zone.MovedFile;
import io.ledgerlake.transforms.zone.WrittenFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * Processes a plan until no file has to be refused any more: mostly once; again, without them, when
 * files turn out to be untrustworthy after their rows were on their way. See {@code
 * docs/decisions/0002-second-pass-for-late-refusals.md}.
 */
final class Passes {
  private final Plan plan;
  private final ProcessStep step;
  private final Map<String, String> zoneRoots;
  private final RunWatcher watcher;
  private final List<String> notes;
  private final List<Correction> corrections;
  private final SortedMap<Integer, FileFault> refusedLate = new TreeMap<>();
  private RunOutcome outcome = new RunOutcome();
  private Books books;

  Passes(
      Plan plan,
      ProcessStep step,
      Map<String, String> zoneRoots,
      RunWatcher watcher,
      List<String> notes,
      List<Correction> corrections) {
    this.corrections = corrections;
    this.plan = plan;
    this.step = step;
    this.zoneRoots = zoneRoots;
    this.watcher = watcher;
    this.notes = notes;
  }

  Passes run() throws IOException {
    for (int pass = PlanFiles.firstPass(plan.attempt()); ; pass++) {
      watcher.begin(Step.PROCESS, records());
      outcome = step.run(plan, refusedLate.keySet(), pass, watcher::process, watcher::note);
      watcher.begin(Step.RECONCILE, -1);
      books = new Books(plan, outcome, Set.copyOf(refusedLate.keySet()));
      SortedMap<Integer, FileFault> faults = books.lateFaults();
      if (faults.isEmpty()) {
        noteClosed();
        return this;
      }
      discard(outcome.files());
      refusedLate.putAll(faults);
      note(faults);
    }
  }

  private void noteClosed() {
    long rows = closed().values().stream().mapToLong(Long::longValue).sum();
    if (rows > 0) {
      note(
          String.format(
              Locale.ROOT,
              "%,d %s of earlier runs, which waited in quarantine, came again with the same bytes and"
                  + " are valid now; the earlier %s condemned as repeats.",
              rows,
              rows == 1 ? "row" : "rows",
              rows == 1 ? "one is" : "ones are"));
    }
  }

  private void note(String note) {
    notes.add(note);
    watcher.note(note);
  }

  private void note(SortedMap<Integer, FileFault> faults) {
    faults.forEach(
        (file, fault) ->
            note(
                plan.inputs().get(file).path()
                    + " had to be refused when its rows were on their way; the others are processed"
                    + " again without it."));
  }

  /** Nothing lists these files and nobody ever will. */
  private void discard(List<WrittenFile> files) throws IOException {
    List<ResourceId> resources = new ArrayList<>();
    for (WrittenFile file : files) {
      resources.add(
          FileSystems.matchNewResource(
              zoneRoots.get(file.zone().folder()) + "/" + file.path(), false));
    }
    FileSystems.delete(resources, StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  private long records() {
    long records = 0;
    for (int file = 0; file < plan.inputs().size(); file++) {
      if (!refusedLate.containsKey(file)) {
        long known = plan.inputs().get(file).records();
        if (known < 0) {
          return -1;
        }
        records += known;
      }
    }
    return records;
  }

  /** Returns whether any file was refused, early or late. */
  boolean refused() {
    return !plan.refused().isEmpty() || !refusedLate.isEmpty();
  }

  /** Returns what became of every file of the plan. */
  List<FileResult> files() {
    FileResults results = new FileResults(plan);
    List<FileResult> processed = new ArrayList<>();
    for (int file = 0; file < plan.inputs().size(); file++) {
      FileFault fault = refusedLate.get(file);
      processed.add(fault == null ? books.result(file) : results.refusedLate(file, fault));
    }
    return results.with(processed);
  }

  /** Returns the data files of the last pass. */
  List<WrittenFile> dataFiles() {
    return outcome.files();
  }

  /** Returns how many rows of files of earlier runs are closed by rows of this one. */
  SortedMap<MovedFile, Long> closed() {
    SortedMap<MovedFile, Long> closed = new TreeMap<>();
    outcome.moved().forEach((file, rows) -> closed.put(file, rows.stored()));
    return closed;
  }

  long controlFiles() {
    return books.controlFiles();
  }

  /** Returns how the run ends if nobody can publish it. */
  Optional<RunResult> objection() {
    if (refusedLate.size() == plan.inputs().size()) {
      return Optional.of(result(Verdict.ALL_REFUSED, List.of()));
    }
    List<String> differences = books.differences();
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(result(Verdict.BOOKS_DISAGREE, differences));
  }

  /** Returns why a person has to decide, a sentence each. */
  List<String> holds() {
    return books.holds();
  }

  private RunResult result(Verdict verdict, List<String> objections) {
    return result(verdict, List.of(), objections);
  }

  RunResult result(Verdict verdict, List<GateCheck> gates, List<String> objections) {
    return new RunResult(
        verdict, plan, files(), dataFiles(), gates, objections, notes, corrections);
  }
}
