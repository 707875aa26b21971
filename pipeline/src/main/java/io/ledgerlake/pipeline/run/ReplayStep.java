package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.plan.PlanFiles;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.CollectOutcome;
import io.ledgerlake.transforms.ReplayRows;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.RunOutcome;
import io.ledgerlake.transforms.history.VersionSet;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.util.MimeTypes;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Executes a replay's plan on an engine, to data files that no table lists yet. */
final class ReplayStep {

  /** Where Iceberg stops looking at the values of a list one by one. */
  private static final int LISTED = 200;

  private final Engine engine;
  private final LakeTables tables;
  private final Map<String, String> zoneRoots;
  private final Map<String, String> zoneSchemas;
  private final String folder;

  /**
   * @param zoneRoots where data files go, by zone folder name
   * @param zoneSchemas Parquet message type of each zone's table, by zone folder name
   * @param folder the run's folder, where the driver and the workers leave what they tell each
   *     other
   */
  ReplayStep(
      Engine engine,
      LakeTables tables,
      Map<String, String> zoneRoots,
      Map<String, String> zoneSchemas,
      String folder) {
    this.engine = engine;
    this.tables = tables;
    this.zoneRoots = zoneRoots;
    this.zoneSchemas = zoneSchemas;
    this.folder = folder;
  }

  /**
   * Evaluates rows.
   *
   * @param contract the plan's contract
   * @param versions the rows that the plan's sources stand for
   */
  RunOutcome run(ReplayPlan plan, Contract contract, VersionSet versions, Engine.Progress progress)
      throws IOException {
    int pass = PlanFiles.firstPass(plan.attempt());
    String rows = folder + "/rows-p" + pass + ".bin";
    try (OutputStream out = create(rows)) {
      versions.write(out);
    }
    // What these rows were is no history to what they become.
    Comparison comparison = Comparison.with(tables, contract, base(plan)).without(versions);
    String workFiles = folder + "/history-p" + pass;
    String location = folder + "/outcome-p" + pass + ".bin";
    Pipeline pipeline = engine.pipeline();
    pipeline
        .apply("Files", Create.of(dataFiles(plan)).withCoder(StringUtf8Coder.of()))
        .apply("Replay", ReplayRows.of(context(plan), rows).against(comparison.history(workFiles)))
        .apply("Outcome", CollectOutcome.to(location));
    engine.run(pipeline, progress);
    Comparison.clear(workFiles);
    try (InputStream in =
        new BufferedInputStream(
            Channels.newInputStream(
                FileSystems.open(FileSystems.matchNewResource(location, false))))) {
      return RunOutcome.read(in);
    }
  }

  private static OutputStream create(String location) throws IOException {
    return new BufferedOutputStream(
        Channels.newOutputStream(
            FileSystems.create(FileSystems.matchNewResource(location, false), MimeTypes.BINARY)));
  }

  /** Returns the files of quarantine that can hold a row of the plan, by their metrics. */
  private List<String> dataFiles(ReplayPlan plan) throws IOException {
    Table quarantine = tables.zone(Zone.QUARANTINE);
    long snapshot = base(plan).of(Zone.QUARANTINE).orElseThrow();
    List<String> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        quarantine.newScan().useSnapshot(snapshot).filter(filter(plan)).planFiles()) {
      for (FileScanTask task : tasks) {
        files.add(task.file().path().toString());
      }
    }
    return files.stream().sorted().distinct().toList();
  }

  private static BaseSnapshots base(ReplayPlan plan) {
    return BaseSnapshots.of(plan.baseSnapshots());
  }

  private static Expression filter(ReplayPlan plan) {
    TreeSet<String> ids = new TreeSet<>();
    TreeSet<Instant> times = new TreeSet<>();
    for (ReplayPlan.Source source : plan.sources()) {
      ids.add(source.fileId());
      times.add(Instant.parse(source.ingestedAt()));
    }
    Expression filter =
        Expressions.and(
            Expressions.greaterThanOrEqual(ZoneColumns.INGESTED_AT, micros(times.first())),
            Expressions.lessThanOrEqual(ZoneColumns.INGESTED_AT, micros(times.last())));
    return ids.size() > LISTED
        ? filter
        : Expressions.and(filter, Expressions.in(ZoneColumns.FILE_ID, ids));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private RunContext context(ReplayPlan plan) {
    return new RunContext(
        plan.runId(),
        PlanFiles.firstPass(plan.attempt()),
        plan.contractJson(),
        Instant.parse(plan.ingestedAt()),
        plan.shards(),
        plan.sources().stream().map(source -> file(plan, source)).toList(),
        zoneRoots,
        zoneSchemas);
  }

  private static RunContext.PlannedFile file(ReplayPlan plan, ReplayPlan.Source source) {
    ReplayPlan.Writing writing = plan.writings().get(source.writing());
    return new RunContext.PlannedFile(
        source.path(),
        source.fileId(),
        writing.header(),
        new RunContext.Earlier(
            writing.dialect(),
            source.firstRunId(),
            Instant.parse(source.ingestedAt()),
            source.runId(),
            source.attempts(),
            source.attempts() + 1 >= plan.criteria().maxAttempts()));
  }
}
