package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The options of {@code compact}. */
@Group("What is tidied up")
public interface CompactOptions extends HoldOptions, LakeOptions, ConsoleOptions {

  @Description("Do it. Without it, compact only tells what it would do, and how much that is.")
  @Default.Boolean(false)
  boolean getApply();

  void setApply(boolean apply);

  @Description(
      "Merge data files of partitions (months of processed rows, days of ingest of rejected ones)"
          + " that ended this many days ago.")
  @Default.Integer(30)
  int getOlderThanDays();

  void setOlderThanDays(int days);

  @Description("How long a merged data file should be, about. Longer ones than 3/4 are left alone.")
  @Default.Integer(128)
  int getTargetMegabytes();

  void setTargetMegabytes(int megabytes);

  @Description(
      "Let go of snapshots that are older than this many days, with the files that only they list."
          + " Those of a closed month stay for ever.")
  @Default.Integer(30)
  int getKeepDays();

  void setKeepDays(int days);

  @Description("Keep at least so many of each table's latest snapshots, however old they are.")
  @Default.Integer(10)
  int getKeepSnapshots();

  void setKeepSnapshots(int snapshots);

  @Description(
      "Clear away what dead runs left behind: files that no table lists and that nobody has written"
          + " to for this many days. A run that takes longer must not exist.")
  @Default.Integer(7)
  int getGraceDays();

  void setGraceDays(int days);

  @Description(
      "The id of the run that merges. Without it, one is made from the clock. It must not have been"
          + " used before.")
  String getRunId();

  void setRunId(String runId);
}
