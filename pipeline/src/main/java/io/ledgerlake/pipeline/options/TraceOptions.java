package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The options of {@code trace}. */
@Group("Which row")
public interface TraceOptions extends LakeOptions, ConsoleOptions {

  @Description(
      "The row, as FILE:ROW: the file's path in the raw zone or the end of it, and the number of the"
          + " record in it, from 1, the header not counted; may be given without --row=.")
  String getRow();

  void setRow(String row);

  @Description(
      "Show the row as the sender wrote it. It may hold personal data, which is masked everywhere"
          + " else.")
  @Default.Boolean(false)
  boolean getRaw();

  void setRaw(boolean raw);
}
