package io.ledgerlake.sql.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statements that the state machine has Athena run after each run, as prepared ones. */
class MonthlyTotalsTest {

  private static final String POSTINGS =
      TestLake.POSTINGS
          + "1,ACC1,10.01,10.01,2024-01-31T23:59:59Z\n"
          + "2,ACC1,-2.5,7.51,2024-02-01\n";

  private static final String FEED =
      TestLake.TRANSACTIONS
          + "T1,C1,10.01,EUR,2024-01-31T23:59:59Z\n"
          + "T2,C1,-2.5,EUR,2024-01-01T00:00:00Z\n"
          + "T3,C2,1,EUR,2024-02-01T00:00:00Z\n"
          + "T4,C2,7,JPY,2024-01-15T00:00:00Z\n"
          + "T5,C2,no amount,JPY,2024-01-15T00:00:00Z\n";

  private static final String TABLE =
      "CREATE TABLE aggregates.monthly_totals (dataset varchar, run_id varchar, event_year integer,"
          + " event_month integer, currency varchar, row_count bigint, amount decimal(38, 4))";

  /** What the view shows, by other means: months as text. */
  private static final String OF_THE_VIEW =
      "SELECT 'transactions', 'run-1', substr(month, 1, 4), CAST(substr(month, 6, 2) AS integer),"
          + " currency, count(*), CAST(sum(amount) AS decimal(38, 4)) FROM (SELECT currency, amount,"
          + " substr(CAST(transaction_ts AT TIME ZONE 'UTC' AS varchar), 1, 7) AS month"
          + " FROM published.transactions) p GROUP BY month, currency ORDER BY 4, 5";

  @Test
  void areTheSumsOfThePublishedView(@TempDir Path folder) throws Exception {
    TestLake lake = new TestLake(folder).ingest("transactions", FEED).ingest("postings", POSTINGS);
    for (Engine engine : List.of(new DuckDbEngine(lake), new TrinoEngine(lake))) {
      execute(engine, "CREATE SCHEMA IF NOT EXISTS aggregates");
      execute(engine, TABLE);
      refresh(engine, "transactions", "run-1");
      assertThat(engine.query(totals("transactions")))
          .as(engine.toString())
          .containsExactly(
              "transactions | run-1 | 2024 | 1 | EUR | 2 | 7.5100",
              "transactions | run-1 | 2024 | 1 | JPY | 1 | 7.0000",
              "transactions | run-1 | 2024 | 2 | EUR | 1 | 1.0000")
          .isEqualTo(engine.query(OF_THE_VIEW));

      refresh(engine, "postings", "run-2");
      assertThat(engine.query(totals("postings")))
          .as(engine.toString())
          .containsExactly(
              "postings | run-2 | 2024 | 1 | EUR | 1 | 10.0100",
              "postings | run-2 | 2024 | 2 | EUR | 1 | -2.5000");
      engine.disconnect();
    }
  }

  private static String totals(String dataset) {
    return "SELECT * FROM aggregates.monthly_totals WHERE dataset = '"
        + dataset
        + "' ORDER BY event_month, currency";
  }

  private static void execute(Engine engine, String sql) throws SQLException {
    try (Statement statement = engine.connection().createStatement()) {
      statement.execute(sql);
    }
  }

  private static void refresh(Engine engine, String dataset, String runId)
      throws SQLException, IOException {
    String text = Files.readString(Path.of("../../infra/sql/monthly-totals-" + dataset + ".sql"));
    try (PreparedStatement refresh = engine.connection().prepareStatement(text)) {
      refresh.setString(1, runId);
      refresh.execute();
    }
  }
}
