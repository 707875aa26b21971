package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** What identifies a run, and how it answers. */
@Group("The run")
public interface RunOptions extends PipelineOptions {

  @Description(
      "The run's id. A run that is started again with the same id executes the same plan and"
          + " finishes what it began. Without it, one is made from the clock.")
  String getRunId();

  void setRunId(String runId);

  @Description(
      "The run's logical time, stored with every row as ingested_at: an ISO 8601 instant such as"
          + " 2024-03-31T02:00:00Z. Without it, the time of the start.")
  String getIngestedAt();

  void setIngestedAt(String ingestedAt);

  @Description(
      "Megabytes of packed rows that a shard, and so a data file of each partition, is planned for."
          + " Part of the plan: another number makes other files, never other rows.")
  @Default.Integer(64)
  int getShardMegabytes();

  void setShardMegabytes(int megabytes);

  @Description(
      "Let the exit code tell the verdict: 3 gate tripped, 4 books disagree, 5 held, 6 published"
          + " with refused files. With false these and 2, bad options or input, exit 0, and"
          + " metrics.json carries the verdict: there is none where the options or the lake let none"
          + " be written.")
  @Default.Boolean(true)
  boolean getVerdictExit();

  void setVerdictExit(boolean verdictExit);
}
