package io.ledgerlake.pipeline.gate;

import io.ledgerlake.schemas.contract.Contract;
import java.math.BigDecimal;

/**
 * Where the gates stand.
 *
 * @param maxRejected greatest share of rows read that may be in quarantine, from 0 to 1
 * @param minRows rows below which a share is not looked at
 * @param maxDuplicates greatest share of rows read that may be repeats, from 0 to 1
 * @param duplicatesTrip whether more repeats stop the run; else they are only reported
 * @param unprocessedFilesTrip whether a file without one processed row stops the run; else it is
 *     only reported
 */
public record GateLimits(
    BigDecimal maxRejected,
    long minRows,
    BigDecimal maxDuplicates,
    boolean duplicatesTrip,
    boolean unprocessedFilesTrip) {

  /** Share of repeats above which they are reported. */
  public static final BigDecimal DUPLICATES = new BigDecimal("0.05");

  /** Returns the limits that a contract sets. */
  public static GateLimits of(Contract.Thresholds thresholds) {
    return new GateLimits(
        new BigDecimal(thresholds.maxRate()), thresholds.minCount(), DUPLICATES, false, true);
  }
}
