package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** What a command that decides about a dataset does while a person has to decide about it. */
@Group("While another run is held")
public interface HoldOptions extends PipelineOptions {

  @Description(
      "Seconds to wait when another run of the dataset is held, before giving up with exit code 5.")
  @Default.Integer(0)
  int getWaitForHold();

  void setWaitForHold(int seconds);
}
