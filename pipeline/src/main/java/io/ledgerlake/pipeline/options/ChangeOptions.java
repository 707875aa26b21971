package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** What is noted of a change that a person makes to the lake. */
@Group("The change")
public interface ChangeOptions extends PipelineOptions {

  @Description(
      "Why, in your words: the journal keeps it, with your name and the time, for whoever asks a"
          + " year later.")
  String getWhy();

  void setWhy(String why);

  @Description(
      "The id of the run that makes the change. Without it, one is made from the clock. It must not"
          + " have been used before.")
  String getRunId();

  void setRunId(String runId);
}
