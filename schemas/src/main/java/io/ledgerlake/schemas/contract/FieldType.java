package io.ledgerlake.schemas.contract;

import java.util.List;

/** The type of a contract's field. */
public sealed interface FieldType {

  /** UTF-8 text. */
  record Text() implements FieldType {}

  /** A 32-bit signed integer. */
  record Int32() implements FieldType {}

  /** A 64-bit signed integer. */
  record Int64() implements FieldType {}

  /** True or false. */
  record Bool() implements FieldType {}

  /** A calendar date, in days since 1970-01-01. Never shifted by a zone. */
  record Date() implements FieldType {}

  /** An instant, in microseconds since 1970-01-01T00:00:00Z. */
  record Timestamp() implements FieldType {}

  /**
   * An exact decimal number.
   *
   * @param precision total digits, 1 to 38
   * @param scale digits after the decimal sign, 0 to precision
   */
  record Decimal(int precision, int scale) implements FieldType {

    /** Digits that a {@code long} always holds. */
    public static final int LONG_DIGITS = 18;

    /** Returns whether a {@code long} holds the unscaled value of every number of the type. */
    public boolean fitsLong() {
      return precision <= LONG_DIGITS;
    }
  }

  /**
   * One of a fixed set of texts.
   *
   * @param symbols the permitted values, in the contract's order
   */
  record Enumeration(List<String> symbols) implements FieldType {}
}
