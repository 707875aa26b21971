package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.RunsOptions;
import io.ledgerlake.pipeline.report.Terminal;
import java.util.List;

/** Lists the runs of a dataset. */
public final class Runs extends Command<RunsOptions> {

  @Override
  public String name() {
    return "runs";
  }

  @Override
  public String summary() {
    return "the runs of a dataset";
  }

  @Override
  public String description() {
    return "Lists the runs of a dataset with their verdicts and their rows.";
  }

  @Override
  public List<String> examples() {
    return List.of("runs", "runs --lake=s3://acme-lake --dataset=postings");
  }

  @Override
  public Class<RunsOptions> options() {
    return RunsOptions.class;
  }

  @Override
  protected int execute(RunsOptions options, Terminal terminal) throws Exception {
    throw new UserError("runs is not built yet.", "Wait for the next commit.");
  }

  public static void main(String[] args) {
    exit(new Runs(), args);
  }
}
