package io.ledgerlake.schemas.value;

import java.math.BigInteger;

/**
 * A value taken out of a {@link ValueParser} to be kept: a default, a constant, a bound, an allowed
 * value. It belongs to parsers of the field it was made for. Immutable.
 */
public final class Value {

  /** Integers, days, microseconds, 0 or 1 of a boolean; a decimal at its field's scale. */
  final long number;

  /** A decimal at its field's scale that does not fit a {@code long}; else null. */
  final BigInteger big;

  /** UTF-8 of a string or enum; else null. */
  final byte[] text;

  private Value(long number, BigInteger big, byte[] text) {
    this.number = number;
    this.big = big;
    this.text = text;
  }

  /** Returns a date as a value, given in days since 1970-01-01. */
  public static Value ofDay(long epochDay) {
    return ofNumber(epochDay);
  }

  /** Returns a timestamp as a value, given in microseconds since 1970-01-01T00:00:00Z. */
  public static Value ofMicros(long epochMicros) {
    return ofNumber(epochMicros);
  }

  static Value ofNumber(long number) {
    return new Value(number, null, null);
  }

  static Value ofBig(BigInteger big) {
    return new Value(0, big, null);
  }

  static Value ofText(byte[] utf8) {
    return new Value(0, null, utf8);
  }
}
