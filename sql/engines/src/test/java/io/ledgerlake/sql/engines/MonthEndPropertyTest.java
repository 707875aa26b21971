package io.ledgerlake.sql.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Close;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.sql.BalanceSql;
import io.ledgerlake.sql.BalanceSql.Request;
import io.ledgerlake.sql.Period;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random feeds, crowded around the ends of months, asked for random periods, from the first posting
 * on and from closed months: both engines and {@link BalanceOracle} give the same rows. The seeds
 * are fixed; a failure names its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonthEndPropertyTest {

  private static final Optional<YearMonth> NO_BASE = Optional.empty();
  private static final int ROWS = 600;
  private static final int PERIODS = 12;
  private static final LocalDate FIRST = LocalDate.of(2023, 11, 1);

  /** Of the dataset that sums; the other's random balances do not tie out. */
  private static final List<YearMonth> CLOSED =
      List.of(YearMonth.of(2023, 11), YearMonth.of(2024, 1), YearMonth.of(2024, 3));

  private final Map<String, BalanceOracle> oracles = new HashMap<>();
  private TestLake lake;
  private List<Engine> engines;

  @BeforeAll
  void ingest(@TempDir Path folder) throws IOException {
    lake = new TestLake(folder);
    Contract berlin = zone("postings", "postings_berlin", "Europe/Berlin");
    Contract halifax = zone("transactions", "moves_halifax", "America/Halifax");
    postings(berlin, 1);
    openings(halifax, 2);
    transactions(halifax, 3);
    for (YearMonth month : CLOSED) {
      TestLake.Answer close = lake.run(new Close(), halifax.dataset(), month.toString());
      assertThat(close.exitCode()).as(close.text()).isZero();
    }
    engines = List.of(new DuckDbEngine(lake), new TrinoEngine(lake));
  }

  @AfterAll
  void close() {
    engines.forEach(Engine::disconnect);
  }

  private static Contract zone(String shipped, String dataset, String zone) {
    return TestLake.variant(
        shipped,
        dataset,
        "\"version\": 1,",
        "\"version\": 1, \"reportingZone\": \"" + zone + "\",");
  }

  private void postings(Contract contract, long seed) throws IOException {
    Random random = new Random(seed);
    BalanceOracle oracle = oracle(contract);
    StringBuilder csv = new StringBuilder(TestLake.POSTINGS);
    for (int i = 0; i < ROWS; i++) {
      // Numbers of one to four digits, in no order.
      long id = (i * 7919L) % 10_007 + 1;
      BalanceOracle.Posting p =
          new BalanceOracle.Posting(
              id, "A" + random.nextInt(25), "EUR", money(random), money(random), instant(random));
      oracle.post(p);
      csv.append(id + "," + p.account() + "," + p.amount() + "," + p.after() + "," + p.at() + "\n");
    }
    lake.ingest(contract, csv.toString());
  }

  private void transactions(Contract contract, long seed) throws IOException {
    Random random = new Random(seed);
    BalanceOracle oracle = oracle(contract);
    StringBuilder csv = new StringBuilder(TestLake.TRANSACTIONS);
    for (int i = 0; i < ROWS; i++) {
      BalanceOracle.Posting p =
          new BalanceOracle.Posting(
              i,
              "A" + random.nextInt(25),
              random.nextBoolean() ? "EUR" : "USD",
              money(random),
              BigDecimal.ZERO,
              instant(random));
      oracle.post(p);
      csv.append(
          "T"
              + i
              + ","
              + p.account()
              + ","
              + p.amount()
              + ","
              + p.currency()
              + ","
              + p.at()
              + "\n");
    }
    lake.ingest(contract, csv.toString());
  }

  private void openings(Contract contract, long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder csv = new StringBuilder(TestLake.OPENINGS);
    for (int account = 0; account < 30; account += 3) {
      LocalDate asOf = FIRST.plusDays(random.nextInt(200));
      BigDecimal balance = money(random);
      oracle(contract).open("A" + account, "EUR", asOf, balance);
      csv.append("A" + account + ",EUR," + asOf + "," + balance + "\n");
    }
    lake.ingest("openings", csv.toString());
  }

  private BalanceOracle oracle(Contract contract) {
    return oracles.computeIfAbsent(
        contract.dataset(), d -> new BalanceOracle(ZoneId.of(contract.reportingZone())));
  }

  private static BigDecimal money(Random random) {
    return BigDecimal.valueOf(random.nextInt(200_001) - 100_000, 2);
  }

  /** Half of all within a day of a month's end, many at the same instant. */
  private static Instant instant(Random random) {
    LocalDate day = FIRST.plusDays(random.nextInt(240));
    if (random.nextBoolean()) {
      Instant end =
          YearMonth.from(day).plusMonths(1).atDay(1).atStartOfDay(ZoneId.of("UTC")).toInstant();
      return end.plus(random.nextInt(49) - 24, ChronoUnit.HOURS)
          .minus(random.nextInt(2), ChronoUnit.MICROS);
    }
    return day.atStartOfDay(ZoneId.of("UTC")).toInstant().plusSeconds(3600L * random.nextInt(24));
  }

  @ParameterizedTest
  @ValueSource(strings = {"postings_berlin", "moves_halifax"})
  void theEnginesAgreeWithTheOracle(String dataset) {
    Random random = new Random(dataset.hashCode());
    Contract contract = lake.contract(dataset);
    boolean running = contract.balance().isPresent();
    for (int i = 0; i < PERIODS; i++) {
      YearMonth first = YearMonth.from(FIRST).plusMonths(random.nextInt(10) - 1);
      Period period = new Period(first, first.plusMonths(random.nextInt(5)));
      boolean strict = random.nextBoolean();
      List<String> expected = oracles.get(dataset).monthEnds(period, running, strict);
      for (Optional<YearMonth> base : running ? List.of(NO_BASE) : bases(first)) {
        Request request =
            new Request(period, strict, base, running ? Optional.empty() : Optional.of("openings"));
        for (Engine engine : engines) {
          assertThat(engine.query(BalanceSql.of(contract).monthEnd(request)))
              .as("%s, %s, on %s", dataset, request, engine)
              .isEqualTo(expected);
        }
      }
    }
  }

  /** The first posting, and the last closed month before the period if there is one. */
  private static List<Optional<YearMonth>> bases(YearMonth first) {
    List<Optional<YearMonth>> bases = new ArrayList<>(List.of(NO_BASE));
    CLOSED.stream()
        .filter(month -> month.isBefore(first))
        .reduce((a, b) -> b)
        .ifPresent(month -> bases.add(Optional.of(month)));
    return bases;
  }
}
