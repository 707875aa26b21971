package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The options of {@code close}. */
@Group("Which month")
public interface CloseOptions extends LakeOptions, ConsoleOptions, QueryOptions {

  @Description("The month to close (YYYY-MM); may be given without --month=.")
  String getMonth();

  void setMonth(String month);

  @Description("Show what would be written and whether the books tie out; write nothing.")
  @Default.Boolean(false)
  boolean getDryRun();

  void setDryRun(boolean dryRun);
}
