package io.ledgerlake.transforms.record;

import io.ledgerlake.schemas.record.EvaluatedRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Exact decimal sums per currency, added up in {@code long}s of one scale and carried into decimals
 * before a {@code long} could overflow. Allocates nothing per row.
 */
public final class AmountSums {
  private final int scale;
  private String[] codes = new String[4];
  private long[] sums = new long[4];
  private int count;

  /**
   * @param scale the scale of the amount field: every unscaled value counts units of 10^-scale
   */
  public AmountSums(int scale) {
    this.scale = scale;
  }

  /** Adds a row's amount to the sum of its currency in {@code tally}, or counts its lack. */
  public void add(EvaluatedRow row, FileTally tally) {
    if (!row.hasAmount()) {
      tally.addWithoutAmount(1);
      return;
    }
    String code = row.currency() == null ? FileTally.NO_CURRENCY : row.currency();
    if (row.amountIsLong()) {
      add(code, row.amountUnscaledLong(), tally);
    } else {
      carry(code, row.amountUnscaled(), tally);
    }
  }

  private void add(String code, long unscaled, FileTally tally) {
    int slot = slot(code);
    long before = sums[slot];
    long after = before + unscaled;
    if (((before ^ after) & (unscaled ^ after)) < 0) {
      carry(code, BigInteger.valueOf(before), tally);
      after = unscaled;
    }
    sums[slot] = after;
  }

  private int slot(String code) {
    for (int i = 0; i < count; i++) {
      if (codes[i].equals(code)) {
        return i;
      }
    }
    if (count == codes.length) {
      codes = Arrays.copyOf(codes, 2 * count);
      sums = Arrays.copyOf(sums, 2 * count);
    }
    codes[count] = code;
    return count++;
  }

  private void carry(String code, BigInteger unscaled, FileTally tally) {
    tally.addAmount(code, new BigDecimal(unscaled, scale));
  }

  /** Moves everything added so far into {@code tally} and starts from zero. */
  public void drainTo(FileTally tally) {
    for (int i = 0; i < count; i++) {
      carry(codes[i], BigInteger.valueOf(sums[i]), tally);
    }
    Arrays.fill(codes, null);
    Arrays.fill(sums, 0);
    count = 0;
  }
}
