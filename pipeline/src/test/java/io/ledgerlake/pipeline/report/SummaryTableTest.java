package io.ledgerlake.pipeline.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.report.RunSummary.FileLine;
import io.ledgerlake.pipeline.report.RunSummary.FileStatus;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SummaryTableTest {

  private static final Terminal TERMINAL =
      Terminal.of(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());

  @Test
  void explainsARunToSomeoneWhoHasNeverSeenOne() throws Exception {
    Golden.assertMatches("summary.txt", SummaryTable.of(Summaries.withRefusal(), 6, TERMINAL));
  }

  @Test
  void doesNotSayThatBooksBalanceWhenTheyDoNot() {
    FileLine file =
        new FileLine(
            "a.csv",
            FileStatus.INGESTED,
            new Rows(10, 8, 1, 0, 0, 0),
            new TreeMap<>(Map.of("EUR", Summaries.money("10.00", "9.99", "0", "0"))),
            null,
            null);

    String text =
        SummaryTable.of(
            Summaries.of(
                Verdict.BOOKS_DISAGREE, List.of(file), List.of("a.csv: rows: read 10, stored 9")),
            4,
            TERMINAL);

    assertThat(text)
        .contains("the books disagree; nothing was published")
        .contains("What does not agree\n a.csv: rows: read 10, stored 9")
        .contains("DISAGREE")
        .doesNotContain("books balance")
        .doesNotContain("What next")
        .endsWith("Exit code 4: the books disagree; nothing was published.\n");
  }

  @Test
  void aFileNameCannotDriveTheTerminal() {
    RunSummary run =
        Summaries.of(
            Verdict.ALL_REFUSED,
            List.of(Summaries.refused("x\u001b[2J\nRun r1: published\u202e.csv")),
            List.of());

    assertThat(SummaryTable.of(run, 6, TERMINAL))
        .contains("x?[2J?Run r1: published?.csv")
        .doesNotContain("\u001b", "\nRun r1: published", "\u202e");
  }

  @Test
  void filesOfTheSameNameAreToldApart() {
    assertThat(SummaryTable.of(Summaries.withRefusal(), 6, TERMINAL))
        .contains(" ingest_date=2024-03-31/treasury.csv ", " ingest_date=2024-03-30/treasury.csv ")
        .contains(" core-banking.csv ");
  }

  @Test
  void nextCommandsNameAnUnusualLake() {
    RunSummary run =
        Summaries.of(
            Verdict.PUBLISHED,
            List.of(
                new FileLine(
                    "a.csv",
                    FileStatus.INGESTED,
                    new Rows(2, 1, 1, 0, 0, 0),
                    new TreeMap<>(),
                    null,
                    null)),
            List.of());

    assertThat(SummaryTable.of(run, 0, TERMINAL))
        .contains("./ledgerlake rejects a.csv --lake=s3://acme-lake --dataset=postings");
  }

  @Test
  void amountsKeepEveryDigit() {
    assertThat(SummaryTable.amount(new BigDecimal("12345678901234567890.1234")))
        .isEqualTo("12,345,678,901,234,567,890.1234");
    assertThat(SummaryTable.amount(new BigDecimal("-0.5000"))).isEqualTo("-0.50");
    assertThat(SummaryTable.amount(new BigDecimal("1E+3"))).isEqualTo("1,000");
    assertThat(SummaryTable.amount(new BigDecimal("0.0000"))).isEqualTo("0");
  }
}
