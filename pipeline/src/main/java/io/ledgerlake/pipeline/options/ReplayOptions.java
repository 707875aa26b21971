package io.ledgerlake.pipeline.options;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The options of {@code replay}. */
@Group("Which rows")
public interface ReplayOptions
    extends LakeOptions, RunOptions, HoldOptions, EngineOptions, ConsoleOptions {

  @Description(
      "Only the rows of this file: its path in the raw zone, or the end of it. Without it: of all"
          + " files.")
  String getFile();

  void setFile(String file);

  @Description(
      "Only rows with this reason, for example CURRENCY_ERROR; repeat the option for more. Without"
          + " it: whatever the reason.")
  List<String> getCode();

  void setCode(List<String> codes);

  @Description(
      "How often a row may be evaluated, the ingest counted. A row that fails its last evaluation"
          + " is condemned.")
  @Default.Integer(3)
  int getMaxAttempts();

  void setMaxAttempts(int attempts);
}
