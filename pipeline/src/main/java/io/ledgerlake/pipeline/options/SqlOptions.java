package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The options of {@code sql}. */
@Group("What is asked")
public interface SqlOptions extends LakeOptions, ConsoleOptions, QueryOptions {

  @Description(
      "A statement to run, after which the command ends; may be given without --command=, or after"
          + " -c. Without it, statements are read from the terminal or a pipe until its end.")
  String getCommand();

  void setCommand(String command);

  @Description("How rows are written: TABLE for people, CSV and JSON for machines.")
  @Default.Enum("TABLE")
  OutputFormat getFormat();

  void setFormat(OutputFormat format);
}
