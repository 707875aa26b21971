package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Description;

/** The options of {@code approve} and {@code reject}. */
@Group("Which decision")
public interface DecisionOptions extends LakeOptions, ConsoleOptions {

  @Description("The id of the run that is held; may be given without --run=.")
  String getRun();

  void setRun(String run);

  @Description("Why; it is kept in the journal for ever. Required.")
  String getWhy();

  void setWhy(String why);

  @Description(
      "Who decides, on a local lake only; without it, the user of this machine. On s3:// the AWS"
          + " credentials tell who it is (sts:GetCallerIdentity).")
  String getBy();

  void setBy(String by);
}
