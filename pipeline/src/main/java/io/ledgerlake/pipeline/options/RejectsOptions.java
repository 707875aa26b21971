package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The options of {@code rejects}. */
@Group("Which rows")
public interface RejectsOptions extends LakeOptions, ConsoleOptions {

  @Description(
      "The file whose rejected rows to list: its path in the raw zone, or the end of it (a file name"
          + " will do while only one file has it); may be given without --file=.")
  String getFile();

  void setFile(String file);

  @Description(
      "The run that read the file: needed for a run that is not published when the file was published"
          + " by another. Without it, the run that published the file, or the latest that read it.")
  String getRun();

  void setRun(String run);

  @Description("How the rows are written: TABLE for people, CSV for a reply to the sender.")
  @Default.Enum("TABLE")
  OutputFormat getFormat();

  void setFormat(OutputFormat format);

  @Description(
      "Show the rows as the sender wrote them. They may hold personal data, which is masked"
          + " everywhere else.")
  @Default.Boolean(false)
  boolean getRaw();

  void setRaw(boolean raw);

  @Description(
      "Also list what rows were before: versions that a replay, a release or a rollback has"
          + " superseded.")
  @Default.Boolean(false)
  boolean getAll();

  void setAll(boolean all);

  @Description("How many rows to list; 0: all of them.")
  @Default.Integer(50)
  int getLimit();

  void setLimit(int limit);
}
