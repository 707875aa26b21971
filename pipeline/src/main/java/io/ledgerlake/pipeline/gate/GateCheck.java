package io.ledgerlake.pipeline.gate;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a gate found.
 *
 * @param gate which gate
 * @param outcome what follows for the run
 * @param limit the share that it allows; null where it allows none
 * @param minCount rows below which it does not look at the share
 * @param checked how many files it looked at, the run as a whole aside
 * @param findings what it objects to; empty if it passed
 */
public record GateCheck(
    Gate gate,
    Outcome outcome,
    BigDecimal limit,
    long minCount,
    long checked,
    List<Finding> findings) {

  /** What follows for the run. The names appear in {@code metrics.json}; they never change. */
  public enum Outcome {
    /** Nothing. */
    PASSED,
    /** It is reported and stops nothing. */
    WARNED,
    /** Nothing is published. */
    TRIPPED
  }

  public GateCheck {
    findings = List.copyOf(findings);
  }

  /**
   * An objection.
   *
   * @param file the file's path below the raw root; null for the run as a whole
   * @param rows the rows objected to
   * @param rowsRead out of so many
   * @param rate their share, to four decimals
   * @param message what was found, in one sentence
   * @param nextStep what to do about it, in one sentence
   */
  public record Finding(
      String file, long rows, long rowsRead, BigDecimal rate, String message, String nextStep) {

    /** Returns both sentences. */
    public String sentence() {
      return message + " Next: " + nextStep;
    }
  }

  /** Returns whether it stops the run. */
  public boolean trips() {
    return outcome == Outcome.TRIPPED;
  }
}
