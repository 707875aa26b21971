package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.IngestOptions;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.schemas.contract.ContractException;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Tells bad input as a verdict, where verdicts are told by {@code metrics.json} and not by the exit
 * code ({@code --verdictExit=false}).
 *
 * <p>Whoever starts jobs starts one that failed again, and the same contract or the same empty
 * folder would be met three times. So the job ends well, and the report says what a person has to
 * put right. Where no report can be written (no bucket, options that are none) there is none, and
 * the job ends well all the same: see {@link Command#run}.
 */
final class BadInputReport {

  private final IngestOptions options;
  private final Terminal terminal;

  BadInputReport(IngestOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  /** Returns what the body returns, or 0 once bad input is reported. */
  int guard(Callable<Integer> body) throws Exception {
    if (options.getVerdictExit() || options.getRunId() == null) {
      return body.call();
    }
    try {
      return body.call();
    } catch (ContractException e) {
      return report(e, e.nextStep());
    } catch (UserError e) {
      if (e.exitCode() != UserError.BAD_INPUT) {
        throw e;
      }
      return report(e, e.nextStep());
    }
  }

  private int report(RuntimeException bad, String nextStep) {
    List<String> told = Stream.concat(bad.getMessage().lines(), Stream.of(nextStep)).toList();
    try (OpenLake lake = OpenLake.toWrite(options)) {
      String success = lake.layout().runFile(options.getDataset(), options.getRunId(), "_SUCCESS");
      if (lake.storage().size(success).isPresent()) {
        throw bad;
      }
      new RunReports(lake, options.getDataset(), options.getRunId()).writeFigures(summary(told));
    } catch (IOException | UserError e) {
      if (e != bad) {
        bad.addSuppressed(e);
      }
      throw bad;
    }
    terminal.err().println("ledgerlake ingest: " + String.join("\n  ", told));
    return Verdict.BAD_INPUT.exitCode(false);
  }

  private RunSummary summary(List<String> told) {
    String ingestedAt =
        options.getIngestedAt() == null
            ? Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS).toString()
            : options.getIngestedAt();
    return RunSummary.beforeItBegan(
        Verdict.BAD_INPUT,
        options.getRunId(),
        options.getDataset(),
        options.getLake(),
        ingestedAt,
        told);
  }
}
