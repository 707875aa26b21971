package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.PlanFiles;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.pipeline.plan.StoredPlan;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.ManifestFiles;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.verify.DecidedRun.State;
import io.ledgerlake.pipeline.verify.Finding.Kind;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
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
    Optional<ManifestFiles> files = files(run);
    if (files.isEmpty() || run.manifestSha256().isEmpty()) {
      findings.remark(
          "What run "
              + run.runId()
              + " did cannot be compared: nothing vouches for its manifest but an entry of the"
              + " journal that was touched.");
      return;
    }
    findings.checked("manifests", 1);
    Optional<ManifestFiles.Stored> stored = files.get().withHash(run.manifestSha256().get());
    if (stored.isEmpty()) {
      touched(run, files.get());
      return;
    }
    Manifest manifest = manifest(stored.get());
    if (manifest != null) {
      manifests.put(run.runId(), manifest);
      locations.put(run.runId(), stored.get().location());
      mark(run, stored.get().name());
      plan(run, manifest);
    }
  }

  /** An entry that was touched may name a run that cannot be. */
  private Optional<ManifestFiles> files(DecidedRun run) {
    String dataset = view.request().dataset();
    try {
      view.layout().run(dataset, run.runId());
    } catch (LakeException e) {
      return Optional.empty();
    }
    return Optional.of(
        ManifestFiles.of(view.layout(), view.request().storage(), dataset, run.runId()));
  }

  private void touched(DecidedRun run, ManifestFiles files) throws IOException {
    String name = decided(run, files);
    String location = file(run, name);
    compare(
        Kind.MANIFEST,
        location,
        view.request().storage().readIfExists(location),
        run.manifestSha256().orElseThrow(),
        run.witness() + " says");
  }

  /**
   * Returns the name of the manifest that was decided, and has the hash that was decided no more.
   * Where there are several, the mark says which it was; without it, it is the last.
   */
  private String decided(DecidedRun run, ManifestFiles files) throws IOException {
    if (run.state() == State.PUBLISHED) {
      String[] mark = view.text(file(run, Publisher.SUCCESS)).orElse("").strip().split("  ", 2);
      if (mark.length == 2 && ManifestFiles.isManifest(mark[1])) {
        return mark[1];
      }
    }
    List<ManifestFiles.Stored> there = files.all(Manifest.FILE);
    if (there.isEmpty() && !run.isCarriedOut()) {
      there = files.all(Manifest.QUESTION_FILE);
    }
    return there.isEmpty() ? Manifest.FILE : there.get(there.size() - 1).name();
  }

  private String file(DecidedRun run, String name) {
    return view.layout().runFile(view.request().dataset(), run.runId(), name);
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

  private Manifest manifest(ManifestFiles.Stored stored) {
    try {
      return stored.manifest();
    } catch (IOException e) {
      findings.touched(
          Kind.MANIFEST,
          stored.location(),
          "a manifest of layout " + Manifest.FORMAT,
          e.getMessage(),
          "Its bytes are as they were decided; verify with the version that wrote it");
      return null;
    }
  }

  private void mark(DecidedRun run, String manifest) throws IOException {
    if (run.state() != State.PUBLISHED) {
      return;
    }
    String location = file(run, Publisher.SUCCESS);
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
