package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.pipeline.plan.StoredPlan;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.ManifestFiles;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.verify.DecidedRun.State;
import io.ledgerlake.pipeline.verify.Finding.Kind;
import io.ledgerlake.pipeline.verify.RunFolder.Content;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The folders of the runs that were decided: the manifest that the journal vouches for, the plan
 * that the manifest vouches for, and the mark that nothing is left to do. What is whole is kept.
 */
final class RunRecords {

  private final LakeView view;
  private final Findings findings;
  private final Map<String, Manifest> manifests = new LinkedHashMap<>();
  private final Map<String, String> locations = new HashMap<>();
  private final Map<String, Plan> plans = new LinkedHashMap<>();
  private Contract contract;

  private RunRecords(LakeView view, Findings findings) {
    this.view = view;
    this.findings = findings;
  }

  /** Reads and checks the folders. */
  static RunRecords read(
      LakeView view, DecidedRuns decided, Findings findings, VerifyWatcher watcher)
      throws IOException {
    List<DecidedRun> runs = decided.inOrder();
    RunRecords records = new RunRecords(view, findings);
    findings.checked("manifests", 0);
    findings.checked("plans", 0);
    for (int i = 0; i < runs.size(); i++) {
      records.read(runs.get(i), decided.answered(runs.get(i)));
      watcher.advance(i + 1L, runs.size(), "runs");
    }
    return records;
  }

  /**
   * @param questions what the run had asked, and has been answered since
   */
  private void read(DecidedRun run, List<DecidedRun> questions) throws IOException {
    if (!hasFolder(run) || run.manifestSha256().isEmpty()) {
      findings.remark(
          "What run "
              + run.runId()
              + " did cannot be compared: nothing vouches for its manifest but an entry of the"
              + " journal that was touched.");
      return;
    }
    RunFolder folder = RunFolder.of(view, run.runId());
    List<PlanCheck.Claim> claims = new ArrayList<>();
    Optional<Content> stored = manifest(folder, run, questions, false);
    Optional<Manifest> manifest = stored.flatMap(file -> parsed(file, claims));
    for (DecidedRun question : questions) {
      manifest(folder, question, with(run, questions), true)
          .ifPresent(file -> parsed(file, claims));
    }
    if (manifest.isPresent()) {
      manifests.put(run.runId(), manifest.get());
      locations.put(run.runId(), stored.get().location());
      mark(run, stored.get().name());
    }
    PlanCheck.check(folder, claims, findings);
    if (manifest.isPresent()) {
      plan(run, manifest.get(), folder.plan(manifest.get().planSha256()));
    }
  }

  /** An entry that was touched may name a run that cannot be. */
  private boolean hasFolder(DecidedRun run) {
    try {
      view.layout().run(view.request().dataset(), run.runId());
      return true;
    } catch (LakeException e) {
      return false;
    }
  }

  private static List<DecidedRun> with(DecidedRun run, List<DecidedRun> others) {
    List<DecidedRun> all = new ArrayList<>(others);
    all.add(run);
    return all;
  }

  /**
   * Returns the manifest that an entry decides about, if it is whole.
   *
   * @param others what else was decided about the run
   */
  private Optional<Content> manifest(
      RunFolder folder, DecidedRun run, List<DecidedRun> others, boolean answered)
      throws IOException {
    findings.checked("manifests", 1);
    String expected = run.manifestSha256().orElseThrow();
    Optional<Content> whole = folder.decided(expected);
    if (whole.isEmpty()) {
      String name = touched(folder, run, others, answered);
      Optional<byte[]> there = view.request().storage().readIfExists(folder.location(name));
      findings.touched(
          Kind.MANIFEST,
          folder.location(name),
          "SHA-256 " + expected + ", as " + run.witness() + " says",
          there.map(bytes -> "SHA-256 " + DigestUtils.sha256Hex(bytes)).orElse("it is missing"),
          Findings.RESTORE);
    }
    return whole;
  }

  /**
   * Returns the name of the manifest that was decided about, and has the hash that was decided no
   * more. Where there are several, the mark says which it was; without it, it is the last that
   * nothing else vouches for.
   */
  private String touched(
      RunFolder folder, DecidedRun run, List<DecidedRun> others, boolean answered)
      throws IOException {
    if (!answered && run.state() == State.PUBLISHED) {
      String[] mark =
          view.text(folder.location(Publisher.SUCCESS)).orElse("").strip().split("  ", 2);
      if (mark.length == 2 && ManifestFiles.numberOfManifest(mark[1]).isPresent()) {
        return mark[1];
      }
    }
    Optional<String> question = lastUnclaimed(folder.questions(), others);
    if (answered) {
      return question.orElse(Manifest.QUESTION_FILE);
    }
    Optional<String> manifest = lastUnclaimed(folder.manifests(), others);
    return (run.isCarriedOut() ? manifest : question.or(() -> manifest)).orElse(Manifest.FILE);
  }

  private static Optional<String> lastUnclaimed(
      Collection<Content> files, List<DecidedRun> others) {
    return files.stream()
        .filter(
            file ->
                others.stream()
                    .noneMatch(other -> other.manifestSha256().equals(Optional.of(file.sha256()))))
        .map(Content::name)
        .reduce((earlier, later) -> later);
  }

  private Optional<Manifest> parsed(Content file, List<PlanCheck.Claim> claims) {
    try {
      Manifest manifest = CanonicalJson.read(file.bytes(), Manifest.class, file.location());
      PlanCheck.Claim.of(manifest, file.name()).ifPresent(claims::add);
      return Optional.of(manifest);
    } catch (IOException e) {
      findings.touched(
          Kind.MANIFEST,
          file.location(),
          "a manifest of layout " + Manifest.FORMAT,
          e.getMessage(),
          "Its bytes are as they were decided; verify with the version that wrote it");
      return Optional.empty();
    }
  }

  private void mark(DecidedRun run, String manifest) throws IOException {
    if (run.state() != State.PUBLISHED) {
      return;
    }
    String location =
        view.layout().runFile(view.request().dataset(), run.runId(), Publisher.SUCCESS);
    String expected = run.manifestSha256().orElseThrow() + "  " + manifest + "\n";
    Optional<String> found = view.text(location);
    if (!found.equals(Optional.of(expected))) {
      findings.touched(
          Kind.SUCCESS_MARK,
          location,
          "\"" + expected.strip() + "\", as the run is published",
          found.map(text -> "\"" + text.strip() + "\"").orElse("it is missing"),
          Findings.RESTORE);
    }
  }

  private void plan(DecidedRun run, Manifest manifest, Optional<Content> whole) throws IOException {
    if (whole.isEmpty()) {
      return;
    }
    Content plan = whole.get();
    if (run.isCarriedOut() && manifest.kind() == Manifest.Kind.INGEST) {
      contract = Contracts.parse(StoredPlan.of(plan.bytes()).contractJson(), plan.location());
    }
    if (!ReplayPlan.isOne(plan.bytes())) {
      plans.put(run.runId(), CanonicalJson.read(plan.bytes(), Plan.class, plan.location()));
    }
  }

  /** Returns a run's manifest, if it is whole. */
  Optional<Manifest> manifest(DecidedRun run) {
    return Optional.ofNullable(manifests.get(run.runId()));
  }

  /** Returns where the manifest of a run lies that is whole. */
  String location(DecidedRun run) {
    return locations.get(run.runId());
  }

  /** Returns the input files of all manifests that are whole. */
  List<Manifest.Input> inputs() {
    return manifests.values().stream().flatMap(manifest -> manifest.inputs().stream()).toList();
  }

  /** Returns the plan of a run that read files, if it is whole. */
  Optional<Plan> plan(DecidedRun run) {
    return Optional.ofNullable(plans.get(run.runId()));
  }

  /** Returns the contract of the last ingest whose plan is whole. */
  Optional<Contract> contract() {
    return Optional.ofNullable(contract);
  }
}
