package io.ledgerlake.sql.engines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Balances;
import io.ledgerlake.pipeline.command.Sql;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.sql.BalanceSql;
import io.ledgerlake.sql.Identifiers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryCommandsTest {

  private TestLake lake;

  @BeforeAll
  void ingest(@TempDir Path folder) throws IOException {
    lake =
        new TestLake(folder)
            .ingest("postings", WorkedExample.POSTINGS)
            .ingest(
                "transactions",
                WorkedExample.TRANSACTIONS
                    + "T90,ACC009,12.345,EUR,2024-02-01T00:00:00Z\n"
                    + "T91,ACC009,1.00,EUR,not a time\n"
                    + "T92,ACC009,2.00,USD,2023-01-01\n");
  }

  @Test
  void balancesComeAsATableWithWhatIsStillInQuarantine() {
    String text = balances("transactions").text();

    assertThat(text)
        .containsPattern("ACC001 +EUR +2024-01 +326.0000")
        .containsPattern("ACC002 +EUR +2024-01 +\\(null\\)")
        .containsPattern("ACC002 +EUR +2024-03 +-125.5000")
        .contains("Still in quarantine")
        .containsPattern("2024-02 +EUR +1 +12.345")
        .containsPattern("unknown +EUR +1 +1.0000")
        .contains("Summed from 2023-11-15 on, the day of the first published row")
        .contains("there are no opening balances");
  }

  @Test
  void balancesComeAsCsvAndJson() {
    assertThat(balances("postings", "--format=CSV").text())
        .isEqualTo(
            "account,currency,month,balance\r\n"
                + "ACC001,EUR,2024-01,326.0000\r\n"
                + "ACC001,EUR,2024-02,326.0000\r\n"
                + "ACC001,EUR,2024-03,326.0000\r\n"
                + "ACC002,EUR,2024-01,\r\n"
                + "ACC002,EUR,2024-02,-25.5000\r\n"
                + "ACC002,EUR,2024-03,-125.5000\r\n");
    assertThat(balances("postings", "--format=JSON", "--account=ACC002").text().lines())
        .containsExactly(
            "{\"account\":\"ACC002\",\"currency\":\"EUR\",\"month\":\"2024-01\",\"balance\":null}",
            "{\"account\":\"ACC002\",\"currency\":\"EUR\",\"month\":\"2024-02\",\"balance\":\"-25.5000\"}",
            "{\"account\":\"ACC002\",\"currency\":\"EUR\",\"month\":\"2024-03\",\"balance\":\"-125.5000\"}");
  }

  @Test
  void strictCarriesNothingForward() {
    assertThat(balances("postings", "--format=CSV", "--strict", "--account=ACC002").text().lines())
        .containsExactly(
            "account,currency,month,balance",
            "ACC002,EUR,2024-01,",
            "ACC002,EUR,2024-02,-25.5000",
            "ACC002,EUR,2024-03,-125.5000");
    assertThat(balances("postings", "--format=CSV", "--strict", "--account=ACC001").text())
        .contains("ACC001,EUR,2024-03,\r\n");
  }

  @Test
  void theQueryIsPrintedToBePasted() {
    assertThat(balances("postings", "--printSql").text())
        .isEqualTo(
            BalanceSql.of(lake.contract("postings"))
                .monthEnd(BalanceSql.Request.of(WorkedExample.Q1_2024)));
  }

  @Test
  void aBadPeriodIsRefusedInWords() {
    TestLake.Answer none = lake.run(new Balances(), "postings");
    TestLake.Answer backwards =
        lake.run(new Balances(), "postings", "--from=2024-03", "--to=2024-01");

    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.text()).contains("balances was not told which month");
    assertThat(backwards.exitCode()).isEqualTo(2);
    assertThat(backwards.text()).contains("--to=2024-01 is before --from=2024-03");
  }

  @Test
  void sqlAsksTheViewsOfEveryDataset() {
    TestLake.Answer answer =
        lake.run(
            new Sql(),
            "transactions",
            "-c",
            "SELECT zone, count(*) AS n FROM published.transactions_outcomes GROUP BY zone"
                + " UNION ALL SELECT 'postings', count(*) FROM published.postings ORDER BY 1",
            "--format=CSV");

    assertThat(answer.text()).isEqualTo("zone,n\r\npostings,6\r\nprocessed,6\r\nquarantine,3\r\n");
  }

  @Test
  void sqlReadsStatementsFromAPipeUntilOneFails() {
    TestLake.Answer answer =
        asked(
            "CREATE TEMP TABLE t AS\n SELECT 7 AS x;\nSELECT x FROM t;\nSELECT nonsense;\nSELECT 8;\n",
            false);

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.text()).startsWith("x\r\n7\r\n").contains("nonsense").doesNotContain("8\r\n");
  }

  @Test
  void atThePromptAMistakeIsToldAndTheSessionGoesOn() {
    TestLake.Answer answer =
        asked(
            "SELECT nonsense;\nSELECT 40\n  + 2\n  AS answer;\n.quit\nSELECT 'never asked';\n",
            true);

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.text())
        .contains("lake> ", "  ... ", "nonsense", "answer\r\n42\r\n")
        .doesNotContain("never asked");
  }

  @Test
  void theLastStatementNeedsNoSemicolon() {
    assertThat(asked("SELECT 1 AS one;\n\nSELECT 2\nAS two", false).text())
        .isEqualTo("one\r\n1\r\ntwo\r\n2\r\n");
  }

  @Test
  void sqlHelps() {
    TestLake.Answer answer = lake.run(new Sql(), "postings", "--help");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.text())
        .contains("--command", "--fetchMegabytes", "sql --format=CSV < question");
  }

  @Test
  void sqlSaysWhatIsWrongWithAStatement() {
    TestLake.Answer answer =
        lake.run(new Sql(), "postings", "-c", "SELECT * FROM published.nothing");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.text()).contains("nothing").contains("SHOW ALL TABLES lists");
  }

  @Test
  void everyWordThatDuckDbReservesIsQuoted() {
    Engine duck = new DuckDbEngine(lake);
    List<String> words =
        duck.query(
            "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'");
    duck.disconnect();

    assertThat(words).isNotEmpty().allMatch(word -> Identifiers.of(word).startsWith("\""));
  }

  private TestLake.Answer balances(String dataset, String... options) {
    List<String> args = new ArrayList<>(List.of("--from=2024-01", "--to=2024-03"));
    args.addAll(List.of(options));
    return lake.run(new Balances(), dataset, args.toArray(String[]::new));
  }

  private TestLake.Answer asked(String script, boolean live) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(script.getBytes(UTF_8)));
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      PrintStream out = new PrintStream(bytes, true, UTF_8);
      String[] args = {"--lake=" + lake.lake(), "--dataset=postings", "--format=CSV"};
      int exitCode = new Sql().run(args, new Terminal(out, out, false, live, 100));
      return new TestLake.Answer(exitCode, bytes.toString(UTF_8));
    } finally {
      System.setIn(before);
    }
  }
}
