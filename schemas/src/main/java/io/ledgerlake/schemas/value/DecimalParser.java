package io.ledgerlake.schemas.value;

import io.ledgerlake.schemas.contract.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Exact decimals of a declared precision and scale; money above all. */
public final class DecimalParser extends ValueParser {

  private final NumberScanner scanner;
  private final int precision;
  private final int scale;
  private final boolean fitsLong;
  private final String malformed;
  private final String outside;

  // The value at the field's scale: in `number`, or in `big` when that is not null.
  private long number;
  private BigInteger big;
  // The same value with as few decimals as it needs, when it fits a long.
  private long shortest;
  private int decimals;

  DecimalParser(NumberScanner scanner, FieldType.Decimal type) {
    this.scanner = scanner;
    precision = type.precision();
    scale = type.scale();
    fitsLong = type.fitsLong();
    malformed = "not a decimal number: expected digits with an optional sign, " + scanner.signs();
    outside =
        "outside decimal("
            + precision
            + ","
            + scale
            + "): expected at most "
            + (precision - scale)
            + " digits before the decimal sign and "
            + scale
            + " after it";
  }

  @Override
  public boolean read(byte[] utf8, int start, int end) {
    if (!scanner.scan(utf8, start, end)) {
      return refuse(malformed);
    }
    int needed = scanner.decimals();
    if (needed > scale || scanner.integerDigits() > precision - scale) {
      return refuseMisfit(outside);
    }
    if (scanner.integerDigits() + scale <= FieldType.Decimal.LONG_DIGITS) {
      decimals = needed;
      shortest = scanner.unscaled();
      number = shortest * PowersOfTen.of(scale - needed);
      big = null;
    } else {
      set(scanner.bigUnscaled().multiply(PowersOfTen.big(scale - needed)), needed);
    }
    return true;
  }

  private void set(BigInteger atScale, int needed) {
    decimals = needed;
    if (atScale.bitLength() < Long.SIZE) {
      big = null;
      number = atScale.longValue();
      shortest = atScale.divide(PowersOfTen.big(scale - needed)).longValue();
    } else {
      big = atScale;
    }
  }

  /**
   * Returns the digits that the value needs after the decimal sign: trailing zeros do not count.
   */
  public int decimals() {
    return decimals;
  }

  /** Returns whether {@link #unscaledLong()} may be asked. */
  public boolean isLong() {
    return big == null;
  }

  /** Returns the value times 10<sup>the field's scale</sup>. */
  public long unscaledLong() {
    if (big != null) {
      throw new ArithmeticException("unscaled value has more than 64 bits");
    }
    return number;
  }

  /** Returns the value times 10<sup>the field's scale</sup>, whatever its size. */
  public BigInteger unscaled() {
    return big != null ? big : BigInteger.valueOf(number);
  }

  @Override
  public void put(CanonicalValues.Encoder out, int id) {
    if (big != null) {
      out.putDecimal(id, big, scale);
    } else {
      out.putDecimal(id, shortest, decimals);
    }
  }

  /** As {@link KeyBytes#putDecimal} does, but without a big number where none is needed. */
  @Override
  public void putKey(KeyBytes out) {
    if (fitsLong) {
      out.putLong(number);
    } else {
      out.putWide(unscaled());
    }
  }

  @Override
  public Value value() {
    return big != null ? Value.ofBig(big) : Value.ofNumber(number);
  }

  @Override
  public void load(Value kept) {
    BigInteger atScale = kept.big != null ? kept.big : BigInteger.valueOf(kept.number);
    int needed = new BigDecimal(atScale, scale).stripTrailingZeros().scale();
    set(atScale, Math.max(0, needed));
  }

  @Override
  public int compareTo(Value other) {
    if (big == null && other.big == null) {
      return Long.compare(number, other.number);
    }
    return unscaled().compareTo(other.big != null ? other.big : BigInteger.valueOf(other.number));
  }
}
