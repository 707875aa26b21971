package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.publish.ControlCheck;
import io.ledgerlake.pipeline.publish.Reconciliation;
import io.ledgerlake.transforms.RunOutcome;
import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.record.ReaderReport;
import io.ledgerlake.transforms.zone.ShardTally;
import io.ledgerlake.transforms.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks a pass's outcome over, file by file: late refusals, control files, reconciliation. */
final class Books {
  private final Plan plan;
  private final RunOutcome outcome;
  private final Set<Integer> leftOut;

  /**
   * @param leftOut ordinals of the files that the pass did not process
   */
  Books(Plan plan, RunOutcome outcome, Set<Integer> leftOut) {
    this.plan = plan;
    this.outcome = outcome;
    this.leftOut = leftOut;
  }

  /** Returns why files must be refused although their rows were already on their way. */
  SortedMap<Integer, FileFault> lateFaults() {
    SortedMap<Integer, FileFault> faults = new TreeMap<>();
    for (int file = 0; file < plan.inputs().size(); file++) {
      if (leftOut.contains(file)) {
        continue;
      }
      FileFault fault = report(file).fault();
      if (fault == null) {
        fault = controlFault(file);
      }
      if (fault != null) {
        faults.put(file, fault);
      }
    }
    return faults;
  }

  private FileFault controlFault(int file) {
    Plan.Input input = plan.inputs().get(file);
    if (input.control() == null) {
      return null;
    }
    ControlCheck check = ControlCheck.of(input.control(), read(file));
    if (check.verdict() != ControlCheck.Verdict.REFUSED) {
      return null;
    }
    return new FileFault(
        FileFault.Kind.CONTROL_MISMATCH,
        -1,
        String.join("; ", check.differences()),
        "ask the sender which is right, the file or its control file, and for both again");
  }

  /** Returns why a person has to decide: control files that unread amounts may explain. */
  List<String> holds() {
    List<String> holds = new ArrayList<>();
    for (int file = 0; file < plan.inputs().size(); file++) {
      Plan.Input input = plan.inputs().get(file);
      if (leftOut.contains(file) || input.control() == null) {
        continue;
      }
      ControlCheck check = ControlCheck.of(input.control(), read(file));
      if (check.verdict() == ControlCheck.Verdict.HELD) {
        long unread = read(file).withoutAmount();
        holds.add(
            input.path()
                + ": "
                + String.join("; ", check.differences())
                + "; "
                + unread
                + (unread == 1 ? " row's amount" : " rows' amounts")
                + " could not be read");
      }
    }
    return holds;
  }

  /** Returns every figure on which our own books disagree, a sentence each. */
  List<String> differences() {
    List<String> sentences = new ArrayList<>();
    for (int file = 0; file < plan.inputs().size(); file++) {
      if (!leftOut.contains(file)) {
        Plan.Input input = plan.inputs().get(file);
        Reconciliation.differences(
                new Reconciliation.FileBooks(
                    input.path(), input.records(), read(file), stored(file)))
            .forEach(difference -> sentences.add(difference.sentence()));
        settledAsStored(file, input.path(), sentences);
      }
    }
    closedAsStored(sentences);
    return sentences;
  }

  private void closedAsStored(List<String> sentences) {
    outcome
        .moved()
        .forEach(
            (file, rows) -> {
              if (rows.settled() != rows.stored()) {
                sentences.add(
                    file.path()
                        + ": closed rows of an earlier run: written "
                        + rows.settled()
                        + ", found "
                        + rows.stored());
              }
            });
  }

  /** The writers' own count feeds the report's reasons, so it must be that of the files. */
  private void settledAsStored(int file, String path, List<String> sentences) {
    for (Zone zone : Zone.values()) {
      FileTally found = stored(file).get(zone);
      ShardTally.Outcome decided = outcomes(file).get(zone);
      long stored = found == null ? 0 : found.rows();
      long settled = decided == null ? 0 : decided.rows();
      if (stored != settled) {
        sentences.add(
            path + ": " + zone.folder() + ": written " + settled + " rows, found " + stored);
      }
    }
  }

  /** Returns how many of the processed files came with a control file. */
  long controlFiles() {
    long count = 0;
    for (int file = 0; file < plan.inputs().size(); file++) {
      if (!leftOut.contains(file) && plan.inputs().get(file).control() != null) {
        count++;
      }
    }
    return count;
  }

  /** Returns what became of a file that was processed. */
  FileResult result(int file) {
    Plan.Input input = plan.inputs().get(file);
    return new FileResult(
        input.path(),
        input.fileId(),
        input.sha256(),
        input.bytes(),
        FileResult.Status.INGESTED,
        Optional.of(read(file)),
        stored(file),
        outcomes(file),
        Optional.empty(),
        new FileResults(plan).note(input));
  }

  private ReaderReport report(int file) {
    ReaderReport report = outcome.read().get(file);
    return report == null ? new ReaderReport(new FileTally(file), null) : report;
  }

  private FileTally read(int file) {
    return report(file).tally();
  }

  private Map<Zone, FileTally> stored(int file) {
    Map<Zone, FileTally> zones = outcome.stored().get(file);
    return zones == null ? Map.of() : zones;
  }

  private Map<Zone, ShardTally.Outcome> outcomes(int file) {
    Map<Zone, ShardTally.Outcome> zones = outcome.settled().outcomes().get(file);
    return zones == null ? Map.of() : zones;
  }
}
