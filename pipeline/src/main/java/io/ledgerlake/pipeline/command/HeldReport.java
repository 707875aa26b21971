package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.publish.HeldException;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Tells that a run was not decided because another one is held.
 *
 * @param command what the user has called
 * @param runId the run that was not decided
 * @param ingestedAt its logical time
 * @param reports where it is reported
 */
record HeldReport(
    String command,
    String runId,
    String dataset,
    String lake,
    Instant ingestedAt,
    RunReports reports) {

  /**
   * What the held run itself has reported stays; of a run that waits for it, this is the report.
   */
  void tell(HeldException held, Terminal terminal) throws IOException {
    if (!held.runId().equals(runId)) {
      RunSummary summary =
          RunSummary.beforeItBegan(
              Verdict.HELD,
              runId,
              dataset,
              lake,
              ingestedAt.toString(),
              List.of(held.getMessage() + " " + held.nextStep()));
      reports.writeFigures(summary);
    }
    terminal.err().println("ledgerlake " + command + ": " + held.getMessage());
    terminal.err().println("  " + held.nextStep());
  }
}
