package io.ledgerlake.schemas.value;

import java.math.BigInteger;

/** Powers of ten up to the 38 digits of the widest decimal type. */
final class PowersOfTen {

  /** How many powers, from 10<sup>0</sup>, fit a {@code long}. */
  static final int LONGS = 19;

  private static final long[] SMALL = new long[LONGS];
  private static final BigInteger[] BIG = new BigInteger[39];

  static {
    SMALL[0] = 1;
    for (int i = 1; i < LONGS; i++) {
      SMALL[i] = Math.multiplyExact(SMALL[i - 1], 10L);
    }
    for (int i = 0; i < BIG.length; i++) {
      BIG[i] = BigInteger.TEN.pow(i);
    }
  }

  private PowersOfTen() {}

  /** Returns 10<sup>exponent</sup>, exponent less than {@link #LONGS}. */
  static long of(int exponent) {
    return SMALL[exponent];
  }

  /** Returns 10<sup>exponent</sup>, exponent at most 38. */
  static BigInteger big(int exponent) {
    return exponent < BIG.length ? BIG[exponent] : BigInteger.TEN.pow(exponent);
  }
}
