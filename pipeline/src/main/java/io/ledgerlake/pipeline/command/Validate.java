package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.options.IngestOptions;
import io.ledgerlake.pipeline.report.Terminal;
import java.time.Clock;
import java.util.List;

/** A dry run of {@code ingest}: the whole report, nothing written. */
public final class Validate extends Command<IngestOptions> {

  @Override
  public String name() {
    return "validate";
  }

  @Override
  public String summary() {
    return "what ingest would do: the whole report, nothing written";
  }

  @Override
  public String description() {
    return "Reads and checks files as ingest does and shows the same report, but writes nothing "
        + "to the lake.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "validate --input=march/transactions.csv",
        "validate --input=feed.csv --contract=feed.avsc --dataset=feed");
  }

  @Override
  public Class<IngestOptions> options() {
    return IngestOptions.class;
  }

  @Override
  protected int execute(IngestOptions options, Terminal terminal) throws Exception {
    try (IngestSession session = new IngestSession(options, terminal, Clock.systemUTC())) {
      return session.validate();
    }
  }

  public static void main(String[] args) {
    exit(new Validate(), args);
  }
}
