package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.transforms.CollectOutcome;
import io.ledgerlake.transforms.IngestFiles;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.RunOutcome;
import io.ledgerlake.transforms.ScanHistory;
import io.ledgerlake.transforms.csv.FileRange;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.transforms.Create;

/** Executes a plan's records' way on an engine, to data files that no table lists yet. */
final class ProcessStep {
  private final Engine engine;
  private final Map<String, String> zoneRoots;
  private final Map<String, String> zoneSchemas;
  private final Comparisons comparisons;
  private final String folder;

  /**
   * @param zoneRoots where data files go, by zone folder name
   * @param zoneSchemas Parquet message type of each zone's table, by zone folder name
   * @param comparisons what the records are compared with
   * @param folder the run's folder, where the workers leave their outcome
   */
  ProcessStep(
      Engine engine,
      Map<String, String> zoneRoots,
      Map<String, String> zoneSchemas,
      Comparisons comparisons,
      String folder) {
    this.engine = engine;
    this.zoneRoots = zoneRoots;
    this.zoneSchemas = zoneSchemas;
    this.comparisons = comparisons;
    this.folder = folder;
  }

  /** Tells what the records of a pass are compared with. */
  @FunctionalInterface
  interface Comparisons {
    /**
     * Returns what to compare with.
     *
     * @param leftOut ordinals of files that have been refused
     */
    Comparison of(Set<Integer> leftOut) throws IOException;
  }

  /**
   * Runs one pass.
   *
   * @param leftOut ordinals of files that have been refused
   * @param pass the attempt's first, or one more than the pass before
   * @param notes told what a person may want to know of it
   */
  RunOutcome run(
      Plan plan, Set<Integer> leftOut, int pass, Engine.Progress progress, Consumer<String> notes)
      throws IOException {
    List<FileRange> ranges = plan.ranges(leftOut);
    if (ranges.isEmpty()) {
      return new RunOutcome();
    }
    Comparison comparison = comparisons.of(leftOut);
    String location = folder + "/outcome-p" + pass + ".bin";
    String workFiles = folder + "/history-p" + pass;
    Pipeline pipeline = engine.pipeline();
    pipeline
        .apply("Ranges", Create.of(ranges).withCoder(SerializableCoder.of(FileRange.class)))
        .apply("Ingest", ingest(context(plan, pass), comparison, workFiles))
        .apply("Outcome", CollectOutcome.to(location));
    ToLongFunction<String> counters = engine.run(pipeline, progress);
    if (!comparison.isEmpty()) {
      Comparison.clear(workFiles);
      notes.accept(
          comparison.note(
              counters.applyAsLong(ScanHistory.FILES), counters.applyAsLong(ScanHistory.BYTES)));
    }
    try (InputStream in =
        new BufferedInputStream(
            Channels.newInputStream(
                FileSystems.open(FileSystems.matchNewResource(location, false))))) {
      return RunOutcome.read(in);
    }
  }

  private static IngestFiles ingest(RunContext context, Comparison comparison, String workFiles)
      throws IOException {
    IngestFiles ingest = IngestFiles.of(context);
    return comparison.isEmpty() ? ingest : ingest.against(comparison.history(workFiles));
  }

  private RunContext context(Plan plan, int pass) {
    return new RunContext(
        plan.runId(),
        pass,
        plan.contractJson(),
        Instant.parse(plan.ingestedAt()),
        plan.shards(),
        plan.inputs().stream()
            .map(input -> new RunContext.PlannedFile(input.path(), input.fileId(), input.header()))
            .toList(),
        zoneRoots,
        zoneSchemas);
  }
}
