package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** What is shown. */
@Group("What is shown")
public interface ConsoleOptions extends PipelineOptions {

  @Description("Show the log on the terminal, and the stack trace of a failure.")
  @Default.Boolean(false)
  boolean getVerbose();

  void setVerbose(boolean verbose);
}
