package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.PlanFiles;
import io.ledgerlake.pipeline.plan.ReplayPlan.Writing;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.schemas.contract.Dialect;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What published runs have left in their folders, each checked by the hash that vouches for it. */
final class EarlierRuns {

  private final LakeLayout layout;
  private final LakeStorage storage;
  private final String dataset;
  private final Publisher publisher;
  private final Map<String, JournalEntry> decisions = new HashMap<>();
  private final Map<String, Manifest> manifests = new HashMap<>();
  private final Map<String, Map<String, Writing>> writings = new HashMap<>();

  EarlierRuns(LakeLayout layout, LakeStorage storage, String dataset, Publisher publisher)
      throws IOException {
    this.layout = layout;
    this.storage = storage;
    this.dataset = dataset;
    this.publisher = publisher;
    for (Journal.Link link : publisher.journal().entries()) {
      if (link.entry().kind().isCarriedOut()) {
        decisions.put(link.entry().runId(), link.entry());
      }
    }
  }

  /**
   * Returns the manifest of a run.
   *
   * @throws LakeException if it is missing or was changed
   */
  Manifest manifest(String runId) throws IOException {
    Manifest known = manifests.get(runId);
    if (known == null) {
      JournalEntry decision = decisions.get(runId);
      if (decision == null) {
        throw new LakeException(
            "The tables have rows of run " + runId + ", which the journal does not decide",
            "Run verify; somebody else has written to the tables");
      }
      known = publisher.load(decision);
      manifests.put(runId, known);
    }
    return known;
  }

  /**
   * Returns how a file is written that a run took in.
   *
   * @throws LakeException if the run's plan is missing or was changed, or has no such file
   */
  Writing writing(String firstRunId, String fileId) throws IOException {
    Map<String, Writing> known = writings.get(firstRunId);
    if (known == null) {
      known = writings(plan(firstRunId));
      writings.put(firstRunId, known);
    }
    Writing writing = known.get(fileId);
    if (writing == null) {
      throw new LakeException(
          "The plan of run " + firstRunId + " has no file with id " + fileId,
          "Run verify; rows in quarantine say that this run took the file in");
    }
    return writing;
  }

  private static Map<String, Writing> writings(Plan plan) {
    Dialect dialect =
        Contracts.parse(plan.contractJson(), "the plan of run " + plan.runId()).dialect();
    Map<String, Writing> byFile = new HashMap<>();
    for (Plan.Input input : plan.inputs()) {
      byFile.put(input.fileId(), Writing.of(dialect, input.header()));
    }
    return byFile;
  }

  private Plan plan(String runId) throws IOException {
    PlanFiles plans = PlanFiles.of(layout, storage, dataset, runId);
    PlanFiles.Stored stored =
        plans
            .withHash(manifest(runId).planSha256())
            .orElseThrow(
                () ->
                    damaged(
                        plans.location(1), "is missing or not one that its run's manifest names"));
    return CanonicalJson.read(stored.json(), Plan.class, stored.location());
  }

  private static LakeException damaged(String location, String how) {
    return new LakeException(
        "The plan " + location + " " + how + ", and it says how the rows in quarantine are written",
        "Restore it from the bucket's versions or a backup and run again");
  }
}
