package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.options.IngestOptions;
import io.ledgerlake.pipeline.report.Terminal;
import java.time.Clock;
import java.util.List;

/** Files in, a published and reconciled lake out. */
public final class Ingest extends Command<IngestOptions> {

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public String summary() {
    return "files in, a published and reconciled lake out";
  }

  @Override
  public String description() {
    return "Reads transaction files, checks every row, and publishes the lake's tables together "
        + "or not at all: each row ends in processed, quarantine or condemned, and the books "
        + "are balanced to the cent before anything is visible. Files that were published "
        + "before are recognised and skipped.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "ingest",
        "ingest --input=march/ --lake=./lake",
        "ingest --lake=s3://acme-lake --date=2024-03-31 --runId=nightly-2024-03-31");
  }

  @Override
  public Class<IngestOptions> options() {
    return IngestOptions.class;
  }

  @Override
  protected int execute(IngestOptions options, Terminal terminal) throws Exception {
    return new BadInputReport(options, terminal).guard(() -> ingest(options, terminal));
  }

  private static int ingest(IngestOptions options, Terminal terminal) throws Exception {
    try (IngestSession session = new IngestSession(options, terminal, Clock.systemUTC())) {
      return session.ingest();
    }
  }

  public static void main(String[] args) {
    exit(new Ingest(), args);
  }
}
