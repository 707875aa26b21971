package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.GenerateOptions;
import io.ledgerlake.pipeline.report.Terminal;
import java.util.List;

/** Writes test feeds of any size. */
public final class Generate extends Command<GenerateOptions> {

  @Override
  public String name() {
    return "generate";
  }

  @Override
  public String summary() {
    return "seeded test data of any size, with faults";
  }

  @Override
  public String description() {
    return "Writes a feed of plausible rows with repeats, conflicts and every kind of row fault. "
        + "The same options always give the same bytes.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "generate --rows=1000000 --output=big.csv",
        "generate --dataset=postings --files=4 --compression=gzip --output=feed/");
  }

  @Override
  public Class<GenerateOptions> options() {
    return GenerateOptions.class;
  }

  @Override
  protected int execute(GenerateOptions options, Terminal terminal) throws Exception {
    throw new UserError("generate is not built yet.", "Wait for the next commit.");
  }

  public static void main(String[] args) {
    exit(new Generate(), args);
  }
}
