package io.ledgerlake.infra.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statements that Athena runs after each run, on an engine that is here. */
class MonthlyTotalsTest {

  private static String statement(String dataset) throws IOException {
    return Files.readString(Path.of("sql/monthly-totals-" + dataset + ".sql"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"transactions", "postings"})
  void columnsAreThoseOfTheContract(String dataset) throws IOException {
    Contract contract = Contracts.named(dataset);

    assertThat(statement(dataset))
        .contains("v." + contract.eventTime())
        .contains("v." + contract.amount().orElseThrow())
        .contains("v." + contract.currency().orElseThrow());
  }

  @Test
  void rowsOfPublishedRunsAreSummedByMonthAndCurrency() throws Exception {
    try (Connection lake = DriverManager.getConnection("jdbc:duckdb:")) {
      try (Statement setUp = lake.createStatement()) {
        setUp.execute("SET TimeZone = 'UTC'");
        setUp.execute("CREATE SCHEMA processed");
        setUp.execute("CREATE SCHEMA ledger");
        setUp.execute("CREATE SCHEMA aggregates");
        setUp.execute(
            "CREATE TABLE processed.transactions"
                + " (transaction_ts TIMESTAMPTZ, currency VARCHAR, amount DECIMAL(18, 4), run_id VARCHAR)");
        setUp.execute("CREATE TABLE ledger.transactions (run_id VARCHAR)");
        setUp.execute(
            "CREATE TABLE aggregates.monthly_totals (dataset VARCHAR, run_id VARCHAR,"
                + " event_year INTEGER, event_month INTEGER, currency VARCHAR, row_count BIGINT,"
                + " amount DECIMAL(38, 4))");
        setUp.execute("INSERT INTO ledger.transactions VALUES ('r1'), ('r1'), ('r2')");
        setUp.execute(
            """
            INSERT INTO processed.transactions VALUES
              ('2024-01-31T23:59:59Z', 'EUR', 10.0001, 'r1'),
              ('2024-01-01T00:00:00Z', 'EUR', -2.5, 'r2'),
              ('2024-02-01T00:00:00Z', 'EUR', 1, 'r2'),
              ('2024-01-15T00:00:00Z', 'JPY', 7, 'r1'),
              ('2024-01-15T00:00:00Z', 'EUR', 99, 'never published')
            """);
      }
      try (PreparedStatement refresh = lake.prepareStatement(statement("transactions"))) {
        refresh.setString(1, "r2");
        refresh.execute();
      }
      assertThat(totals(lake))
          .containsExactly(
              "transactions r2 2024-1 EUR 2 7.5001",
              "transactions r2 2024-1 JPY 1 7.0000",
              "transactions r2 2024-2 EUR 1 1.0000");
    }
  }

  private static List<String> totals(Connection lake) throws SQLException {
    List<String> totals = new ArrayList<>();
    try (Statement query = lake.createStatement();
        ResultSet rows =
            query.executeQuery(
                "SELECT * FROM aggregates.monthly_totals ORDER BY event_month, currency")) {
      while (rows.next()) {
        totals.add(
            String.join(
                " ",
                rows.getString(1),
                rows.getString(2),
                rows.getInt(3) + "-" + rows.getInt(4),
                rows.getString(5),
                Long.toString(rows.getLong(6)),
                rows.getBigDecimal(7).toPlainString()));
      }
    }
    return totals;
  }
}
