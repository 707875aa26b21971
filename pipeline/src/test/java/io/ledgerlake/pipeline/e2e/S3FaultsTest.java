package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.locals3.Fault;
import io.ledgerlake.locals3.S3Call;
import io.ledgerlake.locals3.S3Call.Kind;
import io.ledgerlake.pipeline.s3.LocalS3;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S3 on a bad day: a run survives it, or fails without having published anything, and goes on. */
@ExtendWith(LocalS3.class)
class S3FaultsTest {

  private static final int ROWS = 3000;
  private static final String RAW = "/lake/raw/";
  private static final String DATA = "/lake/processed/transactions/data/";

  @TempDir Path folder;
  private S3Fixture s3;

  @BeforeEach
  void open() throws IOException {
    s3 = new S3Fixture(folder);
    s3.put("feed.csv", BadInputFixture.feed("T", ROWS));
  }

  @AfterEach
  void close() {
    s3.close();
  }

  private IngestFixture.Answer ingest(String... args) {
    String[] all = new String[args.length + 1];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--runId=r-1";
    return s3.ingest(all);
  }

  private void isPublished(IngestFixture.Answer answer) {
    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(s3.records(Zone.PROCESSED)).hasSize(ROWS);
    assertThat(s3.objects("lake/runs/transactions/chain/")).hasSize(1);
    assertThat(s3.unfinishedUploads()).isEmpty();
  }

  @Test
  void requestsThatAreTurnedAwayOrResetAreRepeated() {
    AtomicInteger calls = new AtomicInteger();
    s3.relay().breakAll(call -> calls.incrementAndGet() % 9 == 0, Fault.slowDown());
    s3.relay().breakAll(call -> calls.get() % 7 == 0, new Fault.Reset());

    isPublished(ingest());

    assertThat(s3.relay().calls()).filteredOn(call -> call.status() == 503).hasSizeGreaterThan(3);
    assertThat(s3.relay().calls()).filteredOn(call -> call.status() == 0).hasSizeGreaterThan(3);
  }

  @Test
  void downloadsThatBreakOffAreResumed() {
    s3.relay().breakNext(2, call -> call.is(Kind.GET, RAW), new Fault.CutShort(30_001));
    s3.relay().breakNext(1, call -> call.is(Kind.GET, RAW), new Fault.CutShort(0));

    isPublished(ingest());

    assertThat(s3.relay().mend()).as("breakages that did not happen").isZero();
    assertThat(s3.relay().calls())
        .as("the scan, its resumptions, and the worker's")
        .filteredOn(call -> call.is(Kind.GET, RAW))
        .hasSize(5);
  }

  @Test
  void downloadThatBreaksOffTooOftenFailsWithNothingPublished() {
    s3.relay().breakNext(2, call -> call.is(Kind.GET, RAW), new Fault.CutShort(1));

    IngestFixture.Answer answer = ingest("--s3Retries=1");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err())
        .contains("feed.csv broke off 2 times, the last time at byte 2")
        .contains("\n  Check the connection to S3, or raise --s3Retries");
    assertThat(s3.publishedNothing()).isTrue();
    isPublished(ingest());
  }

  @Test
  void silentConnectionIsGivenUpAndTheDownloadResumed() {
    s3.relay()
        .breakNext(1, call -> call.is(Kind.GET, RAW), new Fault.Slow(Duration.ofMillis(2500), 2));

    isPublished(ingest("--s3TimeoutSeconds=1"));

    assertThat(s3.relay().calls()).filteredOn(call -> call.is(Kind.GET, RAW)).hasSizeGreaterThan(2);
  }

  @Test
  void slowButSteadyDownloadIsWaitedFor() {
    s3.relay()
        .breakNext(1, call -> call.is(Kind.GET, RAW), new Fault.Slow(Duration.ofMillis(200), 8));

    isPublished(ingest("--s3TimeoutSeconds=1"));

    assertThat(s3.relay().calls()).filteredOn(call -> call.is(Kind.GET, RAW)).hasSize(2);
  }

  /** The client repeats what it was not told the outcome of, and meets its own work. */
  @Test
  void lostAnswersDecideNothingTwice() {
    for (String object : new String[] {"plan.json", "manifest.json", "/chain/", DATA, "_SUCCESS"}) {
      s3.relay().breakNext(1, call -> call.is(Kind.PUT, object), new Fault.LoseAnswer());
    }

    isPublished(ingest());

    assertThat(s3.relay().mend()).as("breakages that did not happen").isZero();
  }

  @Test
  void refusedDataFileFailsWithNothingPublishedAndTheRunGoesOnLater() {
    s3.relay().breakAll(call -> call.is(Kind.PUT, DATA), Fault.accessDenied());

    IngestFixture.Answer answer = ingest();

    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(1);
    assertThat(answer.err())
        .contains(
            "Cannot write processed data file transactions/data/year=2024/month=01/"
                + "r-1-p1-00000.parquet: access is denied");
    assertThat(s3.publishedNothing()).isTrue();
    s3.relay().mend();
    isPublished(ingest());
  }

  /** Whatever request is the last that gets through, the run can be completed. */
  @Test
  void runThatIsCutOffAnywhereIsCompletedByTheSameRun() throws IOException {
    try (S3Fixture clean = new S3Fixture(folder.resolve("clean"))) {
      clean.put("feed.csv", BadInputFixture.feed("T", ROWS));
      isClean(clean);
      int requests = clean.relay().calls().size();
      for (int cut = 1; cut < requests; cut += requests / 5) {
        cutOffAfter(cut, clean);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverFailsByASeededPlanTheLakeIsAsAfterOneCleanRun(long seed) throws IOException {
    try (S3Fixture clean = new S3Fixture(folder.resolve("clean"))) {
      clean.put("feed.csv", BadInputFixture.feed("T", ROWS));
      isClean(clean);
      BadDay.begin(s3.relay(), seed, 6);

      int runs = 1;
      IngestFixture.Answer answer = ingest(BadDay.IMPATIENT.toArray(String[]::new));
      while (answer.exitCode() != 0) {
        assertThat(answer.exitCode()).as(answer.all()).isEqualTo(1);
        assertThat(answer.err()).as("a next step").contains("\n  ");
        assertThat(runs++).as(answer.all()).isLessThan(BadDay.MOST_RUNS);
        answer = ingest(BadDay.IMPATIENT.toArray(String[]::new));
      }

      s3.relay().mend();
      isPublished(answer);
      assertThat(s3.dataFiles("r-1")).isEqualTo(clean.dataFiles("r-1"));
      assertThat(s3.objects("lake/runs/")).containsKey("lake/runs/transactions/r-1/_SUCCESS");
      assertThat(BadDay.failures(s3.relay())).isPositive();
    }
  }

  private void isClean(S3Fixture clean) {
    assertThat(clean.ingest("--runId=r-1").exitCode()).isZero();
  }

  private void cutOffAfter(int requests, S3Fixture clean) throws IOException {
    try (S3Fixture cut = new S3Fixture(folder.resolve("cut-" + requests))) {
      cut.put("feed.csv", BadInputFixture.feed("T", ROWS));
      AtomicInteger left = new AtomicInteger(requests);
      cut.relay().breakAll(call -> left.getAndDecrement() <= 0, new Fault.Reset());

      IngestFixture.Answer failed = cut.ingest("--runId=r-1", "--s3Retries=0");
      assertThat(failed.exitCode()).as("cut off after %d: %s", requests, failed.all()).isEqualTo(1);
      assertThat(failed.err().lines().filter(line -> !line.endsWith("..."))).hasSize(2);
      assertThat(failed.err()).contains("S3 cannot be reached (");
      if (cut.objects("lake/runs/transactions/chain/").isEmpty()) {
        assertThat(cut.publishedNothing()).isTrue();
      }

      cut.relay().mend();
      IngestFixture.Answer completed = cut.ingest("--runId=r-1");
      assertThat(completed.exitCode()).as("after %d: %s", requests, completed.all()).isZero();
      assertThat(cut.dataFiles("r-1")).isEqualTo(clean.dataFiles("r-1"));
      assertThat(cut.records(Zone.PROCESSED)).hasSize(ROWS);
      assertThat(cut.objects("lake/runs/transactions/chain/")).hasSize(1);
      assertThat(cut.objects("lake/runs/")).containsKey("lake/runs/transactions/r-1/_SUCCESS");
    }
  }

  @Test
  void objectThatWasReplacedSinceItWasPlannedIsNotReadForIt() throws IOException {
    AtomicInteger reads = new AtomicInteger();
    s3.relay().breakAll(call -> isSecondRead(call, reads), new Fault.Reset());

    IngestFixture.Answer answer = ingest();

    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(1);
    assertThat(answer.err())
        .contains(
            "s3://"
                + s3.bucket()
                + "/lake/raw/transactions/feed.csv is not the object that was planned: it has been"
                + " replaced")
        .contains("\n  Put the planned file back, or start a new run with another --runId.");
    assertThat(s3.publishedNothing()).isTrue();
    assertThat(ingest().exitCode()).as("the same run keeps to its plan").isEqualTo(1);
    assertThat(s3.ingest("--runId=r-2").exitCode()).isZero();
    assertThat(s3.records(Zone.PROCESSED)).hasSize(ROWS + 1);
  }

  /** Breaks nothing: replaces the object between the scan and the worker's read. */
  private boolean isSecondRead(S3Call call, AtomicInteger reads) {
    if (call.is(Kind.GET, RAW) && reads.incrementAndGet() == 2) {
      s3.put("feed.csv", BadInputFixture.feed("T", ROWS + 1));
    }
    return false;
  }
}
