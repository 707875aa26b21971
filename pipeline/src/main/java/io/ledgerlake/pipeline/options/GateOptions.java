package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** What must hold before a run whose books balance is published. */
@Group("The gates")
public interface GateOptions extends PipelineOptions {

  @Description(
      "MANUAL holds the run until another person approves or rejects it (./ledgerlake approve),"
          + " also when nothing speaks against it.")
  @Default.Enum("NONE")
  Approval getApproval();

  void setApproval(Approval approval);

  @Description(
      "The circuit breaker: greatest share of a file's rows, and of the run's, that may be in"
          + " quarantine, such as 0.05. Above it nothing is published. Without it: the contract's"
          + " thresholds.maxRate.")
  String getMaxRejected();

  void setMaxRejected(String share);

  @Description(
      "Rows below which the gates do not look at a share. Without it: the contract's"
          + " thresholds.minCount.")
  Long getMinGateRows();

  void setMinGateRows(Long rows);

  @Description(
      "Greatest share of a file's rows, and of the run's, that may repeat others. Above it nothing"
          + " is published. Without it, more than 0.05 is reported and stops nothing.")
  String getMaxDuplicates();

  void setMaxDuplicates(String share);

  @Description(
      "Let a file pass of which not one row could be processed, duplicates aside. Without it"
          + " nothing is published when there is one.")
  @Default.Boolean(false)
  boolean getAllowUnprocessedFiles();

  void setAllowUnprocessedFiles(boolean allow);

  /** Whether a run waits for a person. */
  enum Approval {
    NONE,
    MANUAL
  }
}
