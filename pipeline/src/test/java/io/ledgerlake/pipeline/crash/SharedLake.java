package io.ledgerlake.pipeline.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.pipeline.gate.GateLimits;
import io.ledgerlake.pipeline.lake.Catalogs;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.options.IngestOptions;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.run.Engine;
import io.ledgerlake.pipeline.run.Holding;
import io.ledgerlake.pipeline.run.IngestRun;
import io.ledgerlake.pipeline.run.ReplayRequest;
import io.ledgerlake.pipeline.run.ReplayResult;
import io.ledgerlake.pipeline.run.ReplayRun;
import io.ledgerlake.pipeline.run.RunRequest;
import io.ledgerlake.pipeline.run.RunResult;
import io.ledgerlake.pipeline.run.RunWatcher;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** A lake of {@code transactions} that several runs work on, each over files of its own. */
final class SharedLake {

  static final String HEADER =
      "TransactionID,CustomerID,TransactionAmount,Currency,TransactionTimestamp\n";

  private static final String DATASET = "transactions";

  private final Path folder;
  private final LakeLayout layout;
  private final LakeStorage storage;
  private final Contract contract = Contracts.named(DATASET);

  private SharedLake(Path folder, Steps steps) {
    this.folder = folder;
    layout = LakeLayout.of(folder.toString());
    storage = new SteppedStorage(LakeStorage.of(folder.toString()), steps);
  }

  static SharedLake in(Path folder) {
    return new SharedLake(folder, new Steps() {});
  }

  static SharedLake in(Path folder, Steps steps) {
    return new SharedLake(folder, steps);
  }

  Path write(String path, String... rows) throws IOException {
    Path file = folder.resolve("raw").resolve(DATASET).resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, HEADER + String.join("", rows), UTF_8);
  }

  static String row(String id, String amount) {
    return id + ",C1," + amount + ",EUR,2024-03-01T10:00:00Z\n";
  }

  /** Ingests files of the raw zone, named by their paths in it. */
  RunResult ingest(String runId, Plan.Choice choice, String... paths) throws IOException {
    return IngestRun.of(request(runId, choice, paths), engine(), RunWatcher.NONE).ingest();
  }

  RunResult ingest(String runId, String... paths) throws IOException {
    return ingest(runId, Plan.Choice.HOLD, paths);
  }

  private RunRequest request(String runId, Plan.Choice choice, String... paths) {
    String raw = layout.rawRoot(DATASET);
    return new RunRequest(
        layout,
        storage,
        tables(),
        contract,
        raw,
        List.of(paths).stream().map(path -> raw + "/" + path).toList(),
        Optional.empty(),
        runId,
        at(runId),
        "0",
        false,
        64L << 20,
        GateLimits.of(contract.thresholds()),
        new Holding(false, Duration.ZERO, why -> new JournalEntry.Person("tester", at(runId), why)),
        1,
        choice);
  }

  /** Gives a held run up. */
  void reject(String runId) throws IOException {
    CrashLake.in(folder).reject(runId);
  }

  /** Evaluates what is open under a contract again. */
  ReplayResult replay(String runId, Contract other) throws IOException {
    ReplayRequest request =
        new ReplayRequest(
            layout,
            storage,
            tables(),
            other,
            new ReplayPlan.Criteria("", List.of(), 3),
            runId,
            at(runId),
            "0",
            64L << 20,
            Duration.ZERO);
    return ReplayRun.of(request, engine(), RunWatcher.NONE).replay();
  }

  /** A run's logical time follows from its id, so that serial runs have the same. */
  private static Instant at(String runId) {
    return Instant.parse("2024-04-01T02:00:00Z").plusSeconds(runId.hashCode() & 0xFFFF);
  }

  private static Engine engine() {
    IngestOptions options = PipelineOptionsFactory.as(IngestOptions.class);
    options.setRunner(DirectRunner.class);
    return Engine.of(options, 1);
  }

  private LakeTables tables() {
    return LakeTables.of(Catalogs.open(layout, "", Map.of()), layout, DATASET);
  }

  Path runFile(String runId, String name) {
    return folder.resolve("runs").resolve(DATASET).resolve(runId).resolve(name);
  }

  /** Returns everything that the runs have determined, without the folder's own name. */
  List<String> state() throws IOException {
    return CrashLake.in(folder).state().stream()
        .map(line -> line.replace(folder.toString(), "LAKE"))
        .toList();
  }
}
