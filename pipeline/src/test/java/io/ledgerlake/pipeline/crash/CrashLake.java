package io.ledgerlake.pipeline.crash;

import io.ledgerlake.pipeline.change.ChangeRequest;
import io.ledgerlake.pipeline.change.MergePolicy;
import io.ledgerlake.pipeline.change.MergeRun;
import io.ledgerlake.pipeline.change.ReleaseAction;
import io.ledgerlake.pipeline.change.ReleaseRun;
import io.ledgerlake.pipeline.change.RollbackRun;
import io.ledgerlake.pipeline.change.RollbackTarget;
import io.ledgerlake.pipeline.compact.Leftovers;
import io.ledgerlake.pipeline.e2e.LakeBooks;
import io.ledgerlake.pipeline.gate.GateLimits;
import io.ledgerlake.pipeline.lake.Catalogs;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.options.IngestOptions;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.pipeline.publish.HeldRuns;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.Journal.Link;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.run.Engine;
import io.ledgerlake.pipeline.run.Holding;
import io.ledgerlake.pipeline.run.IngestRun;
import io.ledgerlake.pipeline.run.ReplayRequest;
import io.ledgerlake.pipeline.run.ReplayResult;
import io.ledgerlake.pipeline.run.ReplayRun;
import io.ledgerlake.pipeline.run.RunRequest;
import io.ledgerlake.pipeline.run.RunResult;
import io.ledgerlake.pipeline.run.RunWatcher;
import io.ledgerlake.pipeline.verify.Chain;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** A lake of {@code transactions} in a folder, and runs over all files of its raw zone. */
final class CrashLake {
  /** The first line of a file. */
  static final String HEADER =
      "TransactionID,CustomerID,TransactionAmount,Currency,TransactionTimestamp\n";

  static final String DAY_1 = "2024-03-01T02:00:00Z";
  static final String DAY_2 = "2024-03-02T02:00:00Z";
  static final String DAY_3 = "2024-03-03T02:00:00Z";
  private static final String DATASET = "transactions";

  private final LakeLayout layout;
  private final LakeStorage storage;
  private final Contract contract = Contracts.named(DATASET);

  private CrashLake(Path folder, Steps steps) {
    layout = LakeLayout.of(folder.toString());
    storage = new SteppedStorage(LakeStorage.of(folder.toString()), steps);
  }

  /** Returns the lake in a folder, none of whose steps is disturbed. */
  static CrashLake in(Path folder) {
    return new CrashLake(folder, new Steps() {});
  }

  /** Returns the lake in a folder. */
  static CrashLake in(Path folder, Steps steps) {
    return new CrashLake(folder, steps);
  }

  /** Ingests what is in the raw zone. */
  RunResult ingest(String runId, String ingestedAt) throws IOException {
    return ingest(runId, ingestedAt, false, Plan.Choice.HOLD);
  }

  /** Ingests what is in the raw zone; corrected files replace what is published. */
  RunResult ingestReplacing(String runId, String ingestedAt) throws IOException {
    return ingest(runId, ingestedAt, false, Plan.Choice.REPLACE);
  }

  /** Ingests what is in the raw zone, and leaves the decision to a person. */
  RunResult ingestHeld(String runId, String ingestedAt) throws IOException {
    return ingest(runId, ingestedAt, true, Plan.Choice.HOLD);
  }

  private RunResult ingest(String runId, String ingestedAt, boolean held, Plan.Choice choice)
      throws IOException {
    RunRequest request =
        new RunRequest(
            layout,
            storage,
            tables(),
            contract,
            layout.rawRoot(DATASET),
            List.of(),
            Optional.empty(),
            runId,
            Instant.parse(ingestedAt),
            "0",
            false,
            64L << 20,
            GateLimits.of(contract.thresholds()),
            new Holding(
                held,
                Duration.ZERO,
                why -> new JournalEntry.Person("crash", Instant.parse(ingestedAt), why)),
            1,
            choice);
    return IngestRun.of(request, engine(), RunWatcher.NONE).ingest();
  }

  private static Engine engine() {
    IngestOptions options = PipelineOptionsFactory.as(IngestOptions.class);
    options.setRunner(DirectRunner.class);
    return Engine.of(options, 1);
  }

  /** Evaluates rejected rows again, under a contract that knows German dates too. */
  ReplayResult replay(String runId) throws IOException {
    String source = "\"source\": \"TransactionTimestamp\"";
    String mended =
        contract
            .json()
            .replace(source, source + ", \"zone\": \"UTC\", \"formats\": [\"dd.MM.uuuu HH:mm\"]");
    ReplayRequest request =
        new ReplayRequest(
            layout,
            storage,
            tables(),
            Contracts.parse(mended, "the mended contract"),
            new ReplayPlan.Criteria("", List.of(), 3),
            runId,
            Instant.parse(DAY_3),
            "0",
            64L << 20,
            Duration.ZERO);
    return ReplayRun.of(request, engine(), RunWatcher.NONE).replay();
  }

  /** Takes a file out. */
  void rollback(String runId, String path) throws IOException {
    RollbackRun.of(change(runId), new RollbackTarget.OfFile(path)).rollback();
  }

  /** Says that a row in conflict is right. */
  void pick(String runId, String path, long row) throws IOException {
    ReleaseRun.of(change(runId), path, row, ReleaseAction.PICK).release();
  }

  /** Merges all small data files. */
  void compact(String runId) throws IOException {
    MergeRun.of(change(runId), new MergePolicy(LocalDate.of(2030, 1, 1), 128L << 20)).merge();
  }

  private ChangeRequest change(String runId) {
    return new ChangeRequest(
        layout,
        storage,
        tables(),
        runId,
        Instant.parse(DAY_3),
        "0",
        Optional.of(new JournalEntry.Person("ann", Instant.parse(DAY_3), "so it is right")),
        Duration.ZERO);
  }

  /** Publishes a held run. */
  void approve(String runId) throws IOException {
    HeldRuns.of(Publisher.of(layout, storage, tables()))
        .approve(runId, new JournalEntry.Person("ann", Instant.parse(DAY_3), "so it is right"));
  }

  private LakeTables tables() {
    return LakeTables.of(Catalogs.open(layout, "", Map.of()), layout, DATASET);
  }

  /** Gives a held run up. */
  void reject(String runId) throws IOException {
    HeldRuns.of(Publisher.of(layout, storage, tables()))
        .reject(runId, new JournalEntry.Person("ann", Instant.parse(DAY_3), "sent by mistake"));
  }

  /** Clears away what dead runs have left before an instant, and returns where it was. */
  List<String> clear(Instant before) throws IOException {
    Leftovers leftovers =
        Leftovers.of(layout, tables(), Publisher.of(layout, storage, tables()), before);
    List<Leftovers.Leftover> found = leftovers.find();
    leftovers.remove(found);
    return found.stream().map(Leftovers.Leftover::location).toList();
  }

  /**
   * Returns all that a clean run determines, a line each: every row of every table with all of its
   * columns, every entry of the journal but for its hashes, and the files of the ledger.
   */
  List<String> state() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      tables().findZone(zone).ifPresent(table -> rows(zone.folder(), table, lines));
    }
    tables().findLedger().ifPresent(table -> rows("ledger", table, lines));
    lines.sort(null);
    for (Link link : Journal.of(layout, storage, DATASET).entries()) {
      // Hashes differ between two lakes, since a plan names its inputs' locations.
      lines.add(
          String.join(
              " ",
              "journal",
              Long.toString(link.entry().seq()),
              link.entry().kind().name(),
              link.entry().runId()));
    }
    return lines;
  }

  /**
   * Returns whether the journal's chain is whole and its last run is finished, and requires of
   * every file that its rows are where the ledger says, and its sums to the cent.
   */
  boolean isWhole(String runId) throws IOException {
    LakeBooks.of(tables()).assertBalanced();
    return Chain.problems(Journal.of(layout, storage, DATASET)).isEmpty()
        && storage.exists(layout.runFile(DATASET, runId, "_SUCCESS"));
  }

  private static void rows(String name, Table table, List<String> lines) {
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      for (Record row : rows) {
        Map<String, Object> values = new TreeMap<>();
        for (var field : row.struct().fields()) {
          values.put(field.name(), shown(row.getField(field.name())));
        }
        lines.add(name + " " + values);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object shown(Object value) {
    return value instanceof java.nio.ByteBuffer bytes
        ? org.apache.commons.codec.binary.Hex.encodeHexString(bytes.duplicate())
        : value;
  }
}
