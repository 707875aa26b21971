package io.ledgerlake.pipeline.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.TestLake;
import io.ledgerlake.pipeline.lake.TestLake.TestRow;
import io.ledgerlake.pipeline.report.MetricsJson;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.RunSummary.FileLine;
import io.ledgerlake.pipeline.report.RunSummary.FileStatus;
import io.ledgerlake.pipeline.report.RunSummary.Money;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.transforms.zone.Zone;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupCommandsTest {

  private static final String RUN = "nightly-1";
  private static final String PATH = "ingest_date=2024-03-01/feed.csv";

  @TempDir Path root;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** A lake with one published run: a good row, a faulty one and a repeat of the first. */
  @BeforeEach
  void publish() throws Exception {
    TestLake lake = new TestLake(root);
    lake.tables.prepare(lake.contract);
    String ts = "2024-01-15T10:00:00Z";
    int month = (2024 - 1970) * 12;
    int day = (int) LocalDate.of(2024, 3, 1).toEpochDay();
    add(lake, Zone.PROCESSED, month, new TestRow("T1", "10.5000", ts, 1));
    add(lake, Zone.QUARANTINE, day, new TestRow("T2", null, ts, 2));
    add(lake, Zone.CONDEMNED, day, new TestRow("T1", "10.5000", ts, 3));
    Table ledger = lake.tables.ledger();
    String location = ledger.location() + "/data/" + RUN + ".parquet";
    byte[] bytes =
        FileLedger.encode(
            ledger,
            List.of(
                entry(PATH, FileEntry.Status.INGESTED, Optional.empty(), 3),
                entry(
                    "ingest_date=2024-03-01/broken.csv",
                    FileEntry.Status.REFUSED,
                    Optional.of("UNCLOSED_QUOTE"),
                    0)));
    lake.storage.write(location, bytes);
    ledger
        .newAppend()
        .appendFile(
            DataFiles.builder(ledger.spec())
                .withPath(location)
                .withFormat("parquet")
                .withFileSizeInBytes(bytes.length)
                .withRecordCount(2)
                .build())
        .commit();
    lake.storage.write(
        lake.layout.runFile("transactions", RUN, "metrics.json"), MetricsJson.write(summary()));
    lake.storage.write(
        lake.layout.runFile("transactions", "nightly-2", "plan.json"), "{}".getBytes(UTF_8));
  }

  @Test
  void runsListsFinishedAndUnfinishedOnes() {
    assertThat(run("runs")).isZero();
    assertThat(text())
        .containsPattern("nightly-1 +2024-03-01T02:00:00Z +PUBLISHED +1 +3 +1 +1 +1")
        .contains(
            "nightly-2 has begun and has not ended; if it was killed, ./ledgerlake ingest"
                + " --runId=nightly-2 finishes it.");
  }

  @Test
  void showPrintsTheSummaryAgain() {
    assertThat(run("show", RUN)).isZero();
    assertThat(text())
        .startsWith("Run nightly-1 of transactions: published.")
        .contains("3 rows of 1 file were read")
        .doesNotContain("Exit code");
  }

  @Test
  void showWithoutARunIsTheLatest() {
    assertThat(run("show")).isZero();
    assertThat(text()).startsWith("Run nightly-1 ");
  }

  @Test
  void aRunThatIsNotThereIsSuggested() {
    assertThat(run("show", "nightly-9")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .isEqualToNormalizingNewlines(
            "ledgerlake show: There is no run nightly-9 of transactions.\n"
                + "  Did you mean nightly-1? ./ledgerlake runs lists them.\n");
  }

  @Test
  void rejectsListsTheRowsWithTheirReasons() {
    assertThat(run("rejects", "feed.csv")).isZero();
    assertThat(text())
        .startsWith("Rejected rows of " + PATH + "\n")
        .containsPattern("2 +3 +quarantine +TYPE_ERROR +is not a number")
        .containsPattern("3 +4 +condemned +TYPE_ERROR")
        .doesNotContain("raw");
  }

  @Test
  void rejectsAsCsvHoldsWhatWasSentWhenAsked() {
    assertThat(run("rejects", "feed.csv", "--format=CSV", "--raw", "--limit=1")).isZero();
    assertThat(text())
        .isEqualTo(
            "file,row,line,zone,code,field,message,value,raw_record\r\n"
                + PATH
                + ",2,3,quarantine,TYPE_ERROR,,is not a number,,raw\r\n");
  }

  @Test
  void rejectsSaysHowManyMoreThereAre() {
    run("rejects", PATH, "--limit=1");

    assertThat(text()).endsWith(" 1 more; --limit=0 shows all.\n");
  }

  @Test
  void aMistypedFileIsSuggested() {
    assertThat(run("rejects", "fed.csv")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .contains("No published run has read a file \"fed.csv\".")
        .contains("Did you mean feed.csv?");
  }

  @Test
  void aRefusedFileHasNoRejectedRows() {
    assertThat(run("rejects", "broken.csv")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .contains("ingest_date=2024-03-01/broken.csv was refused as a whole: UNCLOSED_QUOTE.")
        .contains("./ledgerlake show nightly-1");
  }

  @Test
  void traceTellsOfAGoodRow() {
    assertThat(run("trace", "feed.csv:1")).isZero();
    assertThat(text())
        .startsWith(PATH + ", row 1\n")
        .contains("read by run nightly-1 at 2024-03-01T02:00:00Z")
        .containsPattern("outcome +processed: the row is good and counts")
        .containsPattern("table +processed.transactions")
        .containsPattern("data file +.*/processed/transactions/data/PROCESSED.parquet")
        .containsPattern("amount +10.5\n");
  }

  @Test
  void traceTellsWhyARowIsRejected() {
    assertThat(run("trace", "feed.csv:2")).isZero();
    assertThat(text())
        .containsPattern("outcome +quarantined")
        .contains("TYPE_ERROR: is not a number")
        .contains("A number, boolean or date cannot be read as one.")
        .containsPattern("as sent +raw\n");
  }

  @Test
  void traceMasksWhatTheContractCallsPersonal() throws Exception {
    TestLake lake = new TestLake(root);
    Path contract = root.resolve("personal.avsc");
    String json = lake.contract.json().replaceFirst("\"id\": 2,", "\"id\": 2, \"personal\": true,");
    Files.writeString(contract, json, UTF_8);

    assertThat(run("trace", "feed.csv:2", "--contract=" + contract)).isZero();
    assertThat(text())
        .containsPattern("customer_id +\\(not shown; --raw shows it\\)")
        .containsPattern("transaction_id +T2\n")
        .containsPattern("as sent +\\(not shown; --raw shows it\\)");

    out.reset();
    run("trace", "feed.csv:2", "--contract=" + contract, "--raw");
    assertThat(text()).containsPattern("customer_id +C-2\n").containsPattern("as sent +raw\n");
  }

  @Test
  void traceKnowsHowManyRowsAFileHas() {
    assertThat(run("trace", "feed.csv:4")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains(PATH + " has no row 4: it has 3 rows.");
  }

  @Test
  void aLookMakesNoLake() {
    Path nowhere = root.resolve("nowhere");
    int code =
        new LedgerLake(LedgerLake.commands())
            .run(new String[] {"runs", "--lake=" + nowhere}, Terminal.of(out, err));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .contains("There is no run of transactions in the lake " + nowhere + ".")
        .contains("Run ./ledgerlake ingest first");
    assertThat(Files.exists(nowhere)).isFalse();
  }

  private int run(String... args) {
    String[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = "--lake=" + root;
    return new LedgerLake(LedgerLake.commands()).run(all, Terminal.of(out, err));
  }

  private String text() {
    return out.toString(UTF_8);
  }

  private static void add(TestLake lake, Zone zone, int partition, TestRow row) throws Exception {
    String path = "transactions/data/" + zone.name() + ".parquet";
    long bytes = lake.write(zone, path, RUN, PATH, List.of(row));
    Table table = lake.tables.zone(zone);
    PartitionData data = new PartitionData(table.spec().partitionType());
    data.set(0, partition);
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(lake.layout.dataFile(zone, path))
                .withFormat("parquet")
                .withFileSizeInBytes(bytes)
                .withRecordCount(1)
                .withPartition(data)
                .build())
        .commit();
  }

  private static FileEntry entry(
      String path, FileEntry.Status status, Optional<String> refusal, long rows) {
    return new FileEntry(
        1,
        RUN,
        "id of " + path,
        path,
        "0".repeat(64),
        100,
        status,
        refusal,
        rows,
        rows / 3,
        rows / 3,
        rows / 3,
        0,
        0,
        new TreeMap<>(Map.of("EUR", new BigDecimal("21.00"))),
        new TreeMap<>(Map.of("EUR", new BigDecimal("10.50"))),
        "transactions",
        1,
        "0".repeat(64),
        TestLake.INGESTED_AT);
  }

  private static RunSummary summary() {
    BigDecimal amount = new BigDecimal("10.50");
    return new RunSummary(
        Verdict.PUBLISHED,
        RUN,
        "transactions",
        "./lake",
        TestLake.INGESTED_AT.toString(),
        List.of(
            new FileLine(
                PATH,
                FileStatus.INGESTED,
                new Rows(3, 1, 1, 1, 0, 1),
                new TreeMap<>(
                    Map.of("EUR", new Money(amount.add(amount), amount, BigDecimal.ZERO, amount))),
                null,
                null)),
        List.of(),
        List.of(),
        List.of(),
        null);
  }
}
