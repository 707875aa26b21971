package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.generate.FeedFiles;
import io.ledgerlake.pipeline.generate.SampleFeed;
import io.ledgerlake.pipeline.options.GenerateOptions;
import io.ledgerlake.pipeline.report.Terminal;
import java.nio.file.Path;
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
    if (options.getDataset().equals("sample")) {
      SampleFeed.write(Path.of(options.getOutput()));
      terminal.out().println("Wrote the sample feed below " + options.getOutput() + ".");
      return 0;
    }
    FeedFiles.Written written =
        FeedFiles.write(
            options,
            (number, of, path) ->
                terminal.err().println("Wrote " + path + " (" + number + " of " + of + ")"));
    terminal.out().println(written.summary());
    return 0;
  }

  public static void main(String[] args) {
    exit(new Generate(), args);
  }
}
