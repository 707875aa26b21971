package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.correction.Correction;
import io.ledgerlake.pipeline.gate.GateCheck;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.transforms.zone.WrittenFile;
import java.util.List;

/**
 * How a run ended, with everything a report needs.
 *
 * @param verdict how it ended
 * @param plan what it was to do
 * @param files what it made of each file, in byte order of their paths
 * @param dataFiles the data files written; published if the verdict says so
 * @param gates which gates were checked, and what they found; empty if it did not come to that
 * @param objections why nothing was published, a sentence each; empty when it was
 * @param notes what else a person should know
 * @param corrections what corrected files say otherwise than what was published under their names
 */
public record RunResult(
    Verdict verdict,
    Plan plan,
    List<FileResult> files,
    List<WrittenFile> dataFiles,
    List<GateCheck> gates,
    List<String> objections,
    List<String> notes,
    List<Correction> corrections) {

  public RunResult {
    files = List.copyOf(files);
    dataFiles = List.copyOf(dataFiles);
    gates = List.copyOf(gates);
    objections = List.copyOf(objections);
    notes = List.copyOf(notes);
    corrections = List.copyOf(corrections);
  }
}
