package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.gate.GateLimits;
import io.ledgerlake.pipeline.options.GateOptions;
import io.ledgerlake.pipeline.options.IngestOptions;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.publish.HeldException;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.SummaryTable;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.pipeline.run.Engine;
import io.ledgerlake.pipeline.run.Holding;
import io.ledgerlake.pipeline.run.IngestRun;
import io.ledgerlake.pipeline.run.RunRequest;
import io.ledgerlake.pipeline.run.RunResult;
import io.ledgerlake.pipeline.run.Summaries;
import io.ledgerlake.schemas.contract.Contract;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code ingest} and {@code validate} have in common: options resolved to a {@link
 * RunRequest}, and the result told. The only place where a run meets the clock.
 */
final class IngestSession implements Closeable {

  private static final DateTimeFormatter RUN_ID =
      DateTimeFormatter.ofPattern("'run-'uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final IngestOptions options;
  private final Terminal terminal;
  private final OpenLake lake;
  private final RunRequest request;
  private final RunReports reports;
  private final Engine engine;
  private final Clock clock;

  IngestSession(IngestOptions options, Terminal terminal, Clock clock) throws IOException {
    this.options = options;
    this.terminal = terminal;
    this.lake = OpenLake.toWrite(options);
    this.clock = clock;
    this.request = request(clock.instant().truncatedTo(ChronoUnit.MILLIS));
    this.reports = new RunReports(lake, request.dataset(), request.runId());
    this.engine = Engine.of(options, options.getParallelism());
  }

  private RunRequest request(Instant now) throws IOException {
    Contract contract = GivenContract.of(options, lake);
    Inputs inputs = Inputs.of(options, lake, contract.dataset());
    if (inputs.sample()) {
      terminal
          .err()
          .println(
              "No --input and no "
                  + lake.layout().rawRoot(contract.dataset())
                  + ": reading the sample feed that ships.");
    }
    return new RunRequest(
        lake.layout(),
        lake.storage(),
        lake.tables(contract.dataset()),
        contract,
        inputs.rawRoot(),
        inputs.locations(),
        Optional.ofNullable(options.getDate()),
        options.getRunId() == null ? RUN_ID.format(now) : options.getRunId(),
        options.getIngestedAt() == null ? now : Instant.parse(options.getIngestedAt()),
        Version.text(),
        options.getAllowEmpty(),
        (long) options.getShardMegabytes() << 20,
        limits(contract),
        new Holding(
            options.getApproval() == GateOptions.Approval.MANUAL,
            Duration.ofSeconds(options.getWaitForHold()),
            why ->
                new JournalEntry.Person(
                    Identity.of(options), clock.instant().truncatedTo(ChronoUnit.MILLIS), why)),
        options.getParallelism(),
        Plan.Choice.valueOf(options.getCorrected().name()));
  }

  private GateLimits limits(Contract contract) {
    GateLimits limits = GateLimits.of(contract.thresholds());
    return new GateLimits(
        options.getMaxRejected() == null
            ? limits.maxRejected()
            : new BigDecimal(options.getMaxRejected()),
        options.getMinGateRows() == null ? limits.minRows() : options.getMinGateRows(),
        options.getMaxDuplicates() == null
            ? limits.maxDuplicates()
            : new BigDecimal(options.getMaxDuplicates()),
        options.getMaxDuplicates() != null,
        !options.getAllowUnprocessedFiles());
  }

  /** Runs and publishes; tells the result. Returns the exit code. */
  int ingest() throws IOException {
    IngestRun run = IngestRun.of(request, engine, new ProgressWatcher(terminal));
    try {
      RunResult result = run.ingest();
      RunSummary summary = summary(result);
      reports.write(summary);
      return tell(summary, result.notes());
    } catch (HeldException e) {
      return tellHeld(e);
    } catch (IngestRun.AlreadyPublished e) {
      if (!reports.areThere()) {
        // Killed between its publication and its report.
        reports.write(summary(run.publishedBefore()));
      }
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

  private RunSummary summary(RunResult result) {
    return Summaries.of(result, options.getLake(), reports.location(RunReports.HTML));
  }

  private int tellHeld(HeldException held) throws IOException {
    new HeldReport(
            "ingest",
            request.runId(),
            request.dataset(),
            options.getLake(),
            request.ingestedAt(),
            reports)
        .tell(held, terminal);
    return Verdict.HELD.exitCode(options.getVerdictExit());
  }

  /** Does a dry run and tells the result. Returns the exit code. */
  int validate() throws IOException {
    try (ScratchFolder scratch = ScratchFolder.create()) {
      RunResult result =
          IngestRun.of(request, engine, new ProgressWatcher(terminal))
              .validate(scratch.path().toString());
      return tell(Summaries.of(result, options.getLake(), null), result.notes());
    }
  }

  private int tell(RunSummary summary, List<String> notes) {
    int exitCode = summary.verdict().exitCode(options.getVerdictExit());
    notes.forEach(note -> terminal.out().println(note));
    terminal.out().print(SummaryTable.of(summary, exitCode, terminal));
    return exitCode;
  }

  @Override
  public void close() {
    lake.close();
  }
}
