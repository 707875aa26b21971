package io.ledgerlake.sql.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Close;
import io.ledgerlake.sql.BalanceSql;
import io.ledgerlake.sql.BalanceSql.Request;
import io.ledgerlake.sql.Period;
import java.io.IOException;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The queries around the balances, on both engines: breaks in running balances, exposure, what ties
 * out, and what a close would add to a month that is closed and to one that is not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChecksTest {

  private static final YearMonth JANUARY = YearMonth.of(2024, 1);
  private static final YearMonth FEBRUARY = YearMonth.of(2024, 2);

  private static final String POSTINGS =
      TestLake.POSTINGS
          // Continues from before the period.
          + "1,GOOD,10.00,10.00,2023-12-31\n"
          + "2,GOOD,-3.00,7.00,2024-01-05\n"
          // Breaks within the period, and again at its first row after a silence.
          + "3,BREAK,10.00,10.00,2024-01-01\n"
          + "9,BREAK,10.00,25.00,2024-01-02T10:00:00Z\n"
          + "10,BREAK,1.00,26.00,2024-01-02T10:00:00Z\n"
          + "11,LOST,10.00,10.00,2023-05-01\n"
          + "12,LOST,5.00,5.00,2024-02-01\n";

  private static final String TRANSACTIONS =
      TestLake.TRANSACTIONS
          + "A1,A,10.00,EUR,2024-01-10T00:00:00Z\n"
          + "A2,A,20.00,USD,2024-02-10T00:00:00Z\n"
          // In its opening already.
          + "O1,O,50.00,EUR,2023-12-31T12:00:00Z\n"
          + "Q1,A,12.345,EUR,2024-01-05T00:00:00Z\n"
          + "Q2,A,1.00,EUR,not a time\n"
          + "Q3,A,no amount,USD,2023-05-05T00:00:00Z\n";

  private TestLake lake;
  private List<Engine> engines;

  @BeforeAll
  void ingest(@TempDir Path folder) throws IOException {
    lake =
        new TestLake(folder)
            .ingest("postings", POSTINGS)
            .ingest("openings", TestLake.OPENINGS + "O,EUR,2023-12-31,100.00\n")
            .ingest("transactions", TRANSACTIONS);
    assertThat(lake.run(new Close(), "transactions", "2024-01").exitCode()).isZero();
    assertThat(lake.run(new Close(), "postings", "2023-12").exitCode()).isZero();
    lake.ingest("transactions", TestLake.TRANSACTIONS + "A3,A,-1.50,EUR,2024-01-31T00:00:00Z\n");
    lake.ingest("postings", TestLake.POSTINGS + "8,LOST,1.00,11.00,2023-06-01\n");
    assertThat(lake.run(new Close(), "postings", "2023-12").exitCode()).isZero();
    engines = List.of(new DuckDbEngine(lake), new TrinoEngine(lake));
  }

  @AfterAll
  void close() {
    engines.forEach(Engine::disconnect);
  }

  List<Engine> engines() {
    return engines;
  }

  private BalanceSql sql(String dataset) {
    return BalanceSql.of(lake.contract(dataset));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void continuityListsTheRowsThatDoNotContinue(Engine engine) {
    List<String> breaks =
        engine.query(
            "SELECT account, currency, previous_balance, amount, balance, difference FROM ("
                + sql("postings").continuity(new Period(JANUARY, FEBRUARY))
                + ") c ORDER BY account");

    assertThat(breaks)
        .containsExactly(
            "BREAK | EUR | 10.0000 | 10.0000 | 25.0000 | 5.0000",
            "LOST | EUR | 11.0000 | 5.0000 | 5.0000 | -11.0000");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void accountsTieOutOrAreListed(Engine engine) {
    assertThat(engine.query(sql("postings").accountBreaks(Request.of(Period.of(JANUARY)))))
        .containsExactly("BREAK | EUR | 0.0000 | 21.0000 | 26.0000");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theSumsThatTieOut(Engine engine) {
    Request january =
        new Request(Period.of(JANUARY), false, Optional.empty(), Optional.of("openings"));

    assertThat(engine.query(sql("transactions").tieOut(january)))
        .containsExactly(
            "EUR | before_opening | 50.0000",
            "EUR | closing | 108.5000",
            "EUR | opening | 100.0000");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void exposureIsThatOfThePeriodAndOfWhatMayBeInIt(Engine engine) {
    assertThat(engine.query(sql("transactions").exposure(new Period(JANUARY, FEBRUARY))))
        .containsExactly(
            "2024-01 | EUR | 1 | 12.3450 | 0",
            "earlier | USD | 1 | 0.0000 | 1",
            "unknown | EUR | 1 | 1.0000 | 0");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void runningBalancesGoOnFromAClosedMonth(Engine engine) {
    Request both =
        new Request(
            new Period(JANUARY, FEBRUARY),
            false,
            Optional.of(YearMonth.of(2023, 12)),
            Optional.empty());

    assertThat(engine.query(sql("postings").monthEnd(both)))
        .containsExactly(
            "BREAK | EUR | 2024-01 | 26.0000",
            "BREAK | EUR | 2024-02 | 26.0000",
            "GOOD | EUR | 2024-01 | 7.0000",
            "GOOD | EUR | 2024-02 | 7.0000",
            "LOST | EUR | 2024-01 | 11.0000",
            "LOST | EUR | 2024-02 | 5.0000");
    assertThat(engine.query(sql("postings").accountBreaks(both)))
        .containsExactly(
            "BREAK | EUR | 0.0000 | 21.0000 | 26.0000", "LOST | EUR | 11.0000 | 5.0000 | 5.0000");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void closedBalancesShowTheLatestVersion(Engine engine) {
    assertThat(
            engine.query(
                "SELECT account, month, balance, version FROM"
                    + " published.postings_month_end_balances ORDER BY account"))
        .containsExactly("GOOD | 2023-12 | 10.0000 | 1", "LOST | 2023-12 | 11.0000 | 2");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aCloseRestatesAndAdds(Engine engine) {
    Request both =
        new Request(
            new Period(JANUARY, FEBRUARY), false, Optional.empty(), Optional.of("openings"));

    assertThat(engine.query(sql("transactions").close(both, List.of(JANUARY, FEBRUARY))))
        .containsExactly(
            "A | EUR | 2024-01 | 8.5000 | 2 | -1.5000 | run-4 | 2 | 1 | null",
            "A | EUR | 2024-02 | 8.5000 | 1 | null | null | 2 | 1 | null",
            "A | USD | 2024-02 | 20.0000 | 1 | null | null | 2 | 1 | null",
            "O | EUR | 2024-02 | 100.0000 | 1 | null | null | 2 | 1 | null");
    assertThat(engine.query(sql("transactions").closeExposure(JANUARY)))
        .contains("2024-01 | earlier | USD | 1 | 0.0000 | 1 | 2 | 2")
        .hasSize(3);
    assertThat(engine.query("SELECT * FROM published.transactions_month_end_exposure"))
        .contains("2024-01 | earlier | USD | 1 | 0.0000 | 1 | 1 | 1")
        .hasSize(3);
  }
}
