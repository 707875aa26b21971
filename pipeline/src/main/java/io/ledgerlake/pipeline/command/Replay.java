package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.options.ReplayOptions;
import io.ledgerlake.pipeline.report.Terminal;
import java.time.Clock;
import java.util.List;

/** Evaluates the rows that wait in quarantine again. */
public final class Replay extends Command<ReplayOptions> {

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String summary() {
    return "the rows that wait in quarantine, evaluated again";
  }

  @Override
  public String description() {
    return "Evaluates rows that were rejected, or reopened by a rollback, again from the bytes that "
        + "were sent: under the contract as it is now, read as their file was written. A row that "
        + "passes goes the way of any other row; one that fails stays in quarantine until its "
        + "attempts are used up. Rows in conflict are left to release, and rows that this contract "
        + "and this version have judged already are passed over.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "replay --contract=payments.avsc",
        "replay --file=2024-03.csv --code=CURRENCY_ERROR",
        "replay --lake=s3://acme-lake --runId=replay-2024-04-02 --maxAttempts=4");
  }

  @Override
  public Class<ReplayOptions> options() {
    return ReplayOptions.class;
  }

  @Override
  protected int execute(ReplayOptions options, Terminal terminal) throws Exception {
    try (ReplaySession session = new ReplaySession(options, terminal, Clock.systemUTC())) {
      return session.replay();
    }
  }

  public static void main(String[] args) {
    exit(new Replay(), args);
  }
}
