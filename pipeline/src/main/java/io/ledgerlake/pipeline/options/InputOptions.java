package io.ledgerlake.pipeline.options;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** What is read. */
@Group("What is read")
public interface InputOptions extends PipelineOptions {

  @Description(
      "Files to read: a file, a folder, or a pattern such as 'feed/*.csv.gz'; repeat the option for"
          + " more. The word sample stands for the sample feed that ships. Without it: the dataset's"
          + " folder in the lake's raw zone; with neither --lake, --dataset, --contract nor --date"
          + " either: the sample feed.")
  List<String> getInput();

  void setInput(List<String> input);

  @Description(
      "Only the files of this ingest date (YYYY-MM-DD), the folder ingest_date=... that they lie"
          + " in.")
  String getDate();

  void setDate(String date);

  @Description("Treat an input that matches no file as nothing to do, instead of as an error.")
  @Default.Boolean(false)
  boolean getAllowEmpty();

  void setAllowEmpty(boolean allowEmpty);

  @Description(
      "What becomes of a corrected file: one whose name is published with other content. HOLD stops"
          + " the run, showing the rows added, changed and missing, until a person chooses. REPLACE"
          + " takes what is published under the name out, as rollback does, and the new content in,"
          + " in one step. ADD takes the new content in beside it.")
  @Default.Enum("HOLD")
  Corrected getCorrected();

  void setCorrected(Corrected corrected);

  /** What becomes of a corrected file. */
  enum Corrected {
    HOLD,
    REPLACE,
    ADD
  }
}
