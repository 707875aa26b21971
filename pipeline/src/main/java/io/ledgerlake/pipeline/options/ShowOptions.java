package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Description;

/** The options of {@code show}. */
@Group("Which run")
public interface ShowOptions extends LakeOptions, ConsoleOptions {

  @Description("The run's id; may be given without --run=. Without it, the latest run.")
  String getRun();

  void setRun(String run);
}
