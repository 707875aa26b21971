package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.TraceOptions;
import io.ledgerlake.pipeline.report.Terminal;
import java.util.List;
import java.util.Optional;

/** Tells what became of one row. */
public final class Trace extends Command<TraceOptions> {

  @Override
  public String name() {
    return "trace";
  }

  @Override
  public String summary() {
    return "what became of one row of a file";
  }

  @Override
  public String description() {
    return "Follows one row of one file: which run read it, what it was found to be and why, in "
        + "which table and data file it lies, and which other record it met.";
  }

  @Override
  public List<String> examples() {
    return List.of("trace 2024-03.csv:17");
  }

  @Override
  public Class<TraceOptions> options() {
    return TraceOptions.class;
  }

  @Override
  public Optional<String> positional() {
    return Optional.of("row");
  }

  @Override
  protected int execute(TraceOptions options, Terminal terminal) throws Exception {
    throw new UserError("trace is not built yet.", "Wait for the next commit.");
  }

  public static void main(String[] args) {
    exit(new Trace(), args);
  }
}
