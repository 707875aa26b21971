package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The options of {@code release}. */
@Group("What is settled, and how")
public interface ReleaseOptions extends ChangeOptions, HoldOptions, LakeOptions, ConsoleOptions {

  @Description(
      "The row, as FILE:ROW: the file's path in the raw zone or the end of it, and the number of"
          + " the record in it, from 1, the header not counted; may be given without --row=.")
  String getRow();

  void setRow(String row);

  @Description(
      "Of the rows in conflict over its key this one is right: it is processed, the others are"
          + " condemned. Refused when the key has a published row.")
  @Default.Boolean(false)
  boolean getPick();

  void setPick(boolean pick);

  @Description("The published row of the key is right: every row in conflict with it is condemned.")
  @Default.Boolean(false)
  boolean getKeepPublished();

  void setKeepPublished(boolean keepPublished);

  @Description(
      "The row was condemned wrongly: it goes back to quarantine, and the next replay evaluates"
          + " it.")
  @Default.Boolean(false)
  boolean getReopen();

  void setReopen(boolean reopen);
}
