package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.gate.GateLimits;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.StoredFile;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.PlanFiles;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.RunOutcome;
import io.ledgerlake.transforms.csv.FileFault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a published run made of its files, put together again from its folder: for a report that was
 * never written, or that is due only now because a person has approved the run.
 */
public final class StoredResult {

  private static final Pattern OUTCOME = Pattern.compile("outcome-p([0-9]{1,9})\\.bin");

  private final LakeLayout layout;
  private final LakeStorage storage;
  private final Manifest manifest;

  private StoredResult(LakeLayout layout, LakeStorage storage, Manifest manifest) {
    this.layout = layout;
    this.storage = storage;
    this.manifest = manifest;
  }

  /**
   * Reads an ingest's plan and what its workers said, and returns its result.
   *
   * @param limits the gates' limits; empty: the contract's
   * @throws LakeException if its folder lacks either
   */
  public static RunResult of(
      LakeLayout layout, LakeStorage storage, Manifest manifest, Optional<GateLimits> limits)
      throws IOException {
    return new StoredResult(layout, storage, manifest).result(limits);
  }

  private RunResult result(Optional<GateLimits> limits) throws IOException {
    Plan plan = plan();
    SortedMap<Integer, FileFault> late = refusedLate(plan);
    Books books = new Books(plan, outcome(plan.attempt()), late.keySet());
    FileResults results = new FileResults(plan);
    List<FileResult> processed = new ArrayList<>();
    for (int file = 0; file < plan.inputs().size(); file++) {
      FileFault fault = late.get(file);
      processed.add(fault == null ? books.result(file) : results.refusedLate(file, fault));
    }
    List<FileResult> files = results.with(processed);
    Contract contract = Contracts.parse(plan.contractJson(), "the plan of run " + plan.runId());
    return new RunResult(
        manifest.refused().isEmpty() ? Verdict.PUBLISHED : Verdict.PUBLISHED_WITH_REFUSALS,
        plan,
        files,
        List.of(),
        RunGates.check(
            limits.orElseGet(() -> GateLimits.of(contract.thresholds())), plan.runId(), files),
        List.of(),
        List.of(),
        List.of());
  }

  private Plan plan() throws IOException {
    PlanFiles.Stored stored =
        PlanFiles.of(layout, storage, manifest.dataset(), manifest.runId())
            .withHash(manifest.planSha256())
            .orElseThrow(
                () ->
                    new LakeException(
                        "The folder of run "
                            + manifest.runId()
                            + " has no plan that its manifest vouches for",
                        "Run verify; the run is published all the same"));
    return CanonicalJson.read(stored.json(), Plan.class, stored.location());
  }

  private SortedMap<Integer, FileFault> refusedLate(Plan plan) {
    Map<String, Manifest.Refused> refused = new HashMap<>();
    manifest.refused().forEach(file -> refused.put(file.fileId(), file));
    SortedMap<Integer, FileFault> late = new TreeMap<>();
    for (int file = 0; file < plan.inputs().size(); file++) {
      Manifest.Refused found = refused.get(plan.inputs().get(file).fileId());
      if (found != null) {
        late.put(
            file,
            new FileFault(
                FileFault.Kind.valueOf(found.kind()), -1, found.message(), found.nextStep()));
      }
    }
    return late;
  }

  /** The last pass of the attempt is the one that was published. */
  private RunOutcome outcome(int attempt) throws IOException {
    int last = PlanFiles.firstPass(attempt) - 1;
    int end = PlanFiles.passOfReplacement(attempt + 1);
    String location = null;
    for (StoredFile file : storage.list(layout.run(manifest.dataset(), manifest.runId()))) {
      Matcher outcome = OUTCOME.matcher(file.path());
      int pass = outcome.matches() ? Integer.parseInt(outcome.group(1)) : 0;
      if (pass > last && pass < end) {
        last = pass;
        location = file.uri();
      }
    }
    if (location == null) {
      throw new LakeException(
          "The folder of run " + manifest.runId() + " has no outcome-p*.bin any more",
          "The run is published all the same; ./ledgerlake trace and rejects show its rows");
    }
    try (InputStream in = new BufferedInputStream(storage.open(location))) {
      return RunOutcome.read(in);
    }
  }
}
