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

/** The statement that the state machine has Athena run after each run, as a prepared one. */
class MonthlyTotalsTest {

  private static final String FEED =
      TestLake.TRANSACTIONS
          + "T1,C1,10.0001,EUR,2024-01-31T23:59:59Z\n"
          + "T2,C1,-2.5,EUR,2024-01-01T00:00:00Z\n"
          + "T3,C2,1,EUR,2024-02-01T00:00:00Z\n"
          + "T4,C2,7,JPY,2024-01-15T00:00:00Z\n"
          + "T5,C2,no amount,JPY,2024-01-15T00:00:00Z\n";

  private static final String TABLE =
      "CREATE TABLE aggregates.monthly_totals (dataset varchar, run_id varchar, event_year integer,"
          + " event_month integer, currency varchar, row_count bigint, amount decimal(38, 4))";

  private static final String TOTALS =
      "SELECT dataset, run_id, event_year, event_month, currency, row_count, amount"
          + " FROM aggregates.monthly_totals ORDER BY event_month, currency";

  /** What the view shows, by other means: months as text. */
  private static final String OF_THE_VIEW =
      "SELECT 'transactions', 'run-1', substr(month, 1, 4), CAST(substr(month, 6, 2) AS integer),"
          + " currency, count(*), CAST(sum(amount) AS decimal(38, 4)) FROM (SELECT currency, amount,"
          + " substr(CAST(transaction_ts AT TIME ZONE 'UTC' AS varchar), 1, 7) AS month"
          + " FROM published.transactions) p GROUP BY month, currency ORDER BY 4, 5";

  @Test
  void areTheSumsOfThePublishedView(@TempDir Path folder) throws Exception {
    TestLake lake = new TestLake(folder).ingest("transactions", FEED);
    for (Engine engine : List.of(new DuckDbEngine(lake), new TrinoEngine(lake))) {
      refresh(engine);

      assertThat(engine.query(TOTALS))
          .as(engine.toString())
          .containsExactly(
              "transactions | run-1 | 2024 | 1 | EUR | 2 | 7.5001",
              "transactions | run-1 | 2024 | 1 | JPY | 1 | 7.0000",
              "transactions | run-1 | 2024 | 2 | EUR | 1 | 1.0000")
          .isEqualTo(engine.query(OF_THE_VIEW));
      engine.disconnect();
    }
  }

  private static void refresh(Engine engine) throws SQLException, IOException {
    String text = Files.readString(Path.of("../../infra/sql/monthly-totals-transactions.sql"));
    try (Statement setUp = engine.connection().createStatement()) {
      setUp.execute("CREATE SCHEMA IF NOT EXISTS aggregates");
      setUp.execute(TABLE);
    }
    try (PreparedStatement refresh = engine.connection().prepareStatement(text)) {
      refresh.setString(1, "run-1");
      refresh.execute();
    }
  }
}
