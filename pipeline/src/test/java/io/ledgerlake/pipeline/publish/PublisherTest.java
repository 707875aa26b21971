package io.ledgerlake.pipeline.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.PublishedFiles;
import io.ledgerlake.pipeline.lake.RowQuery;
import io.ledgerlake.pipeline.lake.TestLake;
import io.ledgerlake.pipeline.lake.TestLake.TestRow;
import io.ledgerlake.pipeline.verify.Chain;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublisherTest {

  private static final String FILE = "ingest_date=2024-03-01/a.csv";
  private static final List<String> PROCESSED_KEYS = List.of("T-1", "T-2", "T-3");

  @TempDir Path folder;
  private TestLake lake;
  private Publisher publisher;

  @BeforeEach
  void open() {
    lake = new TestLake(folder);
    lake.tables.prepare(lake.contract);
    publisher = Publisher.of(lake.layout, lake.storage, lake.tables);
  }

  @Test
  void publishedRowsAreReadBackFromTheTables() throws IOException {
    Manifest manifest = run("r-1", FILE);

    Manifest published = publisher.publish(decide(manifest));

    assertThat(published).isEqualTo(manifest);
    assertRows();
    Table processed = lake.tables.zone(Zone.PROCESSED);
    assertThat(TestLake.column(processed, "amount"))
        .containsExactly("-300.0000", "10.5000", "20.2500");
    assertThat(processed.currentSnapshot().operation()).isEqualTo("append");
    assertThat(processed.currentSnapshot().summary())
        .containsEntry("ledgerlake.run-id", "r-1")
        .containsEntry(
            "ledgerlake.manifest-sha256", DigestUtils.sha256Hex(CanonicalJson.write(manifest)))
        .containsEntry("added-records", "3");
    assertThat(folder.resolve("runs/transactions/r-1/_SUCCESS"))
        .content(UTF_8)
        .isEqualTo(DigestUtils.sha256Hex(CanonicalJson.write(manifest)) + "  manifest.json\n");
    assertThat(publisher.isFinished("r-1")).isTrue();
  }

  @Test
  void filesArePrunedByPartitionAndByKey() throws IOException {
    publisher.publish(decide(run("r-1", FILE)));
    Table processed = lake.tables.zone(Zone.PROCESSED);

    assertThat(planned(processed, Expressions.equal("transaction_id", "T-3")))
        .containsExactly(
            folder + "/processed/transactions/data/year=2024/month=02/r-1-1-0.parquet");
    assertThat(
            planned(processed, Expressions.lessThan("transaction_ts", "2024-02-01T00:00:00+00:00")))
        .containsExactly(
            folder + "/processed/transactions/data/year=2024/month=01/r-1-1-0.parquet");
    assertThat(
            planned(
                lake.tables.zone(Zone.QUARANTINE),
                Expressions.lessThan("ingested_at", "2024-03-01T00:00:00+00:00")))
        .isEmpty();
  }

  @Test
  void publishingAgainAddsNothing() throws IOException {
    Journal.Link decision = decide(run("r-1", FILE));
    publisher.publish(decision);

    publisher.publish(decision);
    Publisher other = Publisher.of(lake.layout, lake.storage, new TestLake(folder).tables);
    other.publish(decision);

    assertRows();
    assertThat(lake.tables.zone(Zone.PROCESSED).snapshots()).hasSize(1);
    assertThat(other.finish()).isEmpty();
  }

  @Test
  void ledgerKnowsFilesByPathAndByContent() throws IOException {
    publisher.publish(decide(run("r-1", FILE)));
    publisher.publish(decide(run("r-2", "ingest_date=2024-03-02/b.csv")));

    PublishedFiles published = FileLedger.of(lake.tables).published();

    assertThat(published.runs()).containsExactly("r-1", "r-2");
    assertThat(published.entries()).hasSize(4);
    FileEntry entry = published.byPath(FILE).orElseThrow();
    assertThat(entry.runId()).isEqualTo("r-1");
    assertThat(entry.sha256()).isEqualTo("content of " + FILE);
    assertThat(entry.status()).isEqualTo(FileEntry.Status.INGESTED);
    assertThat(entry.rowsRead()).isEqualTo(5);
    assertThat(entry.processed()).isEqualTo(3);
    assertThat(entry.quarantined()).isEqualTo(1);
    assertThat(entry.condemned()).isEqualTo(1);
    assertThat(entry.blankLines()).isEqualTo(2);
    assertThat(entry.rowsWithoutAmount()).isEqualTo(1);
    assertThat(entry.readSums()).containsExactly(Map.entry("EUR", new BigDecimal("-269.2500")));
    assertThat(entry.processedSums())
        .containsExactly(Map.entry("EUR", new BigDecimal("-269.2500")));
    assertThat(entry.contractSha256()).isEqualTo(lake.contract.sha256());
    assertThat(entry.ingestedAt()).isEqualTo(Instant.parse("2024-03-01T02:00:00Z"));
    assertThat(published.byContent("content of ingest_date=2024-03-02/b.csv"))
        .map(FileEntry::runId)
        .contains("r-2");
    assertThat(published.byPath("refused-by-r-1.csv")).isEmpty();
    assertThat(published.byContent("refused")).isEmpty();
    assertThat(published.entries().get(1).refusal()).contains("NOT_TEXT: the file is not text");
  }

  @Test
  void zoneWithoutFilesGetsNoSnapshotAndTheLedgerAlwaysDoes() throws IOException {
    Manifest manifest = run("r-1", FILE);
    Manifest refusedOnly = with(manifest, List.of(), List.of());

    publisher.publish(decide(refusedOnly));

    for (Zone zone : Zone.values()) {
      assertThat(lake.tables.zone(zone).currentSnapshot()).isNull();
    }
    assertThat(FileLedger.of(lake.tables).published().runs()).containsExactly("r-1");
    assertThat(FileLedger.of(lake.tables).published().entries()).hasSize(1);
  }

  @Test
  void removedFilesLeaveTheTablesAndRolledBackFilesMayComeAgain() throws IOException {
    Manifest ingest = run("r-1", FILE);
    publisher.publish(decide(ingest));
    Manifest rollback = rollback("r-2", ingest);

    publisher.publish(decide(rollback));
    publisher.publish(publisher.journal().head().orElseThrow());

    for (Zone zone : Zone.values()) {
      assertThat(TestLake.column(lake.tables.zone(zone), "source_row")).isEmpty();
    }
    PublishedFiles published = FileLedger.of(lake.tables).published();
    assertThat(published.byPath(FILE)).isEmpty();
    assertThat(published.byContent("content of " + FILE)).isEmpty();
    assertThat(published.current()).isEmpty();
    assertThat(published.entries().stream().mapToLong(FileEntry::rowsRead).sum()).isZero();
    assertThat(lake.tables.zone(Zone.PROCESSED).currentSnapshot().summary())
        .containsEntry("deleted-records", "3")
        .containsEntry(
            "ledgerlake.journal-sha256", publisher.journal().head().orElseThrow().sha256());
    publisher.publish(decide(run("r-3", FILE)));
    assertThat(FileLedger.of(lake.tables).published().byPath(FILE).orElseThrow().runId())
        .isEqualTo("r-3");
  }

  @Test
  void fileThatTheTableDoesNotListCannotBeRemoved() throws IOException {
    Manifest ingest = run("r-1", FILE);
    publisher.publish(decide(ingest));
    publisher.publish(decide(rollback("r-2", ingest)));
    Journal.Link again = decide(rollback("r-3", ingest));

    assertThatThrownBy(() -> publisher.publish(again))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("does not list")
        .hasMessageContaining("which run r-3 was decided to remove");
  }

  private static Manifest rollback(String runId, Manifest ingest) {
    Manifest.Input file = ingest.inputs().get(0);
    TreeMap<String, BigDecimal> sums = new TreeMap<>();
    file.readSums().forEach((currency, sum) -> sums.put(currency, sum.negate()));
    Manifest.Move move =
        new Manifest.Move(
            file.path(),
            file.fileId(),
            file.sha256(),
            file.bytes(),
            true,
            new Manifest.Outcomes(-5, -3, -1, -1, -2, -1),
            sums,
            sums);
    return new Manifest(
        Manifest.FORMAT,
        Manifest.Kind.ROLLBACK,
        runId,
        ingest.dataset(),
        ingest.ingestedAt(),
        ingest.contract(),
        ingest.currencyTable(),
        ingest.codeVersion(),
        "plan",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        ingest.dataFiles(),
        List.of(move),
        Manifest.Outcomes.NONE,
        new TreeMap<>(),
        ingest.reconciliation());
  }

  enum Step {
    DECIDED,
    QUARANTINE,
    CONDEMNED,
    PROCESSED,
    LEDGER_FILE,
    LEDGER,
    SUCCESS
  }

  @ParameterizedTest
  @EnumSource
  void killedAfterAnyStepItIsFinishedLikeACleanRun(Step step) throws IOException {
    Journal.Link decision = decide(run("r-1", FILE));
    assertThatThrownBy(() -> killedAfter(step).publish(decision)).isInstanceOf(Killed.class);
    List<String> before = FileLedger.of(lake.tables).published().runs().stream().toList();
    assertThat(before).isEqualTo(step.compareTo(Step.LEDGER) >= 0 ? List.of("r-1") : List.of());

    Publisher next = Publisher.of(lake.layout, lake.storage, new TestLake(folder).tables);
    Optional<Manifest> finished = next.finish();

    assertThat(finished.map(Manifest::runId).orElse("nothing to finish"))
        .isEqualTo(step == Step.SUCCESS ? "nothing to finish" : "r-1");
    assertRows();
    assertThat(FileLedger.of(lake.tables).published().entries()).hasSize(2);
    assertThat(next.isFinished("r-1")).isTrue();
    assertThat(next.journal().entries()).hasSize(1);
  }

  @Test
  void rowsOfARunWhoseLedgerCommitIsMissingAreNotShown() throws IOException {
    Journal.Link decision = decide(run("r-1", FILE));
    assertThatThrownBy(() -> killedAfter(Step.PROCESSED).publish(decision))
        .isInstanceOf(Killed.class);
    assertThat(TestLake.column(lake.tables.zone(Zone.PROCESSED), "transaction_id")).hasSize(3);
    assertThat(RowQuery.of(lake.tables).row(FILE, 1)).isEmpty();

    publisher.finish();

    assertThat(RowQuery.of(lake.tables).row(FILE, 1)).hasSize(1);
  }

  @Test
  void twoThatFinishTheSameRunAddItsRowsOnce() throws Exception {
    for (int round = 1; round <= 5; round++) {
      String runId = "r-" + round;
      Journal.Link decision = decide(run(runId, "f-" + round + ".csv"));
      CyclicBarrier start = new CyclicBarrier(2);
      List<Callable<Manifest>> calls = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Publisher own = Publisher.of(lake.layout, lake.storage, new TestLake(folder).tables);
        calls.add(
            () -> {
              start.await();
              return own.publish(decision);
            });
      }
      ExecutorService threads = Executors.newFixedThreadPool(2);
      try {
        for (Future<Manifest> result : threads.invokeAll(calls)) {
          assertThat(result.get().runId()).isEqualTo(runId);
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(TestLake.column(lake.tables.zone(Zone.PROCESSED), "run_id"))
          .filteredOn(runId::equals)
          .hasSize(3);
      assertThat(TestLake.column(lake.tables.ledger(), "run_id"))
          .filteredOn(runId::equals)
          .hasSize(2);
    }
  }

  @Test
  void whoeverWasOvertakenCanDecideAgain() throws IOException {
    Manifest mine = run("r-1", FILE);
    publisher.publish(decide(run("r-2", "b.csv")));

    assertThat(publisher.decide(mine, Optional.empty())).isInstanceOf(Journal.Overtaken.class);
    Manifest replanned = with(mine, List.of(), List.of());
    publisher.publish(decide(replanned));

    assertThat(publisher.journal().entries())
        .extracting(link -> link.entry().runId())
        .containsExactly("r-2", "r-1");
    assertThat(Chain.problems(publisher.journal())).isEmpty();
  }

  @Test
  void decidedRunCannotBeDecidedWithAnotherManifest() throws IOException {
    Manifest manifest = run("r-1", FILE);
    publisher.publish(decide(manifest));

    assertThatThrownBy(() -> decide(with(manifest, List.of(), List.of())))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("r-1 is already decided, as entry 1 of the journal")
        .satisfies(TestLake.nextStep("another --runId"));
    assertThat(publisher.load(publisher.journal().head().orElseThrow().entry()))
        .isEqualTo(manifest);
  }

  @Test
  void nothingIsDecidedAfterAnUnfinishedRun() throws IOException {
    decide(run("r-1", FILE));
    Manifest second = run("r-2", "b.csv");

    assertThatThrownBy(() -> decide(second))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("run r-1 is decided and must be finished first");
  }

  @Test
  void booksThatDoNotBalanceAreNeverDecided() throws IOException {
    Manifest m = run("r-1", FILE);
    Manifest unbalanced =
        new Manifest(
            m.format(),
            m.kind(),
            m.runId(),
            m.dataset(),
            m.ingestedAt(),
            m.contract(),
            m.currencyTable(),
            m.codeVersion(),
            m.planSha256(),
            m.inputs(),
            m.refused(),
            m.skipped(),
            m.dataFiles(),
            m.removedFiles(),
            m.moves(),
            m.totals(),
            m.processedSums(),
            new Manifest.Books(false, 1, 0));

    assertThatThrownBy(() -> decide(unbalanced))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("The books of run r-1 do not balance");
    assertThat(publisher.journal().head()).isEmpty();
  }

  @Test
  void changedOrMissingManifestIsNotPublished() throws IOException {
    Journal.Link decision = decide(run("r-1", FILE));
    Path stored = folder.resolve("runs/transactions/r-1/manifest.json");
    Files.writeString(stored, Files.readString(stored, UTF_8).replace("-269.25", "-269.26"), UTF_8);
    assertThatThrownBy(() -> publisher.publish(decision))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(stored + " was changed since entry 1 of the journal decided its run");

    Files.delete(stored);
    assertThatThrownBy(() -> publisher.finish())
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(stored + " is missing, and entry 1 of the journal decides its run");
    assertThat(lake.tables.zone(Zone.QUARANTINE).currentSnapshot()).isNull();
  }

  @Test
  void dataFileThatIsNotAsDecidedIsNotPublished() throws IOException {
    Journal.Link decision = decide(run("r-1", FILE));
    Path january = folder.resolve("processed/transactions/data/year=2024/month=01/r-1-1-0.parquet");
    byte[] bytes = Files.readAllBytes(january);
    Files.write(january, Arrays.copyOf(bytes, bytes.length + 1));
    assertThatThrownBy(() -> publisher.publish(decision))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(
            january
                + " has "
                + (bytes.length + 1)
                + " bytes, and its run was decided with "
                + bytes.length);

    Files.delete(january);
    assertThatThrownBy(() -> publisher.publish(decision))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(january + " is missing, and its run is decided");
    assertThat(lake.tables.zone(Zone.PROCESSED).currentSnapshot()).isNull();

    Files.write(january, bytes);
    publisher.publish(decision);
    assertRows();
  }

  @Test
  void tableThatHasTheRunUnderAnotherManifestIsLeftAlone() throws IOException {
    Journal.Link decision = decide(run("r-1", FILE));
    Table quarantine = lake.tables.zone(Zone.QUARANTINE);
    quarantine
        .newAppend()
        .set(TableCommit.RUN_ID, "r-1")
        .set(TableCommit.MANIFEST_SHA256, "another")
        .commit();

    assertThatThrownBy(() -> publisher.publish(decision))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("has a commit of run r-1 under another manifest");
  }

  @Test
  void rowsOfAFileAreFoundInEveryZone() throws IOException {
    publisher.publish(decide(run("r-1", FILE)));
    publisher.publish(decide(run("r-2", "b.csv")));
    RowQuery query = RowQuery.of(lake.tables);

    List<RowQuery.Row> rejected = query.row(FILE, 4);

    assertThat(rejected).hasSize(1);
    RowQuery.Row row = rejected.get(0);
    assertThat(row.zone()).isEqualTo(Zone.QUARANTINE);
    assertThat(row.text("run_id")).isEqualTo("r-1");
    assertThat(row.number("source_line")).isEqualTo(5);
    assertThat(row.values())
        .containsEntry("amount", null)
        .containsEntry("ingested_at", TestLake.INGESTED_AT)
        .containsEntry("raw_record", "raw".getBytes(UTF_8));
    Map<String, Object> error = new TreeMap<>();
    error.put("code", "TYPE_ERROR");
    error.put("field", null);
    error.put("message", "is not a number");
    error.put("value", null);
    assertThat(row.values()).containsEntry("errors", List.of(error));
    try (Stream<RowQuery.Row> rows = query.rows(Zone.PROCESSED, "b.csv")) {
      assertThat(rows.map(r -> r.text("transaction_id") + r.text("run_id")))
          .containsExactlyInAnyOrder("T-1r-2", "T-2r-2", "T-3r-2");
    }
    assertThat(query.row(FILE, 99)).isEmpty();
    assertThat(query.row("none.csv", 1)).isEmpty();
  }

  private void assertRows() throws IOException {
    assertThat(TestLake.column(lake.tables.zone(Zone.PROCESSED), "transaction_id"))
        .isEqualTo(PROCESSED_KEYS);
    assertThat(TestLake.column(lake.tables.zone(Zone.QUARANTINE), "source_row"))
        .containsExactly("4");
    assertThat(TestLake.column(lake.tables.zone(Zone.CONDEMNED), "source_row"))
        .containsExactly("5");
    assertThat(TestLake.column(lake.tables.ledger(), "status"))
        .containsExactly("INGESTED", "REFUSED");
  }

  private static List<String> planned(Table table, org.apache.iceberg.expressions.Expression filter)
      throws IOException {
    List<String> paths = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().filter(filter).planFiles()) {
      tasks.forEach(task -> paths.add(task.file().path().toString()));
    }
    return paths;
  }

  private Journal.Link decide(Manifest manifest) throws IOException {
    Journal.Appended result = publisher.decide(manifest, publisher.journal().head());
    assertThat(result).isInstanceOf(Journal.Decided.class);
    return ((Journal.Decided) result).link();
  }

  /** Writes the data files of a run over one good and one refused file, as workers would. */
  private Manifest run(String runId, String file) throws IOException {
    String name = runId + "-1-0.parquet";
    List<Manifest.DataFile> files =
        List.of(
            write(
                Zone.PROCESSED,
                "transactions/data/year=2024/month=01/" + name,
                (2024 - 1970) * 12,
                runId,
                file,
                List.of(
                    new TestRow("T-1", "10.5000", "2024-01-01T00:00:00Z", 1),
                    new TestRow("T-2", "20.2500", "2024-01-31T23:59:59Z", 2))),
            write(
                Zone.PROCESSED,
                "transactions/data/year=2024/month=02/" + name,
                (2024 - 1970) * 12 + 1,
                runId,
                file,
                List.of(new TestRow("T-3", "-300.0000", "2024-02-01T00:00:00Z", 3))),
            write(
                Zone.QUARANTINE,
                "transactions/data/ingest_date=2024-03-01/" + name,
                19783,
                runId,
                file,
                List.of(new TestRow(null, null, null, 4))),
            write(
                Zone.CONDEMNED,
                "transactions/data/ingest_date=2024-03-01/" + name,
                19783,
                runId,
                file,
                List.of(new TestRow("T-1", "10.5000", "2024-01-01T00:00:00Z", 5))));
    TreeMap<String, BigDecimal> sums = new TreeMap<>(Map.of("EUR", new BigDecimal("-269.25")));
    Manifest.Outcomes rows = new Manifest.Outcomes(5, 3, 1, 1, 2, 1);
    return new Manifest(
        Manifest.FORMAT,
        Manifest.Kind.INGEST,
        runId,
        "transactions",
        TestLake.INGESTED_AT,
        new Manifest.ContractRef("transactions", 1, lake.contract.sha256()),
        "table",
        "0.1.0",
        "plan",
        List.of(
            new Manifest.Input(file, "id of " + file, "content of " + file, 100, rows, sums, sums)),
        List.of(
            new Manifest.Refused(
                "refused-by-" + runId + ".csv",
                "id",
                "refused",
                7,
                "NOT_TEXT",
                "the file is not text",
                "Ask the sender.")),
        List.of(),
        files,
        List.of(),
        List.of(),
        rows,
        new TreeMap<>(),
        new Manifest.Books(true, 1, 0));
  }

  private Manifest.DataFile write(
      Zone zone, String path, int partition, String runId, String file, List<TestRow> rows)
      throws IOException {
    long bytes = lake.write(zone, path, runId, file, rows);
    return new Manifest.DataFile(zone.folder(), path, partition, rows.size(), bytes, "hash");
  }

  private static Manifest with(
      Manifest m, List<Manifest.Input> inputs, List<Manifest.DataFile> files) {
    return new Manifest(
        m.format(),
        m.kind(),
        m.runId(),
        m.dataset(),
        m.ingestedAt(),
        m.contract(),
        m.currencyTable(),
        m.codeVersion(),
        m.planSha256(),
        inputs,
        m.refused(),
        m.skipped(),
        files,
        m.removedFiles(),
        m.moves(),
        m.totals(),
        m.processedSums(),
        m.reconciliation());
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A publisher that dies when it has done a step. */
  private Publisher killedAfter(Step last) {
    return new Publisher(lake.layout, lake.storage, lake.tables) {
      @Override
      void commitZone(Zone zone, Manifest manifest, TableCommit commit) throws IOException {
        dieAfter(Step.DECIDED);
        super.commitZone(zone, manifest, commit);
        dieAfter(Step.valueOf(zone.name()));
      }

      @Override
      void commitLedger(Manifest manifest, long seq, TableCommit commit) throws IOException {
        if (last == Step.LEDGER_FILE) {
          // The file is there, the commit is not.
          Path file = folder.resolve("ledger/transactions/data/r-1.parquet");
          byte[] bytes = FileLedger.encode(lake.tables.ledger(), Publisher.entries(manifest, seq));
          assertThat(lake.storage.createExclusively(file.toString(), bytes)).isTrue();
          dieAfter(Step.LEDGER_FILE);
        }
        super.commitLedger(manifest, seq, commit);
        dieAfter(Step.LEDGER);
      }

      @Override
      void markSuccess(Manifest manifest, String hash) throws IOException {
        super.markSuccess(manifest, hash);
        dieAfter(Step.SUCCESS);
      }

      private void dieAfter(Step step) {
        if (step == last) {
          throw new Killed();
        }
      }
    };
  }
}
