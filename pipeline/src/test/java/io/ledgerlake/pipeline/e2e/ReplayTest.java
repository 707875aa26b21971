package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Rejects;
import io.ledgerlake.pipeline.command.Trace;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that wait in quarantine are evaluated again, as often as they may be, and counted on. */
class ReplayTest {

  /** Here are files none of whose rows is good, which would stop a run. */
  private static final String GATE_OPEN = "--allowUnprocessedFiles";

  @TempDir private Path folder;
  private IngestFixture fixture;

  @BeforeEach
  void open() {
    fixture = IngestFixture.in(folder);
  }

  /** Returns the shipped contract with German times, as a version of its own. */
  static String mended(int version) {
    return ContractFile.shipped()
        .replace("\"version\": 1,", "\"version\": " + version + ",")
        .replace(
            "\"source\": \"TransactionTimestamp\"",
            "\"source\": \"TransactionTimestamp\", \"zone\": \"UTC\", \"formats\":"
                + " [\"dd.MM.uuuu HH:mm\", \"uuuu-MM-dd'T'HH:mm:ssX\"]");
  }

  /** Returns the shipped contract with another way of writing files. */
  private static String written(String csv) {
    return ContractFile.shipped()
        .replace("\"version\": 1,", "\"version\": 1, \"csv\": {" + csv + "},");
  }

  private String contract(String name, String json) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Files.writeString(file, json);
    }
    return "--contract=" + file;
  }

  private Answer mustSucceed(Answer answer) {
    assertThat(answer.exitCode()).as(answer.all()).isZero();
    LakeBooks.of(fixture).assertBalanced();
    return answer;
  }

  private List<String> outcomes() {
    return LakeBooks.of(fixture).outcomes();
  }

  @Test
  void rowsOfFilesWrittenInManyWaysPassUnderTheMendedContract() throws IOException {
    manyWays(fixture, IngestFixture.DIRECT);

    assertThat(outcomes())
        .containsExactly(
            "comma.csv:1 processed in-1",
            "comma.csv:2 processed again<in-1",
            "comma.csv:3 quarantine TYPE_ERROR again<in-1",
            "comma.csv:4 processed again<in-1",
            "comma.csv:5 quarantine TYPE_ERROR+TIMESTAMP_ERROR again<in-1",
            "latin.csv:1 processed again<in-3",
            "semicolon.csv:1 processed again<in-2",
            "semicolon.csv:2 processed in-2");
    LakeBooks.of(fixture).assertBalanced();
    Record two = row(Zone.PROCESSED, "comma.csv", 2);
    assertThat(two.getField("attempt_count")).isEqualTo(2);
    assertThat(two.getField("schema_version")).isEqualTo(2);
    assertThat(two.getField("source_line")).isEqualTo(3L);
    assertThat(((OffsetDateTime) two.getField("ingested_at")).toInstant())
        .hasToString(IngestFixture.INGESTED_AT);
    assertThat(row(Zone.PROCESSED, "comma.csv", 4).getField("customer_id")).isEqualTo("C \"x\"\n4");
    assertThat(row(Zone.PROCESSED, "semicolon.csv", 1).getField("customer_id"))
        .isEqualTo("C;\n1,2");
    assertThat(row(Zone.PROCESSED, "latin.csv", 1).getField("customer_id")).isEqualTo("Müller");
    assertThat(row(Zone.QUARANTINE, "comma.csv", 3).getField("first_run_id")).isEqualTo("in-1");
  }

  /** Ingests three files, each written in another way, and replays what was rejected. */
  private Answer manyWays(IngestFixture lake, String runner) throws IOException {
    lake.write(
        "comma.csv",
        HEADER
            + "T1,C1,1.00,EUR,2024-03-01T10:00:00Z\n"
            + "T2,C2,2.50,EUR,31.01.2024 10:00\n"
            + "T3,C3,three,EUR,2024-03-01T10:00:00Z\n"
            + "T4,\"C \"\"x\"\"\n4\",4.00,USD,29.02.2024 23:59\n"
            + "T5,C5,five,EUR,tomorrow\n");
    assertThat(lake.ingest("--runId=in-1").exitCode()).isZero();
    lake.write(
        "semicolon.csv",
        "Currency;TransactionID;TransactionTimestamp;CustomerID;TransactionAmount\n"
            + "CHF;S1;01.03.2024 08:00;\"C;\n1,2\";-7.25\n"
            + "CHF;S2;2024-03-01T10:00:00Z;C2;1\n");
    assertThat(
            lake.ingest("--runId=in-2", contract("semicolon.avsc", written("\"delimiter\": \";\"")))
                .exitCode())
        .isZero();
    lake.write(
        "latin.csv",
        (HEADER + "L1,Müller,5.00,EUR,01.02.2024 08:00\n")
            .getBytes(Charset.forName("windows-1252")));
    assertThat(
            lake.ingest(
                    "--runId=in-3",
                    GATE_OPEN,
                    contract("latin.avsc", written("\"encoding\": \"windows-1252\"")))
                .exitCode())
        .isZero();
    Answer answer = lake.replay("--runId=again", contract("mended.avsc", mended(2)), runner);
    assertThat(answer.exitCode()).as(answer.all()).isZero();
    return answer;
  }

  private Record row(Zone zone, String file, long number) {
    return LakeBooks.of(fixture).current(zone).stream()
        .filter(row -> row.getField("source_file").equals(file))
        .filter(row -> row.getField("source_row").equals(number))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatWasReplayedIsToldAndLeftInTheRunsFolder() throws IOException {
    Answer answer = manyWays(fixture, IngestFixture.DIRECT);

    assertThat(answer.out().replaceAll("\\s+", " "))
        .contains(
            "Run again of transactions: published. 6 rows of 3 files were evaluated again, and each"
                + " is in exactly one place: 4 processed (good), 2 in quarantine (to be mended), 0"
                + " condemned")
        .contains("TIMESTAMP_ERROR 5 1", "TYPE_ERROR 2 2");
    assertThat(Files.readString(fixture.runFolder("again").resolve("metrics.json"), UTF_8))
        .contains("\"replayed\" : 3", "reasons before: TIMESTAMP_ERROR 1; now: none");
    assertThat(fixture.runFolder("again").resolve("report.html")).exists();
    Manifest manifest = fixture.manifest("again");
    assertThat(manifest.kind()).isEqualTo(Manifest.Kind.REPLAY);
    assertThat(manifest.moves())
        .extracting(move -> move.path() + " " + move.outcomes().processed())
        .containsExactly("comma.csv 2", "latin.csv 1", "semicolon.csv 1");
    assertThat(manifest.processedSums().get("EUR").get("2024-01"))
        .isEqualByComparingTo(new BigDecimal("2.50"));
  }

  @Test
  void sparkWritesTheSameBytes() throws IOException {
    manyWays(fixture, IngestFixture.DIRECT);
    IngestFixture other = IngestFixture.in(folder.resolve("spark"));
    manyWays(other, IngestFixture.SPARK);
    assertThat(other.dataFiles("again")).isEqualTo(fixture.dataFiles("again")).hasSize(4);
    assertThat(other.allRows()).isEqualTo(fixture.allRows());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void aRowIsCondemnedByTheEvaluationThatReachesTheLimit(int limit) throws IOException {
    fixture.write("a.csv", HEADER + "T1,C1,one,EUR,yesterday\nT2,C2,2,EUR,2024-03-01T10:00:00Z\n");
    mustSucceed(fixture.ingest("--runId=e-1", GATE_OPEN));
    for (int evaluation = 2; evaluation < limit; evaluation++) {
      mustSucceed(replayUnderAnotherContract(evaluation, limit));
      assertThat(outcomes())
          .contains(
              "a.csv:1 quarantine TYPE_ERROR+TIMESTAMP_ERROR e-"
                  + evaluation
                  + "<e-"
                  + (evaluation - 1));
    }

    mustSucceed(replayUnderAnotherContract(limit, limit));

    assertThat(outcomes())
        .containsExactly(
            "a.csv:1 condemned MAX_ATTEMPTS+TYPE_ERROR+TIMESTAMP_ERROR e-"
                + limit
                + "<e-"
                + (limit - 1),
            "a.csv:2 processed e-1");
    Record last = row(Zone.CONDEMNED, "a.csv", 1);
    assertThat(last.getField("attempt_count")).isEqualTo(limit);
    assertThat(last.getField("first_run_id")).isEqualTo("e-1");
    Answer more = mustSucceed(replayUnderAnotherContract(limit + 1, limit));
    assertThat(more.out()).contains("No row of transactions waits in quarantine");
  }

  private Answer replayUnderAnotherContract(int evaluation, int limit) throws IOException {
    String contract = contract("v" + evaluation + ".avsc", mended(evaluation));
    return fixture.replay("--runId=e-" + evaluation, "--maxAttempts=" + limit, contract);
  }

  @Test
  void traceAndRejectsKnowWhatARowWasAndWhatItIs() throws IOException {
    fixture.write("a.csv", HEADER + "T1,C1,one,EUR,yesterday\nT2,C2,2,EUR,2024-03-01T10:00:00Z\n");
    mustSucceed(fixture.ingest("--runId=in", GATE_OPEN));
    mustSucceed(
        fixture.replay("--runId=last", "--maxAttempts=2", contract("mended.avsc", mended(2))));

    String trace = fixture.run(new Trace(), "a.csv:1").out().replaceAll(" +", " ");
    assertThat(trace)
        .contains("file changed by run last at 2024-05-01T02:00:00Z: processed +0, quarantined -1,")
        .contains("Version 1 of 2: superseded\n outcome quarantined")
        .contains("Version 2 of 2: where the row stands now\n outcome condemned")
        .contains("decided by run last\n supersedes the version of run in\n")
        .contains("first taken in by run in at " + IngestFixture.INGESTED_AT)
        .contains("reason MAX_ATTEMPTS: failed the last evaluation that is permitted");
    assertThat(trace.indexOf("attempts 1")).isPositive().isLessThan(trace.indexOf("attempts 2"));

    assertThat(fixture.run(new Rejects(), "a.csv", "--format=CSV").out())
        .contains("a.csv,1,2,condemned,MAX_ATTEMPTS")
        .doesNotContain("quarantine");
    assertThat(fixture.run(new Rejects(), "a.csv", "--format=CSV", "--all").out())
        .containsSubsequence("a.csv,1,2,quarantine,TYPE_ERROR", "a.csv,1,2,condemned,MAX_ATTEMPTS");
  }

  @Test
  void whatTheSameContractHasJudgedIsPassedOver() throws IOException {
    fixture.write("a.csv", HEADER + "T1,C1,one,EUR,2024-03-01T10:00:00Z\n");
    mustSucceed(fixture.ingest("--runId=in", GATE_OPEN));

    Answer same = mustSucceed(fixture.replay("--runId=same"));

    assertThat(same.out().replaceAll("\\s+", " "))
        .contains(
            "1 row is passed over: this contract (transactions.v1) and this version of LedgerLake"
                + " have judged before")
        .contains("nothing to evaluate again");
    assertThat(fixture.snapshots()).containsEntry("ledger", 1);
    assertThat(fixture.runFolder("same").resolve("plan.json")).doesNotExist();
  }

  @Test
  void aHeaderThatTheContractDoesNotFitCostsNoAttempt() throws IOException {
    fixture.write("a.csv", HEADER + "T1,C1,one,EUR,2024-03-01T10:00:00Z\n");
    mustSucceed(fixture.ingest("--runId=in", GATE_OPEN));
    String other = ContractFile.shipped().replace("\"TransactionAmount\"", "\"Amount\"");

    Answer answer = mustSucceed(fixture.replay("--runId=other", contract("other.avsc", other)));

    assertThat(answer.out().replaceAll("\\s+", " "))
        .contains(
            "a.csv: 1 row is passed over, and no attempt is spent: the header lacks a column that the"
                + " contract requires: \"Amount\"");
    assertThat(outcomes()).containsExactly("a.csv:1 quarantine TYPE_ERROR in");
  }

  @Test
  void onlyTheRowsThatAreAskedForAreEvaluated() throws IOException {
    fixture.write(
        "a.csv", HEADER + "T1,C1,1,EUR,01.02.2024 08:00\nT2,C1,two,EUR,2024-03-01T10:00:00Z\n");
    fixture.write("b.csv", HEADER + "T3,C1,3,EUR,01.02.2024 08:00\n");
    mustSucceed(fixture.ingest("--runId=in", GATE_OPEN));

    mustSucceed(
        fixture.replay(
            "--runId=some",
            "--file=a.csv",
            "--code=TIMESTAMP_ERROR",
            contract("mended.avsc", mended(2))));

    assertThat(outcomes())
        .containsExactly(
            "a.csv:1 processed some<in",
            "a.csv:2 quarantine TYPE_ERROR in",
            "b.csv:1 quarantine TIMESTAMP_ERROR in");
  }

  @Test
  void rowsThatPassTogetherMeetTheRulesForRepeatsAndConflicts() throws IOException {
    fixture.write(
        "a.csv",
        HEADER
            + "T1,C1,1.00,EUR,01.02.2024 08:00\n"
            + "T1,C1,1.0,EUR,01.02.2024 08:00\n"
            + "T2,C1,2.00,EUR,01.02.2024 08:00\n"
            + "T2,C1,2.01,EUR,01.02.2024 08:00\n");
    mustSucceed(fixture.ingest("--runId=in", GATE_OPEN));

    mustSucceed(fixture.replay("--runId=again", contract("mended.avsc", mended(2))));

    assertThat(outcomes())
        .containsExactly(
            "a.csv:1 processed again<in",
            "a.csv:2 condemned DUPLICATE_FAILURE again<in",
            "a.csv:3 quarantine CONFLICTING_TRANSACTION again<in",
            "a.csv:4 quarantine CONFLICTING_TRANSACTION again<in");
    Answer later = mustSucceed(fixture.replay("--runId=more", contract("v3.avsc", mended(3))));
    assertThat(later.out())
        .contains("2 rows are left alone: they are in conflict")
        .contains("nothing to evaluate again");
  }

  @Test
  void aRecordOverTheSizeLimitNeverPasses() throws IOException {
    fixture.write(
        "a.csv", HEADER + "T1,C1,1.00,EUR,2024-03-01T10:00:00Z" + " ".repeat(2 << 20) + "\n");
    mustSucceed(fixture.ingest("--runId=in", GATE_OPEN));
    assertThat(outcomes()).containsExactly("a.csv:1 quarantine SCHEMA_ERROR in");

    mustSucceed(fixture.replay("--runId=again", contract("mended.avsc", mended(2))));

    assertThat(outcomes()).containsExactly("a.csv:1 quarantine SCHEMA_ERROR again<in");
    assertThat(BadInputFixture.errors(row(Zone.QUARANTINE, "a.csv", 1)).get(0))
        .startsWith("SCHEMA_ERROR: the record is 2097187 bytes long, over the limit of 1048576;");
  }

  @Test
  void aReplayThatDiedBeforeItsDecisionExecutesItsPlan() throws IOException {
    fixture.write("a.csv", HEADER + "T1,C1,1,EUR,01.02.2024 08:00\n");
    mustSucceed(fixture.ingest("--runId=in", GATE_OPEN));
    Path entry = fixture.lake().resolve("runs/transactions/chain/0000000002.json");
    Files.createDirectories(entry.resolve("in the way"));
    String mended = contract("mended.avsc", mended(2));
    assertThat(fixture.replay("--runId=again", mended).exitCode()).isEqualTo(1);
    assertThat(outcomes()).containsExactly("a.csv:1 quarantine TIMESTAMP_ERROR in");
    Files.delete(entry.resolve("in the way"));
    Files.delete(entry);

    Answer again = mustSucceed(fixture.replay("--runId=again", "--maxAttempts=2"));

    assertThat(again.out()).contains("Run again was planned before; it executes that plan.");
    assertThat(outcomes()).containsExactly("a.csv:1 processed again<in");
    assertThat(fixture.isPublished("again")).isTrue();
  }

  @Test
  void aReplayThatDiedBetweenItsCommitsIsFinishedByTheNextRun() throws IOException {
    fixture.write("a.csv", HEADER + "T1,C1,1,EUR,01.02.2024 08:00\nT2,C1,x,EUR,y\n");
    mustSucceed(fixture.ingest("--runId=in", GATE_OPEN));
    Path entry = fixture.lake().resolve("ledger/transactions/data/again.parquet");
    Files.createDirectories(entry.resolve("in the way"));
    assertThat(fixture.replay("--runId=again", contract("mended.avsc", mended(2))).exitCode())
        .isEqualTo(1);
    Files.delete(entry.resolve("in the way"));
    Files.delete(entry);

    Answer again = mustSucceed(fixture.replay("--runId=again"));

    assertThat(again.out()).contains("Run again is published already");
    assertThat(outcomes())
        .containsExactly(
            "a.csv:1 processed again<in", "a.csv:2 quarantine TYPE_ERROR+TIMESTAMP_ERROR again<in");
  }

  @Test
  void aRunIdIsOfOneKind() throws IOException {
    fixture.write("a.csv", HEADER + "T1,C1,1,EUR,01.02.2024 08:00\n");
    mustSucceed(fixture.ingest("--runId=in", GATE_OPEN));
    fixture.write("b.csv", HEADER + "T2,C1,1,EUR,2024-03-01T10:00:00Z\n");
    Path entry = fixture.lake().resolve("runs/transactions/chain/0000000002.json");
    Files.createDirectories(entry);
    assertThat(fixture.ingest("--runId=x").exitCode()).isEqualTo(1);
    assertThat(fixture.replay("--runId=y", contract("mended.avsc", mended(2))).exitCode())
        .isEqualTo(1);
    Files.delete(entry);

    assertThat(fixture.replay("--runId=x").err())
        .contains("Run x is no replay: its plan is to take files in.");
    assertThat(fixture.ingest("--runId=y").err())
        .contains("Run y is a replay", "./ledgerlake replay --runId=y finishes it");
  }
}
