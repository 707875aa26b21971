package io.ledgerlake.sql.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.sql.BalanceSql;
import io.ledgerlake.sql.BalanceSql.Request;
import io.ledgerlake.sql.Period;
import java.io.IOException;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One row for each thing that a month-end can get wrong; the expected balances are by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonthEndCasesTest {

  private static final String POSTINGS =
      TestLake.POSTINGS
          // One instant, ids of one and two digits, the later one in front.
          + "10,TIES,3.00,12.00,2024-01-31T10:00:00Z\n"
          + "9,TIES,9.00,9.00,2024-01-31T10:00:00Z\n"
          // A microsecond before midnight, and midnight.
          + "21,EDGE,1.00,1.00,2024-01-31T23:59:59.999999Z\n"
          + "22,EDGE,1.00,2.00,2024-02-01T00:00:00Z\n"
          + "30,LATER,5.00,5.00,2024-05-02\n"
          + "40,SILENT,7.00,7.00,2014-06-30\n"
          // A zero is a balance, and not the lack of one.
          + "50,ZERO,5.00,5.00,2024-01-05\n"
          + "51,ZERO,-5.00,0.00,2024-02-05\n";

  private static final String AMSTERDAM =
      TestLake.POSTINGS
          // Winter: midnight is 23:00 UTC; summer: 22:00 UTC. Clocks changed on 31 March.
          + "1,DST,1.00,1.00,2024-01-31T22:59:59Z\n"
          + "2,DST,1.00,2.00,2024-01-31T23:00:00Z\n"
          + "3,DST,1.00,3.00,2024-03-31T21:59:59Z\n"
          + "4,DST,1.00,4.00,2024-03-31T22:00:00Z\n";

  private static final String TRANSACTIONS =
      TestLake.TRANSACTIONS
          + "A1,TWO,10.00,EUR,2024-01-10T00:00:00Z\n"
          + "A2,TWO,20.00,USD,2024-02-10T00:00:00Z\n"
          + "A3,TWO,-1.50,EUR,2024-03-10T00:00:00Z\n"
          // 50.00 are in the opening balance already.
          + "B1,OPENED,50.00,EUR,2023-12-31T12:00:00Z\n"
          + "B2,OPENED,-30.00,EUR,2024-01-10T00:00:00Z\n"
          + "C1,LATE,1.00,EUR,2024-03-01T00:00:00Z\n"
          + "D1,NETS,5.00,EUR,2024-01-10T00:00:00Z\n"
          + "D2,NETS,-5.00,EUR,2024-01-11T00:00:00Z\n";

  private static final String LATE =
      TestLake.TRANSACTIONS + "C2,LATE,2.00,EUR,2024-01-31T00:00:00Z\n";

  private static final String OPENINGS =
      TestLake.OPENINGS
          + "OPENED,EUR,2023-12-31,100.00\n"
          + "OPENONLY,EUR,2024-02-15,10.00\n"
          + "OPENLATER,EUR,2024-04-01,99.00\n";

  private TestLake lake;
  private List<Engine> engines;

  @BeforeAll
  void ingest(@TempDir Path folder) throws IOException {
    lake =
        new TestLake(folder)
            .ingest("postings", POSTINGS)
            .ingest(
                TestLake.variant(
                    "postings",
                    "postings_nl",
                    "\"version\": 1,",
                    "\"version\": 1, \"reportingZone\": \"Europe/Amsterdam\","),
                AMSTERDAM)
            .ingest("transactions", TRANSACTIONS)
            .ingest("transactions", LATE)
            .ingest("openings", OPENINGS);
    engines = List.of(new DuckDbEngine(lake), new TrinoEngine(lake));
  }

  @AfterAll
  void close() {
    engines.forEach(Engine::disconnect);
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        row("ties and numeric keys", "postings", "TIES", "EUR", "12.0000, 12.0000, 12.0000"),
        row("a month's last microsecond", "postings", "EDGE", "EUR", "1.0000, 2.0000, 2.0000"),
        row("first seen after the period", "postings", "LATER", "EUR", ""),
        row("silent for ten years", "postings", "SILENT", "EUR", "7.0000, 7.0000, 7.0000"),
        row("a balance of zero", "postings", "ZERO", "EUR", "5.0000, 0.0000, 0.0000"),
        row("daylight saving", "postings_nl", "DST", "EUR", "1.0000, 2.0000, 3.0000"),
        row("two currencies: euro", "transactions", "TWO", "EUR", "10.0000, 10.0000, 8.5000"),
        row("two currencies: dollar", "transactions", "TWO", "USD", "null, 20.0000, 20.0000"),
        row("an opening balance", "transactions", "OPENED", "EUR", "70.0000, 70.0000, 70.0000"),
        row("only an opening", "transactions", "OPENONLY", "EUR", "null, 10.0000, 10.0000"),
        row("opened after the period", "transactions", "OPENLATER", "EUR", ""),
        row("a late row", "transactions", "LATE", "EUR", "2.0000, 2.0000, 3.0000"),
        row("what nets to zero", "transactions", "NETS", "EUR", "0.0000, 0.0000, 0.0000"),
        row(
            "an event time that is a date",
            "openings",
            "OPENONLY",
            "EUR",
            "null, 10.0000, 10.0000"));
  }

  private static Arguments row(
      String name, String dataset, String account, String currency, String q1) {
    return Arguments.of(name, dataset, account, currency, q1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyCaseComesOut(
      String name, String dataset, String account, String currency, String expected) {
    for (Engine engine : engines) {
      assertThat(balances(engine, dataset, account, currency, WorkedExample.Q1_2024))
          .as("%s on %s", name, engine)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void anAccountFirstSeenInThePeriodHasNoBalanceBefore(Engine engine) {
    Period q2 = new Period(YearMonth.of(2024, 4), YearMonth.of(2024, 6));

    assertThat(balances(engine, "postings", "LATER", "EUR", q2)).isEqualTo("null, 5.0000, 5.0000");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void summerTimeMovesTheMonthsEnd(Engine engine) {
    Period april = Period.of(YearMonth.of(2024, 4));

    assertThat(balances(engine, "postings_nl", "DST", "EUR", april)).isEqualTo("4.0000");
  }

  List<Engine> engines() {
    return engines;
  }

  private String balances(
      Engine engine, String dataset, String account, String currency, Period period) {
    Optional<String> openings =
        dataset.equals("transactions") ? Optional.of("openings") : Optional.empty();
    String sql =
        BalanceSql.of(lake.contract(dataset))
            .monthEnd(new Request(period, false, Optional.empty(), openings));
    String start = account + " | " + currency + " | ";
    return engine.query(sql).stream()
        .filter(row -> row.startsWith(start))
        .map(row -> row.substring(row.lastIndexOf('|') + 2))
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }
}
