package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.options.ReplayOptions;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.pipeline.publish.HeldException;
import io.ledgerlake.pipeline.report.ReplayTable;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.SummaryTable;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.pipeline.run.Engine;
import io.ledgerlake.pipeline.run.IngestRun;
import io.ledgerlake.pipeline.run.ReplayRequest;
import io.ledgerlake.pipeline.run.ReplayResult;
import io.ledgerlake.pipeline.run.ReplayRun;
import io.ledgerlake.pipeline.run.ReplaySummaries;
import io.ledgerlake.schemas.contract.Contract;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Options resolved to a {@link ReplayRequest}, and the result told. */
final class ReplaySession implements Closeable {

  private static final DateTimeFormatter RUN_ID =
      DateTimeFormatter.ofPattern("'replay-'uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final ReplayOptions options;
  private final Terminal terminal;
  private final OpenLake lake;
  private final ReplayRequest request;

  ReplaySession(ReplayOptions options, Terminal terminal, Clock clock) throws IOException {
    this.options = options;
    this.terminal = terminal;
    this.lake = OpenLake.toWrite(options);
    this.request = request(clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  private ReplayRequest request(Instant now) throws IOException {
    Contract contract = GivenContract.of(options, lake);
    lake.requireRuns(contract.dataset());
    var tables = lake.tables(contract.dataset());
    String file =
        options.getFile() == null ? "" : OpenLake.entries(tables, options.getFile()).get(0).path();
    return new ReplayRequest(
        lake.layout(),
        lake.storage(),
        tables,
        contract,
        new ReplayPlan.Criteria(
            file,
            options.getCode() == null ? List.of() : options.getCode(),
            options.getMaxAttempts()),
        options.getRunId() == null ? RUN_ID.format(now) : options.getRunId(),
        options.getIngestedAt() == null ? now : Instant.parse(options.getIngestedAt()),
        Version.text(),
        (long) options.getShardMegabytes() << 20,
        Duration.ofSeconds(options.getWaitForHold()));
  }

  /** Replays and publishes; tells the result. Returns the exit code. */
  int replay() throws IOException {
    try {
      ReplayResult result =
          ReplayRun.of(
                  request,
                  Engine.of(options, options.getParallelism()),
                  new ProgressWatcher(terminal))
              .replay();
      RunSummary summary =
          ReplaySummaries.of(result, options.getLake(), reports().location(RunReports.HTML));
      reports().write(summary);
      return tell(result, summary);
    } catch (HeldException e) {
      return tellHeld(e);
    } catch (IngestRun.AlreadyPublished e) {
      terminal
          .out()
          .println(
              "Run "
                  + request.runId()
                  + " is published already; there is nothing to do. See"
                  + " ./ledgerlake show "
                  + request.runId()
                  + ".");
      return 0;
    }
  }

  private RunReports reports() {
    return new RunReports(lake, request.dataset(), request.runId());
  }

  private int tellHeld(HeldException held) throws IOException {
    new HeldReport(
            "replay",
            request.runId(),
            request.dataset(),
            options.getLake(),
            request.ingestedAt(),
            reports())
        .tell(held, terminal);
    return Verdict.HELD.exitCode(options.getVerdictExit());
  }

  private int tell(ReplayResult result, RunSummary summary) {
    int exitCode = summary.verdict().exitCode(options.getVerdictExit());
    result.notes().forEach(note -> terminal.out().println(note));
    terminal.out().print(SummaryTable.of(summary, terminal));
    terminal
        .out()
        .print(
            ReplayTable.of(
                ReplaySummaries.codesBefore(result), ReplaySummaries.codesAfter(result), terminal));
    terminal.out().println();
    terminal.out().println("Exit code " + exitCode + ": " + summary.verdict().meaning() + ".");
    return exitCode;
  }

  @Override
  public void close() {
    lake.close();
  }
}
