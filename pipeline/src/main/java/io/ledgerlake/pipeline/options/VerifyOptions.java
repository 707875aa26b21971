package io.ledgerlake.pipeline.options;

import io.ledgerlake.pipeline.verify.Depth;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The options of {@code verify}. */
@Group("What is verified")
public interface VerifyOptions extends LakeOptions, ConsoleOptions {

  @Description("Verify every dataset that the lake has runs of, and not only --dataset.")
  @Default.Boolean(false)
  boolean getAllDatasets();

  void setAllDatasets(boolean all);

  @Description(
      "How far down to look. JOURNAL: journal, manifests, plans, what the tables list, the file"
          + " ledger. FILES: also the bytes of every data file and input. ROWS: also the rows and"
          + " sums of every file, counted again, and the rows that compactions merged.")
  @Default.Enum("ROWS")
  Depth getDepth();

  void setDepth(Depth depth);

  @Description(
      "Hash the input files as well. --inputs=false spares reading the raw zone, whose objects may"
          + " lie in a storage class that is dear to read.")
  @Default.Boolean(true)
  boolean getInputs();

  void setInputs(boolean inputs);

  @Description(
      "How the findings are written: TABLE for people, JSON with everything that was compared, CSV"
          + " with a line for each finding.")
  @Default.Enum("TABLE")
  OutputFormat getFormat();

  void setFormat(OutputFormat format);
}
