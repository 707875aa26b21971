package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The options of {@code runs}. */
@Group("Which runs")
public interface RunsOptions extends LakeOptions, ConsoleOptions {

  @Description("How many runs to list, the latest last; 0: all of them.")
  @Default.Integer(50)
  int getLimit();

  void setLimit(int limit);
}
