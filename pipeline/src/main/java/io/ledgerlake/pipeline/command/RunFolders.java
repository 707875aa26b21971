package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.StoredFile;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.pipeline.report.MetricsJson;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.schemas.contract.NearestName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The runs of a dataset, as their folders tell of them. */
final class RunFolders {

  private static final String METRICS = "metrics.json";
  private static final String PLAN = "plan.json";

  private final OpenLake lake;
  private final TreeSet<String> planned = new TreeSet<>();
  private final TreeSet<String> reported = new TreeSet<>();

  private RunFolders(OpenLake lake) {
    this.lake = lake;
  }

  static RunFolders of(OpenLake lake) throws IOException {
    RunFolders folders = new RunFolders(lake);
    for (StoredFile file : lake.storage().list(lake.layout().runs(lake.dataset()))) {
      String[] parts = file.path().split("/", -1);
      if (parts.length == 2 && parts[1].equals(METRICS)) {
        folders.reported.add(parts[0]);
      } else if (parts.length == 2 && parts[1].equals(PLAN)) {
        folders.planned.add(parts[0]);
      }
    }
    return folders;
  }

  /** Returns what the journal tells, of the runs without a report above all. */
  RunHistory history() throws IOException {
    return RunHistory.of(lake, reported);
  }

  /** Returns the ids of runs that have a plan and no report yet: still going, or killed. */
  List<String> unfinished() {
    return planned.stream().filter(id -> !reported.contains(id)).toList();
  }

  /** Returns the command that finishes a run which has a plan. */
  String finisher(String id) throws IOException {
    byte[] plan = lake.storage().read(lake.layout().runFile(lake.dataset(), id, PLAN));
    return ReplayPlan.isOne(plan) ? "replay" : "ingest";
  }

  /** Returns the finished runs, in the order of their logical times. */
  List<RunSummary> finished() throws IOException {
    List<RunSummary> runs = new ArrayList<>();
    for (String id : reported) {
      runs.add(read(id));
    }
    runs.sort(Comparator.comparing(RunSummary::ingestedAt).thenComparing(RunSummary::runId));
    return runs;
  }

  /**
   * Returns a run, or the latest one.
   *
   * @param id its id, or null for the latest
   */
  RunSummary run(String id) throws IOException {
    if (id == null) {
      List<RunSummary> runs = finished();
      if (runs.isEmpty()) {
        throw new UserError(
            "No run has finished yet.", "./ledgerlake runs lists those that began.");
      }
      return runs.get(runs.size() - 1);
    }
    if (reported.contains(id)) {
      return read(id);
    }
    if (planned.contains(id)) {
      throw new UserError(
          "Run " + id + " has begun and has not ended.",
          "If it was killed, ./ledgerlake " + finisher(id) + " --runId=" + id + " finishes it.");
    }
    throw new UserError(
        "There is no run " + id + " of " + lake.dataset() + ".",
        NearestName.of(id, reported).map(n -> "Did you mean " + n + "? ").orElse("")
            + "./ledgerlake runs lists them.");
  }

  private RunSummary read(String id) throws IOException {
    String file = lake.layout().runFile(lake.dataset(), id, METRICS);
    try {
      return MetricsJson.read(lake.storage().read(file));
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
