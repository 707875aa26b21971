package io.ledgerlake.pipeline.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Ingest;
import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.Catalogs;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.RunOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages that compare with history: what they cost, and that they decide the same bytes. */
class HistoryStagesTest {

  private static final int ROWS = 24_000;

  @TempDir private static Path folder;
  private static Plan plan;
  private static LakeTables tables;
  private static Map<String, String> published;

  @BeforeAll
  static void twoDays() throws IOException {
    System.setProperty("ledgerlake.home", Path.of("..").toAbsolutePath().normalize().toString());
    ingest("day1", 0, "2024-04-01T02:00:00Z");
    ingest("day2", ROWS / 2, "2024-04-02T02:00:00Z");
    LakeLayout layout = LakeLayout.of(folder.resolve("lake").toString());
    tables = LakeTables.of(Catalogs.open(layout, "", Map.of()), layout, "transactions");
    Path run = folder.resolve("lake/runs/transactions/day2");
    plan =
        CanonicalJson.read(
            Files.readAllBytes(run.resolve("plan.json")), Plan.class, "the plan of day2");
    published = new TreeMap<>();
    Manifest manifest =
        CanonicalJson.read(
            Files.readAllBytes(run.resolve("manifest.json")),
            Manifest.class,
            "the manifest of day2");
    manifest.dataFiles().forEach(f -> published.put(f.zone() + "/" + f.path(), f.sha256()));
    assertThat(manifest.moves()).as("rejected twins").isNotEmpty();
  }

  /** A day's rows: a key's content changes now and then, and some rows are rejected on day 1. */
  private static void ingest(String day, int firstKey, String time) throws IOException {
    StringBuilder csv =
        new StringBuilder(
            "TransactionID,CustomerID,TransactionAmount,Currency," + "TransactionTimestamp\n");
    for (int i = 0; i < ROWS; i++) {
      int key = firstKey + i * 7919 % ROWS;
      String amount = key % 50 == 0 ? day.substring(3) + ".5" : key % 1000 + ".25";
      // Too late for day 1 by a few hours, and right on day 2.
      String at = key % 97 == 0 ? "2024-04-02T12:00:00Z" : "2024-03-05T10:00:00Z";
      csv.append("KEY-").append(key).append(",C").append(key % 300).append(',');
      csv.append(key % 101 == 0 ? "n/a" : amount).append(",EUR,").append(at).append('\n');
    }
    Path file = folder.resolve(day + ".csv");
    Files.writeString(file, csv);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] args = {
      "--lake=" + folder.resolve("lake"),
      "--input=" + file,
      "--runId=" + day,
      "--ingestedAt=" + time,
      "--shardMegabytes=1",
      "--parallelism=2",
      "--runner=SparkRunner"
    };
    assertThat(new Ingest().run(args, Terminal.of(out, out))).as(out.toString(UTF_8)).isZero();
  }

  /** Executes day 2's plan again, beside the lake; returns its outcome. */
  private static RunOutcome execute(String runner, int threads, AtomicLong read)
      throws IOException {
    PipelineOptions options =
        PipelineOptionsFactory.fromArgs("--runner=" + runner).withoutStrictParsing().create();
    Contract contract = Contracts.parse(plan.contractJson(), "the plan");
    String scratch = folder.resolve(runner + threads).toString();
    Comparison history = Comparison.with(tables, contract, BaseSnapshots.of(plan.baseSnapshots()));
    ProcessStep step =
        new ProcessStep(
            Engine.of(options, threads),
            Scratch.zoneRoots(scratch),
            tables.zoneSchemas(contract),
            leftOut -> history,
            scratch);
    return step.run(plan, Set.of(), 1, (records, written) -> read.set(records), note -> {});
  }

  private static Map<String, String> hashes(RunOutcome outcome) {
    Map<String, String> hashes = new TreeMap<>();
    outcome
        .files()
        .forEach(file -> hashes.put(file.zone().folder() + "/" + file.path(), file.sha256()));
    return hashes;
  }

  @Test
  void theGroupedRecordsAreReadTwiceAndComputedOnce() throws IOException {
    AtomicLong read = new AtomicLong();
    execute("SparkRunner", 2, read);
    assertThat(read.get()).as("records evaluated").isEqualTo(ROWS);
  }

  @Test
  void aPlanWithHistoryGivesTheSameBytesWhateverTheThreadsAndTheEngine() throws IOException {
    assertThat(plan.shards()).isGreaterThan(2);
    for (int threads : List.of(1, 4)) {
      RunOutcome outcome = execute("SparkRunner", threads, new AtomicLong());
      assertThat(hashes(outcome)).as("%d threads", threads).isEqualTo(published);
    }
    assertThat(hashes(execute("DirectRunner", 2, new AtomicLong()))).isEqualTo(published);
  }
}
