package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The options of {@code rollback}. */
@Group("What is rolled back")
public interface RollbackOptions extends ChangeOptions, HoldOptions, LakeOptions, ConsoleOptions {

  @Description(
      "The run to roll back: the files that an ingest took in leave the lake; the rows that a"
          + " replay or a release wrote leave, and what they had superseded counts again.")
  String getRun();

  void setRun(String run);

  @Description(
      "The file to roll back, whichever run took it in: its path in the raw zone, or the end of it"
          + " (a file name will do while only one file has it).")
  String getFile();

  void setFile(String file);

  @Description(
      "Only tell what would happen: the months and sums affected, the rows that would leave and"
          + " those that would reopen. Nothing is written.")
  @Default.Boolean(false)
  boolean getDryRun();

  void setDryRun(boolean dryRun);
}
