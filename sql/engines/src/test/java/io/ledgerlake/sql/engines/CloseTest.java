package io.ledgerlake.sql.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.balances.BalanceLake;
import io.ledgerlake.pipeline.command.Balances;
import io.ledgerlake.pipeline.command.Close;
import io.ledgerlake.pipeline.command.Compact;
import io.ledgerlake.pipeline.command.Release;
import io.ledgerlake.pipeline.command.Rollback;
import io.ledgerlake.pipeline.lake.Catalogs;
import io.ledgerlake.pipeline.lake.ExposureTable;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.lake.MonthEndTable;
import io.ledgerlake.pipeline.query.PublishedLake.EngineSettings;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloseTest {

  private static final String ALL =
      "SELECT account, currency, month, balance, version, delta, caused_by, ledger_seq"
          + " FROM aggregates.%s_month_end_balances ORDER BY month, version, account, currency";

  private TestLake lake;

  @BeforeEach
  void lake(@TempDir Path folder) {
    lake = new TestLake(folder);
  }

  @Test
  void aClosedMonthIsStoredOnceAndItsSnapshotsKeepAName() throws IOException {
    lake.ingest("transactions", WorkedExample.TRANSACTIONS);

    TestLake.Answer first = lake.run(new Close(), "transactions", "2024-02");
    TestLake.Answer again = lake.run(new Close(), "transactions", "2024-02");

    assertThat(first.exitCode()).as(first.text()).isZero();
    assertThat(again.exitCode()).as(again.text()).isZero();
    assertThat(again.text()).contains("2024-02 is closed already");
    assertThat(stored("transactions"))
        .containsExactly(
            "ACC001 | EUR | 2024-02 | 326.0000 | 1 | null | null | 1",
            "ACC002 | EUR | 2024-02 | -25.5000 | 1 | null | null | 1");
    Contract contract = lake.contract("transactions");
    assertThat(lake.tables(contract).ledger().refs()).containsKey("closed-2024-02-v1");
    Table monthEnds = MonthEndTable.find(lake.tables(contract)).orElseThrow();
    assertThat(monthEnds.refs()).containsKey("closed-2024-02-v1");
    assertThat(monthEnds.snapshots()).hasSize(1);
  }

  @Test
  void aLateRowRestatesEveryMonthFromItsOwnAndNamesItsRun() throws IOException {
    lake.ingest("transactions", WorkedExample.TRANSACTIONS);
    lake.run(new Close(), "transactions", "2024-01");
    lake.run(new Close(), "transactions", "2024-02");
    lake.ingest(
        "transactions", TestLake.TRANSACTIONS + "LATE,ACC002,5.00,EUR,2024-01-20T00:00:00Z\n");

    TestLake.Answer march = lake.run(new Close(), "transactions", "2024-03");

    assertThat(march.exitCode()).as(march.text()).isZero();
    assertThat(stored("transactions"))
        .containsExactly(
            "ACC001 | EUR | 2024-01 | 326.0000 | 1 | null | null | 1",
            "ACC002 | EUR | 2024-01 | 5.0000 | 2 | 5.0000 | run-2 | 2",
            "ACC001 | EUR | 2024-02 | 326.0000 | 1 | null | null | 1",
            "ACC002 | EUR | 2024-02 | -25.5000 | 1 | null | null | 1",
            "ACC002 | EUR | 2024-02 | -20.5000 | 2 | 5.0000 | run-2 | 2",
            "ACC001 | EUR | 2024-03 | 326.0000 | 1 | null | null | 2",
            "ACC002 | EUR | 2024-03 | -120.5000 | 1 | null | null | 2");
  }

  @Test
  void aPeriodIsComputedFromTheMonthBeforeItWhileThatIsRight() throws IOException {
    lake.ingest("postings", WorkedExample.POSTINGS);
    String before = csv("postings");
    lake.run(new Close(), "postings", "2023-12");

    TestLake.Answer closed = balances("postings", "--format=TABLE");

    assertThat(csv("postings")).isEqualTo(before);
    assertThat(closed.text())
        .contains("Computed from the closed balances of 2023-12 on.")
        .contains("Looked into 2 of 4 data files");

    lake.ingest("postings", TestLake.POSTINGS + "2,ACC001,1.00,327.00,2023-11-16\n");

    assertThat(balances("postings", "--format=TABLE").text())
        .contains("Computed from the first posting on.");
    assertThat(csv("postings")).contains("ACC001,EUR,2024-01,327.0000");
  }

  @Test
  void nothingIsWrittenWhenManifestsSaySomethingElse() throws IOException {
    lake.ingest("transactions", WorkedExample.TRANSACTIONS);
    Path manifest = Path.of(lake.lake(), "runs", "transactions", "run-1", "manifest.json");
    String text = Files.readString(manifest);
    assertThat(text).contains("\"2023-11\"");
    Files.writeString(manifest, text.replaceAll("(\"2023-11\" *: *\"?)326", "$1327"));

    TestLake.Answer answer = lake.run(new Close(), "transactions", "2024-03");

    assertThat(answer.exitCode()).as(answer.text()).isEqualTo(4);
    assertThat(answer.text()).contains("-1.0000").contains("nothing was written");
    assertThat(MonthEndTable.find(lake.tables(lake.contract("transactions")))).isEmpty();
  }

  @Test
  void aBreakInARunningBalanceIsListedAndStopsTheClose() throws IOException {
    lake.ingest(
        "postings",
        TestLake.POSTINGS
            + "1,ACC1,10.00,10.00,2024-01-01\n"
            + "2,ACC1,10.00,25.00,2024-01-02\n"
            + "3,ACC2,10.00,110.00,2024-01-02\n");

    TestLake.Answer answer = lake.run(new Close(), "postings", "2024-01");

    assertThat(answer.exitCode()).as(answer.text()).isEqualTo(4);
    assertThat(answer.text()).contains("ACC1").contains("5.0000").doesNotContain("ACC2");
  }

  @Test
  void openingsAndAReportingZoneTieOut() throws IOException {
    Contract contract =
        TestLake.variant(
            "transactions",
            "moves",
            "\"version\": 1,",
            "\"version\": 1, \"reportingZone\": \"Europe/Amsterdam\",");
    lake.ingest(
        "openings", TestLake.OPENINGS + "A,EUR,2024-01-15,100.00\n" + "B,EUR,2024-02-29,7.00\n");
    lake.ingest(
        contract,
        TestLake.TRANSACTIONS
            // In A's opening already; in January; in February by Amsterdam's clocks.
            + "1,A,50.00,EUR,2024-01-15T22:59:59Z\n"
            + "2,A,1.00,EUR,2024-01-31T22:59:59Z\n"
            + "3,A,2.00,EUR,2024-01-31T23:30:00Z\n"
            + "4,B,3.00,EUR,2024-01-10T00:00:00Z\n"
            + "5,C,4.00,USD,2024-01-10T00:00:00Z\n");

    TestLake.Answer january = lake.run(new Close(), "moves", "2024-01");
    TestLake.Answer february = lake.run(new Close(), "moves", "2024-02");

    assertThat(january.exitCode()).as(january.text()).isZero();
    assertThat(february.exitCode()).as(february.text()).isZero();
    assertThat(stored("moves"))
        .containsExactly(
            "A | EUR | 2024-01 | 101.0000 | 1 | null | null | 1",
            "C | USD | 2024-01 | 4.0000 | 1 | null | null | 1",
            "A | EUR | 2024-02 | 103.0000 | 1 | null | null | 1",
            "B | EUR | 2024-02 | 7.0000 | 1 | null | null | 1",
            "C | USD | 2024-02 | 4.0000 | 1 | null | null | 1");
  }

  /** What an account had before the day of its opening balance is in that, and counts no more. */
  @Test
  void anOpeningThatComesAfterAMonthWasClosedCountsInsteadOfWhatWasThereBefore()
      throws IOException {
    lake.ingest("openings", TestLake.OPENINGS + "Z,EUR,2023-12-31,1.00\n");
    lake.ingest("transactions", TestLake.TRANSACTIONS + "1,A,50.00,EUR,2024-01-10T00:00:00Z\n");
    lake.run(new Close(), "transactions", "2024-01");
    lake.ingest("openings", TestLake.OPENINGS + "A,EUR,2024-02-15,100.00\n");

    TestLake.Answer february =
        lake.run(new Balances(), "transactions", "--from=2024-02", "--to=2024-02", "--format=CSV");
    TestLake.Answer closed = lake.run(new Close(), "transactions", "2024-02");

    assertThat(february.text()).contains("A,EUR,2024-02,100.0000\r\n");
    assertThat(closed.exitCode()).as(closed.text()).isZero();
    assertThat(stored("transactions"))
        .containsExactly(
            "A | EUR | 2024-01 | 50.0000 | 1 | null | null | 1",
            "Z | EUR | 2024-01 | 1.0000 | 1 | null | null | 1",
            "A | EUR | 2024-01 | null | 2 | -50.0000 | run-3 | 1",
            "A | EUR | 2024-02 | 100.0000 | 1 | null | null | 1",
            "Z | EUR | 2024-02 | 1.0000 | 1 | null | null | 1");
  }

  @Test
  void whatIsTakenBackRestatesTheMonthsThatItWasIn() throws IOException {
    lake.ingest("transactions", WorkedExample.TRANSACTIONS);
    // Nets to nothing over all accounts, and is the only row that C has.
    lake.ingest(
        "transactions",
        TestLake.TRANSACTIONS
            + "N1,ACC001,-4.00,EUR,2024-01-20T00:00:00Z\n"
            + "N2,C,4.00,EUR,2024-01-20T00:00:00Z\n");
    lake.run(new Close(), "transactions", "2024-01");

    TestLake.Answer back =
        lake.run(
            new Rollback(), "transactions", "--file=file-2.csv", "--why=wrong", "--runId=back");
    TestLake.Answer again = lake.run(new Close(), "transactions", "2024-01");

    assertThat(back.exitCode()).as(back.text()).isZero();
    assertThat(again.exitCode()).as(again.text()).isZero();
    assertThat(stored("transactions"))
        .containsExactly(
            "ACC001 | EUR | 2024-01 | 322.0000 | 1 | null | null | 2",
            "C | EUR | 2024-01 | 4.0000 | 1 | null | null | 2",
            "ACC001 | EUR | 2024-01 | 326.0000 | 2 | 4.0000 | back | 3",
            "C | EUR | 2024-01 | null | 2 | -4.0000 | back | 3");
    assertThat(lake.run(new Close(), "transactions", "2024-01").text())
        .contains("2024-01 is closed already");
    assertThat(balances("transactions", "--format=CSV").text()).doesNotContain("C,EUR");
  }

  @Test
  void theExposureOfAMonthIsStoredWithEachVersionOfItsBalances() throws IOException {
    lake.ingest(
        "transactions",
        WorkedExample.TRANSACTIONS
            + "Q1,ACC009,12.345,EUR,2024-01-05T00:00:00Z\n"
            + "Q2,ACC009,1.00,EUR,not a time\n"
            + "Q3,ACC009,no amount,USD,2023-05-05T00:00:00Z\n"
            + "Q4,ACC009,9.999,EUR,2024-02-05T00:00:00Z\n");
    lake.run(new Close(), "transactions", "2024-01");

    assertThat(exposure())
        .containsExactly(
            "2024-01 | 2024-01 | EUR | 1 | 12.3450 | 0 | 1 | 1",
            "2024-01 | earlier | USD | 1 | 0.0000 | 1 | 1 | 1",
            "2024-01 | unknown | EUR | 1 | 1.0000 | 0 | 1 | 1");

    lake.ingest(
        "transactions",
        TestLake.TRANSACTIONS
            + "LATE,ACC002,5.00,EUR,2024-01-20T00:00:00Z\n"
            + "Q5,ACC002,1.111,EUR,2024-01-20T00:00:00Z\n");
    assertThat(exposure()).hasSize(3).contains("2024-01 | 2024-01 | EUR | 1 | 12.3450 | 0 | 1 | 1");
    lake.run(new Close(), "transactions", "2024-01");

    assertThat(exposure())
        .containsExactly(
            "2024-01 | 2024-01 | EUR | 2 | 13.4560 | 0 | 2 | 2",
            "2024-01 | earlier | USD | 1 | 0.0000 | 1 | 2 | 2",
            "2024-01 | unknown | EUR | 1 | 1.0000 | 0 | 2 | 2");
    Table stored = ExposureTable.find(lake.tables(lake.contract("transactions"))).orElseThrow();
    assertThat(stored.refs()).containsKeys("closed-2024-01-v1", "closed-2024-01-v2");
  }

  /** The row that is picked lies in a month that nobody asks for when March is. */
  @Test
  void whatHasLeftQuarantineIsNotExposureWhateverMonthItWentTo() throws IOException {
    lake.ingest(
        "transactions",
        WorkedExample.TRANSACTIONS
            + "K,ACC001,1.00,EUR,2024-01-05T00:00:00Z\n"
            + "K,ACC001,2.00,EUR,2024-01-05T00:00:00Z\n");
    TestLake.Answer pick =
        lake.run(
            new Release(), "transactions", "file-1.csv:7", "--pick", "--why=x", "--runId=pick");
    assertThat(pick.exitCode()).as(pick.text()).isZero();
    lake.run(new Close(), "transactions", "2024-02");

    TestLake.Answer march =
        lake.run(new Balances(), "transactions", "--from=2024-03", "--to=2024-03");

    assertThat(march.text())
        .contains("Computed from the closed balances of 2024-02 on.")
        .containsPattern("ACC001 +EUR +2024-03 +327.0000")
        .containsPattern("rows_without_amount\\R-+\\R nothing");
    assertThat(exposure()).isEmpty();
  }

  /** As a close leaves it that is killed between its commit and the names of its snapshots. */
  @Test
  void theSnapshotsOfAClosedMonthNeverExpireAndGetTheirNamesFromWhoeverComesNext()
      throws IOException {
    lake.ingest(
        "transactions", WorkedExample.TRANSACTIONS + "Q,ACC009,x,EUR,2024-01-05T00:00:00Z\n");
    lake.run(new Close(), "transactions", "2024-01");
    Map<String, Long> named = named();
    assertThat(named).containsOnlyKeys("processed", "quarantine", "ledger", "aggregates");
    for (Table table : tables()) {
      if (table.refs().containsKey("closed-2024-01-v1")) {
        table.manageSnapshots().removeTag("closed-2024-01-v1").commit();
      }
    }
    lake.ingest(
        "transactions",
        TestLake.TRANSACTIONS
            + "R,ACC009,1.00,EUR,2024-01-06T00:00:00Z\n"
            + "S,ACC009,y,EUR,2024-01-06T00:00:00Z\n");
    lake.ingest("transactions", TestLake.TRANSACTIONS + "T,C,1.00,EUR,2024-01-06T00:00:00Z\n");
    assertThat(named()).isEmpty();
    Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(400)), ZoneOffset.UTC);

    TestLake.Answer compacted =
        lake.run(new Compact(later), "transactions", "--apply", "--keepSnapshots=1");
    assertThat(compacted.exitCode()).as(compacted.text()).isZero();
    assertThat(compacted.text()).contains("Snapshots expired");
    TestLake.Answer february = lake.run(new Close(), "transactions", "2024-02");

    assertThat(february.exitCode()).as(february.text()).isZero();
    assertThat(named()).isEqualTo(named);
    Table processed = lake.tables(lake.contract("transactions")).zone(Zone.PROCESSED);
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(processed).useSnapshot(named.get("processed")).build()) {
      assertThat(rows).as("rows of the closed month's snapshot").hasSize(6);
    }
  }

  /** Returns the snapshots that the first version of January has, by the table's folder. */
  private Map<String, Long> named() {
    Map<String, Long> named = new TreeMap<>();
    for (Table table : tables()) {
      SnapshotRef tag = table.refs().get("closed-2024-01-v1");
      if (tag != null) {
        named.put(folder(table), tag.snapshotId());
      }
    }
    return named;
  }

  private String folder(Table table) {
    return Path.of(lake.lake()).relativize(Path.of(table.location())).getName(0).toString();
  }

  private List<Table> tables() {
    LakeTables tables = lake.tables(lake.contract("transactions"));
    List<Table> all = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      all.add(tables.zone(zone));
    }
    all.add(tables.ledger());
    all.add(MonthEndTable.find(tables).orElseThrow());
    all.add(ExposureTable.find(tables).orElseThrow());
    return all;
  }

  @Test
  void balancesAreNeverOfTwoStatesOfTheLake() throws IOException {
    lake.ingest("transactions", WorkedExample.TRANSACTIONS);
    Contract contract = lake.contract("transactions");
    LakeLayout layout = LakeLayout.of(lake.lake());
    try (LakeStorage storage = LakeStorage.of(lake.lake())) {
      Catalog catalog = Catalogs.open(layout, "", Map.of());
      BalanceLake before =
          BalanceLake.of(
              layout, storage, dataset -> LakeTables.of(catalog, layout, dataset), contract);
      lake.ingest("transactions", TestLake.TRANSACTIONS + "L,C,1.00,EUR,2024-01-20T00:00:00Z\n");

      assertThatThrownBy(
              () ->
                  before.open(
                      before.request(WorkedExample.Q1_2024, false),
                      new EngineSettings(1, 512, lake.folder().resolve("scratch"))))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("A run of transactions was published while balances were");
    }
  }

  @Test
  void aMonthThatGoesOnCannotBeClosed() throws IOException {
    lake.ingest("transactions", WorkedExample.TRANSACTIONS);

    TestLake.Answer answer = lake.run(new Close(), "transactions", "2999-01");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.text()).contains("2999-01 has not ended yet in UTC");
  }

  private List<String> stored(String dataset) {
    Engine duck = new DuckDbEngine(lake);
    try {
      return duck.query(String.format(Locale.ROOT, ALL, dataset));
    } finally {
      duck.disconnect();
    }
  }

  private List<String> exposure() {
    Engine duck = new DuckDbEngine(lake);
    try {
      return duck.query(
          "SELECT * FROM published.transactions_month_end_exposure ORDER BY month, event_month");
    } finally {
      duck.disconnect();
    }
  }

  private String csv(String dataset) {
    return balances(dataset, "--format=CSV").text();
  }

  private TestLake.Answer balances(String dataset, String format) {
    return lake.run(new Balances(), dataset, "--from=2024-01", "--to=2024-03", format);
  }
}
