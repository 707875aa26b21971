package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.locals3.S3Call;
import io.ledgerlake.pipeline.command.Balances;
import io.ledgerlake.pipeline.command.Close;
import io.ledgerlake.pipeline.command.Sql;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.s3.LocalS3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Balances, close and SQL of a lake on S3: of the data files only those that a question needs. */
@ExtendWith(LocalS3.class)
class S3BalancesTest {

  private static final String FEED =
      IngestFixture.HEADER
          + "T1,C1,1.00,EUR,2023-12-05T10:00:00Z\n"
          + "T2,C1,2.00,EUR,2024-01-05T10:00:00Z\n"
          + "T3,C1,4.00,EUR,2024-02-05T10:00:00Z\n"
          + "Q1,C1,8.125,EUR,2024-02-06T10:00:00Z\n";

  @Test
  void aMonthIsClosedAndTheNextReadsNoOlderDataFile(@TempDir Path folder) throws IOException {
    try (S3Fixture s3 = new S3Fixture(folder)) {
      s3.put("feed.csv", FEED);
      assertThat(s3.ingest("--runId=r-1").exitCode()).isZero();

      Answer close = s3.run(new Close(), "2023-12");
      int before = s3.relay().calls().size();
      Answer january = s3.run(new Balances(), "--from=2024-01", "--format=CSV");
      List<S3Call> calls = s3.relay().calls();

      assertThat(close.exitCode()).as(close.all()).isZero();
      assertThat(s3.objects("lake/aggregates/transactions/month_end_balances/data/"))
          .containsOnlyKeys(
              "lake/aggregates/transactions/month_end_balances/data/month=2023-12/v1-1-0.parquet");
      assertThat(january.out())
          .isEqualTo("account,currency,month,balance\r\nC1,EUR,2024-01,3.0000\r\n");
      assertThat(january.err()).contains("Fetching ");
      assertThat(calls.subList(before, calls.size()))
          .filteredOn(call -> call.is(S3Call.Kind.GET, "/processed/transactions/data/"))
          .isNotEmpty()
          .allMatch(call -> call.path().contains("/year=2024/month=01/"));
      assertThat(s3.unfinishedUploads()).isEmpty();
    }
  }

  @Test
  void sqlAsksTheViewsAndAQuestionThatIsTooBigIsRefused(@TempDir Path folder) throws IOException {
    try (S3Fixture s3 = new S3Fixture(folder)) {
      s3.put("feed.csv", FEED);
      assertThat(s3.ingest("--runId=r-1").exitCode()).isZero();
      String question =
          "SELECT zone, count(*) AS n FROM published.transactions_outcomes GROUP BY zone ORDER BY 1";

      Answer answer = s3.run(new Sql(), "-c", question, "--format=CSV");
      Answer tooBig = s3.run(new Sql(), "-c", question, "--fetchMegabytes=0");

      assertThat(answer.out())
          .as(answer.all())
          .isEqualTo("zone,n\r\nprocessed,3\r\nquarantine,1\r\n");
      assertThat(tooBig.exitCode()).isEqualTo(2);
      assertThat(tooBig.err()).contains("--fetchMegabytes=0 allows less").contains("ask Athena");
    }
  }
}
