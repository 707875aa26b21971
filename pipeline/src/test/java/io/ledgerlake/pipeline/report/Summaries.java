package io.ledgerlake.pipeline.report;

import io.ledgerlake.pipeline.gate.Gate;
import io.ledgerlake.pipeline.gate.GateCheck;
import io.ledgerlake.pipeline.report.RunSummary.Fault;
import io.ledgerlake.pipeline.report.RunSummary.FileLine;
import io.ledgerlake.pipeline.report.RunSummary.FileStatus;
import io.ledgerlake.pipeline.report.RunSummary.Money;
import io.ledgerlake.pipeline.report.RunSummary.ReasonCount;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Run summaries to test reports with. */
final class Summaries {

  private Summaries() {}

  static RunSummary withRefusal() {
    return new RunSummary(
        Verdict.PUBLISHED_WITH_REFUSALS,
        "nightly-2024-03-31",
        "transactions",
        "./lake",
        "2024-03-31T02:00:00Z",
        List.of(
            refused("ingest_date=2024-03-31/branch-south.csv"),
            new FileLine(
                "ingest_date=2024-03-31/core-banking.csv",
                FileStatus.INGESTED,
                new Rows(1_500, 1_460, 25, 15, 2, 5),
                new TreeMap<>(
                    Map.of(
                        "EUR", money("1234567.89", "1234000.00", "500.80", "67.09"),
                        "JPY", money("-300", "-300", "0", "0"),
                        "?", money("12.5", "0", "12.5", "0"))),
                null,
                null),
            new FileLine(
                "ingest_date=2024-03-31/treasury.csv",
                FileStatus.INGESTED,
                new Rows(400, 400, 0, 0, 0, 0),
                new TreeMap<>(Map.of("EUR", money("0.10", "0.10", "0", "0"))),
                null,
                "agrees with its control file"),
            new FileLine(
                "ingest_date=2024-03-30/treasury.csv",
                FileStatus.ALREADY_INGESTED,
                Rows.NONE,
                new TreeMap<>(),
                null,
                "published by run nightly-2024-03-30")),
        List.of(
            new ReasonCount(
                "TYPE_ERROR", "quarantine", 20, "ingest_date=2024-03-31/core-banking.csv:417"),
            new ReasonCount("DUPLICATE_FAILURE", "condemned", 15, null),
            new ReasonCount("CURRENCY_ERROR", "quarantine", 5, null)),
        List.of(),
        List.of(
            new GateCheck(
                Gate.REJECTED_ROWS,
                GateCheck.Outcome.PASSED,
                new BigDecimal("0.05"),
                100,
                2,
                List.of()),
            new GateCheck(
                Gate.DUPLICATES,
                GateCheck.Outcome.WARNED,
                new BigDecimal("0.005"),
                10,
                2,
                List.of(
                    new GateCheck.Finding(
                        "ingest_date=2024-03-31/core-banking.csv",
                        15,
                        1500,
                        new BigDecimal("0.01"),
                        "core-banking.csv: 15 of 1,500 rows (1%) repeat others.",
                        "ask the sender whether it was sent before.")))),
        "./lake/runs/transactions/nightly-2024-03-31/report.html");
  }

  static FileLine refused(String path) {
    return new FileLine(
        path,
        FileStatus.REFUSED,
        Rows.NONE,
        new TreeMap<>(),
        new Fault(
            "UNCLOSED_QUOTE",
            6_912,
            "A quote is opened and not closed before the file ends.",
            "Ask the sender to close or remove the quote and to send the file again."),
        null);
  }

  static RunSummary of(Verdict verdict, List<FileLine> files, List<String> disagreements) {
    return new RunSummary(
        verdict,
        "r1",
        "postings",
        "s3://acme-lake",
        "2024-03-31T02:00:00Z",
        files,
        List.of(),
        disagreements,
        List.of(),
        null);
  }

  static Money money(String read, String processed, String quarantined, String condemned) {
    return new Money(
        new BigDecimal(read),
        new BigDecimal(processed),
        new BigDecimal(quarantined),
        new BigDecimal(condemned));
  }
}
