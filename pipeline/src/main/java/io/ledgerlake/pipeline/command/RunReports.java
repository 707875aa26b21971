package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.report.HtmlReport;
import io.ledgerlake.pipeline.report.MetricsJson;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.VerdictJson;
import java.io.IOException;

/** What a run that has ended leaves in its folder for people and for machines. */
final class RunReports {

  static final String HTML = "report.html";
  static final String METRICS = "metrics.json";
  private static final String VERDICT = "verdict.json";

  private final OpenLake lake;
  private final String dataset;
  private final String runId;

  RunReports(OpenLake lake, String dataset, String runId) {
    this.lake = lake;
    this.dataset = dataset;
    this.runId = runId;
  }

  /** Returns where a file of the run's folder is. */
  String location(String file) {
    return lake.layout().runFile(dataset, runId, file);
  }

  /** Writes all of them. */
  void write(RunSummary summary) throws IOException {
    lake.storage().write(location(HTML), HtmlReport.of(summary));
    writeFigures(summary);
  }

  /** Writes those for machines; {@code metrics.json} last, by which a run's report is found. */
  void writeFigures(RunSummary summary) throws IOException {
    lake.storage().write(location(VERDICT), VerdictJson.write(summary));
    lake.storage().write(location(METRICS), MetricsJson.write(summary));
  }

  /** Returns whether all of them are there. */
  boolean areThere() throws IOException {
    return lake.storage().exists(location(HTML)) && lake.storage().exists(location(METRICS));
  }
}
