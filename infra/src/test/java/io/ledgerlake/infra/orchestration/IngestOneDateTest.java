package io.ledgerlake.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.infra.states.Execution;
import io.ledgerlake.infra.states.Execution.Status;
import io.ledgerlake.infra.states.TaskError;
import io.ledgerlake.pipeline.report.MetricsJson;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.RunSummary.Fault;
import io.ledgerlake.pipeline.report.RunSummary.FileLine;
import io.ledgerlake.pipeline.report.RunSummary.FileStatus;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.pipeline.report.VerdictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One date through the state machine, with the real pipeline behind it. */
class IngestOneDateTest {

  private static final String DATE = "2024-03-31";
  private static final Map<String, Object> INPUT =
      Map.of("dataset", "transactions", "date", DATE, "ingestedAt", "2024-04-01T02:00:00Z");

  @TempDir Path folder;
  private Lake lake;
  private Cloud cloud;

  @BeforeEach
  void deploy() throws IOException {
    lake = new Lake(folder);
    cloud = Deployment.cloud(lake);
    lake.drop(
        DATE,
        "day.csv",
        "T1,C1,10.00,EUR,2024-03-31T10:00:00Z\n"
            + "T2,C1,-2.50,EUR,2024-03-31T11:00:00Z\n"
            + "T3,C2,oops,EUR,2024-03-31T12:00:00Z\n");
  }

  @Test
  void goodDayIsPublishedAndTold() throws IOException {
    Execution run = cloud.start("ingest-one-date", "transactions-" + DATE, INPUT);

    assertThat(run.status()).as(run.toString()).isEqualTo(Status.SUCCEEDED);
    assertThat(run.visited())
        .containsExactly(
            "CheckRequest",
            "RunJob",
            "ReadVerdict",
            "PutMetrics",
            "Verdict",
            "RefreshAggregates",
            "TellPeople",
            "Ended");
    assertThat(lake.isPublished("transactions-" + DATE)).isTrue();
    assertThat((Map<?, ?>) run.output()).extracting("verdict").isEqualTo("PUBLISHED");
    assertThat(cloud.metrics)
        .containsEntry("RowsRead", 3)
        .containsEntry("RowsProcessed", 2)
        .containsEntry("RowsQuarantined", 1)
        .containsEntry("FilesRefused", 0)
        .containsEntry("BooksDisagree", 0);
    assertThat(cloud.metrics.get("QuarantineRate").doubleValue()).isBetween(33.3, 33.4);
    assertThat(cloud.messages)
        .containsExactly(
            "LedgerLake: transactions of 2024-03-31 published\n"
                + "Run transactions-2024-03-31 has read 3 rows: 2 processed, 1 in quarantine, 0"
                + " condemned. The books balance.");
  }

  @Test
  void rerunOfAPublishedDayPublishesNothingTwice() {
    cloud.start("ingest-one-date", "transactions-" + DATE, INPUT);
    Execution rerun = cloud.start("ingest-one-date", "transactions-" + DATE + "-r2", INPUT);

    assertThat(rerun.status()).as(rerun.toString()).isEqualTo(Status.SUCCEEDED);
    assertThat((Map<?, ?>) rerun.output()).extracting("verdict").isEqualTo("NOTHING_NEW");
    assertThat(rerun.visited()).doesNotContain("RefreshAggregates", "TellPeople");
    assertThat(cloud.queries).containsExactly("EXECUTE monthly_totals_transactions");
  }

  @Test
  void faultsOfTheInfrastructureAreTriedAgainWithATokenEach() {
    cloud.faults.add(Cloud.Fault.NO_CAPACITY);
    cloud.faults.add(Cloud.Fault.LOST_AFTER_WORK);
    Execution run = cloud.start("ingest-one-date", "transactions-" + DATE, INPUT);

    assertThat(run.status()).as(run.toString()).isEqualTo(Status.SUCCEEDED);
    assertThat(run.visited()).filteredOn("RunJob"::equals).hasSize(3);
    assertThat(run.waits()).containsExactly(60.0, 120.0);
    assertThat(cloud.tokens).doesNotHaveDuplicates().hasSize(3);
    assertThat(cloud.jobs.get(2)).isEqualTo(cloud.jobs.get(0));
    assertThat((Map<?, ?>) run.output()).extracting("verdict").isEqualTo("PUBLISHED");
  }

  @Test
  void afterThreeAttemptsTheStateFailsAndARedriveGoesOnThere() throws IOException {
    for (int attempt = 0; attempt < 3; attempt++) {
      cloud.faults.add(Cloud.Fault.NO_CAPACITY);
    }
    Execution run = cloud.start("ingest-one-date", "transactions-" + DATE, INPUT);

    assertThat(run.status()).isEqualTo(Status.FAILED);
    assertThat(run.error()).isEqualTo("States.TaskFailed");
    assertThat(run.visited()).endsWith("RunJob", "RunJob", "RunJob");

    run.redrive();

    assertThat(run.status()).as(run.toString()).isEqualTo(Status.SUCCEEDED);
    assertThat(run.visited()).containsOnlyOnce("CheckRequest");
    assertThat(cloud.tokens).doesNotHaveDuplicates().hasSize(4);
    assertThat(lake.isPublished("transactions-" + DATE)).isTrue();
  }

  @Test
  void refusedFileIsPublishedAroundAndItsMoneyToldMissing() throws IOException {
    lake.drop(DATE, "bad.csv", "T9,C1,\"10.00,EUR,2024-03-31T10:00:00Z\n");
    Execution run = cloud.start("ingest-one-date", "transactions-" + DATE, INPUT);

    assertThat(run.status()).as(run.toString()).isEqualTo(Status.SUCCEEDED);
    assertThat(cloud.metrics).containsEntry("FilesRefused", 1);
    assertThat(cloud.messages)
        .singleElement()
        .asString()
        .startsWith("LedgerLake: transactions of 2024-03-31 published, MONEY MISSING\n")
        .contains("bad.csv: ");
  }

  @Test
  void dayWithoutFilesIsAVerdictAndNotTriedAgain() throws IOException {
    lake.remove(DATE, "day.csv");
    Execution run = cloud.start("ingest-one-date", "transactions-" + DATE, INPUT);

    assertThat(run.status()).isEqualTo(Status.FAILED);
    assertThat(run.error()).isEqualTo("BAD_INPUT");
    assertThat(run.cause()).contains("has published nothing").contains(DATE);
    assertThat(cloud.jobs).hasSize(1);
    assertThat(run.waits()).isEmpty();
  }

  /** Options that are none leave no report, because the run's id is one of them. */
  @Test
  void wrongOptionIsAVerdictAndNotTriedAgain() {
    Map<String, Object> wrong = new LinkedHashMap<>(INPUT);
    wrong.put("options", List.of("--maxRejectd=0.60"));
    Execution run = cloud.start("ingest-one-date", "transactions-" + DATE, wrong);

    leftNoReport(run);
  }

  @Test
  void lakeWithoutABucketIsAVerdictAndNotTriedAgain() throws IOException {
    lake.removeRunsBucket();
    Execution run = cloud.start("ingest-one-date", "transactions-" + DATE, INPUT);

    leftNoReport(run);
  }

  private void leftNoReport(Execution run) {
    assertThat(run.status()).isEqualTo(Status.FAILED);
    assertThat(run.error()).as(run.toString()).isEqualTo("NO_REPORT");
    assertThat(run.cause()).contains("left no report", "The log of the job transactions-" + DATE);
    assertThat(run.visited()).endsWith("RunJob", "ReadVerdict", "NoReport");
    assertThat(cloud.jobs).hasSize(1);
    assertThat(run.waits()).isEmpty();
  }

  @Test
  void reportOfManyFilesFitsAState() throws IOException {
    RunSummary summary = manyRefused(600);
    assertThat(MetricsJson.write(summary)).hasSizeGreaterThan(256 * 1024);
    lake.putRunFile(summary.runId(), "metrics.json", MetricsJson.write(summary));
    lake.putRunFile(summary.runId(), "verdict.json", VerdictJson.write(summary));
    cloud.faults.add(Cloud.Fault.REPORTED_BEFORE);

    Execution run = cloud.start("ingest-one-date", summary.runId(), INPUT);

    assertThat(run.status()).as(run.toString()).isEqualTo(Status.SUCCEEDED);
    assertThat(cloud.metrics).containsEntry("FilesRefused", 600);
    assertThat(cloud.messages)
        .singleElement()
        .asString()
        .contains("file-0009.csv: ")
        .doesNotContain("file-0010.csv")
        .endsWith("\nAnd 590 more: see metrics.json.");
  }

  private static RunSummary manyRefused(int files) {
    Fault fault =
        new Fault(
            "UNCLOSED_QUOTE", 6931, "the quote that opens ".repeat(12), "Send the file again");
    List<FileLine> lines = new ArrayList<>();
    for (int file = 0; file < files; file++) {
      String path = String.format(Locale.ROOT, "ingest_date=%s/file-%04d.csv", DATE, file);
      lines.add(new FileLine(path, FileStatus.REFUSED, Rows.NONE, new TreeMap<>(), fault, null));
    }
    return new RunSummary(
        Verdict.PUBLISHED_WITH_REFUSALS,
        "transactions-" + DATE,
        "transactions",
        "s3://acme-{zone}",
        "2024-04-01T02:00:00Z",
        lines,
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  @Test
  void gateThatTripsIsAVerdictAndNotTriedAgain() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 300; row++) {
      String amount = row % 2 == 0 ? "oops" : "1.00";
      rows.append("G" + row + ",C1," + amount + ",EUR,2024-03-31T10:00:00Z\n");
    }
    lake.drop(DATE, "bad.csv", rows.toString());
    Execution run = cloud.start("ingest-one-date", "transactions-" + DATE, INPUT);

    assertThat(run.status()).isEqualTo(Status.FAILED);
    assertThat(run.error()).as(run.toString()).isEqualTo("GATE_TRIPPED");
    assertThat(run.cause()).contains("has published nothing").contains("bad.csv");
    assertThat(cloud.jobs).hasSize(1);
    assertThat(cloud.metrics.get("QuarantineRate").doubleValue()).isGreaterThan(49);
    assertThat(cloud.queries).isEmpty();
    assertThat(lake.isPublished("transactions-" + DATE)).isFalse();

    Map<String, Object> allowed = new LinkedHashMap<>(INPUT);
    allowed.put("options", List.of("--maxRejected=0.60"));
    Execution allowedRun = cloud.start("ingest-one-date", "transactions-" + DATE + "-r2", allowed);

    assertThat(allowedRun.status()).as(allowedRun.toString()).isEqualTo(Status.SUCCEEDED);
  }

  @Test
  void heldRunAsksAndATokenWithoutADecisionIsAskedAgain() throws IOException {
    cloud.start("ingest-one-date", "transactions-" + DATE, INPUT);
    cloud.messages.clear();
    lake.drop(DATE, "day.csv", "T1,C1,10.01,EUR,2024-03-31T10:00:00Z\n");
    Deque<TaskError> answers = new ArrayDeque<>();
    answers.add(new TaskError("States.Timeout", "nobody has answered"));
    cloud.whenAsked(message -> cloud.messages.size() == 1 ? null : answers.poll());

    Execution run = cloud.start("ingest-one-date", "transactions-" + DATE + "-r2", INPUT);

    assertThat(run.status()).as(run.toString()).isEqualTo(Status.TIMED_OUT);
    assertThat(run.visited()).filteredOn("AskForDecision"::equals).hasSize(2);
    assertThat(cloud.metrics).containsEntry("Held", 1);
    assertThat(cloud.messages)
        .first()
        .asString()
        .startsWith("LedgerLake: run transactions-2024-03-31-r2 is held\n")
        .contains("./ledgerlake approve transactions-2024-03-31-r2", "day.csv")
        .contains("--dataset=transactions --objectLockYears=7 --why=")
        .contains("aws stepfunctions send-task-success");
    assertThat(lake.isPublished("transactions-" + DATE + "-r2")).isFalse();
  }

  @Test
  void heldRunThatIsApprovedIsPublished() throws IOException {
    List<String> told = new ArrayList<>();
    cloud.whenAsked(
        message -> {
          told.add(
              cloud.operator("Approve", "transactions-" + DATE, "--why=The sum is the sender's"));
          return null;
        });
    Execution run = cloud.start("ingest-one-date", "transactions-" + DATE, manual());

    assertThat(told).singleElement().asString().startsWith("exit code 0").contains(Sts.OPERATOR);
    assertThat(run.status()).as(run.toString()).isEqualTo(Status.SUCCEEDED);
    assertThat((Map<?, ?>) run.output()).extracting("verdict").isEqualTo("PUBLISHED");
    assertThat(run.visited()).filteredOn("AskForDecision"::equals).hasSize(1);
    assertThat(cloud.tokens).doesNotHaveDuplicates().hasSize(2);
    assertThat(lake.isPublished("transactions-" + DATE)).isTrue();
  }

  @Test
  void heldRunThatIsRejectedEndsWithTheReason() throws IOException {
    cloud.whenAsked(
        message -> {
          cloud.operator("Reject", "transactions-" + DATE, "--why=Test data");
          return null;
        });
    Execution run = cloud.start("ingest-one-date", "transactions-" + DATE, manual());

    assertThat(run.status()).as(run.toString()).isEqualTo(Status.FAILED);
    assertThat(run.cause()).contains("was rejected by " + Sts.OPERATOR + ": Test data");
    assertThat(lake.isPublished("transactions-" + DATE)).isFalse();
  }

  private static Map<String, Object> manual() {
    Map<String, Object> input = new LinkedHashMap<>(INPUT);
    input.put("options", List.of("--approval=MANUAL"));
    return input;
  }

  @Test
  void requestThatIsNoneStartsNoJob() {
    for (Map<String, Object> input :
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("dataset", "transactions"),
            Map.of("dataset", "../x", "date", DATE),
            Map.of("dataset", "transactions", "date", "2024-02-30"),
            Map.of("dataset", "transactions", "date", "31.03.2024"))) {
      Execution run = cloud.start("ingest-one-date", "x", input);
      assertThat(run.error()).as(input.toString()).isEqualTo("BadRequest");
    }
    assertThat(cloud.jobs).isEmpty();
  }
}
