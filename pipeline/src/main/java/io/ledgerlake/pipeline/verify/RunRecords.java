package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.PlanFiles;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.pipeline.plan.StoredPlan;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.verify.DecidedRun.State;
import io.ledgerlake.pipeline.verify.Finding.Kind;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
  private final Map<String, Plan> plans = new LinkedHashMap<>();
  private Contract contract;

  private RunRecords(LakeView view, Findings findings) {
    this.view = view;
    this.findings = findings;
  }

  /** Reads and checks the folders. */
  static RunRecords read(
      LakeView view, List<DecidedRun> runs, Findings findings, VerifyWatcher watcher)
      throws IOException {
    RunRecords records = new RunRecords(view, findings);
    findings.checked("manifests", 0);
    findings.checked("plans", 0);
    for (int i = 0; i < runs.size(); i++) {
      records.read(runs.get(i));
      watcher.advance(i + 1L, runs.size(), "runs");
    }
    return records;
  }

  private void read(DecidedRun run) throws IOException {
    Optional<String> location = location(run, manifestFile(run));
    if (location.isEmpty() || run.manifestSha256().isEmpty()) {
      findings.remark(
          "What run "
              + run.runId()
              + " did cannot be compared: nothing vouches for its manifest but an entry of the"
              + " journal that was touched.");
      return;
    }
    Optional<byte[]> json = whole(run, location.get());
    if (json.isEmpty()) {
      return;
    }
    Manifest manifest = manifest(json.get(), location.get());
    if (manifest != null) {
      manifests.put(run.runId(), manifest);
      mark(run);
      plan(run, manifest);
    }
  }

  /** A run that asks what becomes of corrected files has its question elsewhere. */
  private String manifestFile(DecidedRun run) throws IOException {
    if (run.isCarriedOut()) {
      return Manifest.FILE;
    }
    Optional<String> question = location(run, Manifest.QUESTION_FILE);
    if (question.isPresent()) {
      Optional<byte[]> asked = view.request().storage().readIfExists(question.get());
      if (asked.map(DigestUtils::sha256Hex).equals(run.manifestSha256())) {
        return Manifest.QUESTION_FILE;
      }
    }
    return Manifest.FILE;
  }

  /** An entry that was touched may name a run that cannot be. */
  private Optional<String> location(DecidedRun run, String file) {
    try {
      return Optional.of(view.layout().runFile(view.request().dataset(), run.runId(), file));
    } catch (LakeException e) {
      return Optional.empty();
    }
  }

  private Optional<byte[]> whole(DecidedRun run, String location) throws IOException {
    findings.checked("manifests", 1);
    String expected = run.manifestSha256().orElseThrow();
    Optional<byte[]> json = view.request().storage().readIfExists(location);
    return compare(Kind.MANIFEST, location, json, expected, run.witness() + " says");
  }

  private Optional<byte[]> compare(
      Kind kind, String location, Optional<byte[]> bytes, String expected, String witness) {
    String found = bytes.map(DigestUtils::sha256Hex).orElse("");
    if (found.equals(expected)) {
      return bytes;
    }
    findings.touched(
        kind,
        location,
        "SHA-256 " + expected + ", as " + witness,
        bytes.isEmpty() ? "it is missing" : "SHA-256 " + found,
        Findings.RESTORE);
    return Optional.empty();
  }

  private Manifest manifest(byte[] json, String location) {
    try {
      return CanonicalJson.read(json, Manifest.class, location);
    } catch (IOException e) {
      findings.touched(
          Kind.MANIFEST,
          location,
          "a manifest of layout " + Manifest.FORMAT,
          e.getMessage(),
          "Its bytes are as they were decided; verify with the version that wrote it");
      return null;
    }
  }

  private void mark(DecidedRun run) throws IOException {
    if (run.state() != State.PUBLISHED) {
      return;
    }
    String location = location(run, Publisher.SUCCESS).orElseThrow();
    String expected = run.manifestSha256().orElseThrow() + "  " + Manifest.FILE + "\n";
    Optional<byte[]> mark = view.request().storage().readIfExists(location);
    Optional<String> found = mark.map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    if (!found.equals(Optional.of(expected))) {
      findings.touched(
          Kind.SUCCESS_MARK,
          location,
          "\"" + expected.strip() + "\", as the run is published",
          found.map(text -> "\"" + text.strip() + "\"").orElse("it is missing"),
          Findings.RESTORE);
    }
  }

  private void plan(DecidedRun run, Manifest manifest) throws IOException {
    if (manifest.planSha256().equals(Manifest.NO_PLAN)) {
      return;
    }
    findings.checked("plans", 1);
    // A run that planned again has several plans; its manifest names the one that was executed.
    PlanFiles stored =
        PlanFiles.of(
            view.layout(), view.request().storage(), view.request().dataset(), run.runId());
    Optional<PlanFiles.Stored> executed = stored.withHash(manifest.planSha256());
    String location = executed.map(PlanFiles.Stored::location).orElse(stored.location(1));
    Optional<byte[]> json =
        executed.isPresent()
            ? executed.map(PlanFiles.Stored::json)
            : view.request().storage().readIfExists(location);
    Optional<byte[]> whole =
        compare(
            Kind.PLAN,
            location,
            json,
            manifest.planSha256(),
            "the manifest of run " + run.runId() + " says");
    if (whole.isPresent()) {
      if (run.isCarriedOut() && manifest.kind() == Manifest.Kind.INGEST) {
        String text = StoredPlan.read(view.request().storage(), location).contractJson();
        contract = Contracts.parse(text, location);
      }
      if (!ReplayPlan.isOne(whole.get())) {
        plans.put(run.runId(), CanonicalJson.read(whole.get(), Plan.class, location));
      }
    }
  }

  /** Returns a run's manifest, if it is whole. */
  Optional<Manifest> manifest(DecidedRun run) {
    return Optional.ofNullable(manifests.get(run.runId()));
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
