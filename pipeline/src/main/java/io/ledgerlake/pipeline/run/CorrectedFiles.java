package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.correction.Correction;
import io.ledgerlake.pipeline.correction.Corrections;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.publish.HeldException;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.schemas.contract.Contract;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The corrected files of a plan: what differs, who asks what becomes of them, who has said it. */
final class CorrectedFiles {

  private final RunRequest request;
  private final Plan plan;
  private final List<Correction> corrections;

  private CorrectedFiles(RunRequest request, Plan plan, List<Correction> corrections) {
    this.request = request;
    this.plan = plan;
    this.corrections = corrections;
  }

  /**
   * Compares the corrected files of a plan with what is published under their names.
   *
   * @param contract the plan's contract
   */
  static CorrectedFiles of(RunRequest request, Plan plan, Contract contract) throws IOException {
    return new CorrectedFiles(
        request,
        plan,
        Corrections.of(request.layout(), request.storage(), request.tables(), plan, contract));
  }

  /** Returns what differs, file by file. */
  List<Correction> corrections() {
    return corrections;
  }

  /** Returns what a person is asked, and how to answer. */
  List<String> asks() {
    List<String> sentences = new ArrayList<>(sentences());
    sentences.add(HeldException.choose(plan.runId()));
    return sentences;
  }

  /** Returns what a person would be asked. */
  List<String> wouldAsk() {
    List<String> sentences = new ArrayList<>(sentences());
    sentences.add(
        "An ingest would be held until a person chooses: --corrected=replace or --corrected=add.");
    return sentences;
  }

  private List<String> sentences() {
    return corrections.stream().map(correction -> correction.sentence() + ".").toList();
  }

  /** Returns who holds the run for an answer. */
  JournalEntry.Person asker() throws IOException {
    return request.holding().submitter().holds(String.join(" ", sentences()));
  }

  /** Returns who has chosen what becomes of the files, if there are any. */
  Optional<JournalEntry.Person> chooser() throws IOException {
    if (plan.corrected().isEmpty()) {
      return Optional.empty();
    }
    String files =
        plan.corrected().stream()
            .map(file -> file.input().path())
            .collect(Collectors.joining(", "));
    return Optional.of(
        request.holding().submitter().holds("corrected files, " + plan.choice() + ": " + files));
  }
}
