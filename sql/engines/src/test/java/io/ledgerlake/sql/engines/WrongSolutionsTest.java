package io.ledgerlake.sql.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.sql.BalanceSql;
import io.ledgerlake.sql.BalanceSql.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The ways in which a month-end is usually got wrong, each one step away from the query that ships.
 * The worked example must tell them apart, or it proves nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongSolutionsTest {

  private TestLake lake;
  private Engine duck;
  private String right;

  @BeforeAll
  void ingest(@TempDir Path folder) throws IOException {
    lake = new TestLake(folder).ingest("postings", WorkedExample.POSTINGS);
    duck = new DuckDbEngine(lake);
    right = BalanceSql.of(lake.contract("postings")).monthEnd(Request.of(WorkedExample.Q1_2024));
  }

  @AfterAll
  void close() {
    duck.disconnect();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "the greatest balance; max_by(p.new_balance, ROW(p.tx_date, p.id)); max(p.new_balance)",
        "no tie-break, unlucky; ROW(p.tx_date, p.id)); ROW(p.tx_date, -p.id))",
        "text order of keys; ROW(p.tx_date, p.id)); ROW(p.tx_date, CAST(p.id AS VARCHAR)))",
        "the amount for the balance; max_by(p.new_balance,; max_by(p.amount,",
        "no spine: only months with postings; LEFT JOIN posted p; JOIN posted p",
        "a period filter that loses the opening balance;"
            + " WHERE p.tx_date <; WHERE p.tx_date >= CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP"
            + " WITH TIME ZONE) AND p.tx_date <",
        "nothing carried forward; max_by(p.balance, p.month) OVER (PARTITION BY a.account,"
            + " a.currency ORDER BY m.month) AS balance; p.balance AS balance"
      })
  void theWorkedExampleTellsAWrongSolution(String mistake, String shipped, String changed) {
    assertThat(right).as("the text that %s changes", mistake).contains(shipped);
    String wrong = right.replace(shipped, changed);

    List<String> answer = duck.query(wrong);

    assertThat(duck.query(right)).isEqualTo(WorkedExample.ANSWER);
    assertThat(answer).as(mistake).isNotEqualTo(WorkedExample.ANSWER);
  }
}
