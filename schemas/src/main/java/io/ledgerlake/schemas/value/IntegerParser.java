package io.ledgerlake.schemas.value;

import io.ledgerlake.schemas.contract.FieldType;
import java.math.BigInteger;

/** Whole numbers of 32 or 64 bits. */
final class IntegerParser extends ValueParser {

  private final NumberScanner scanner;
  private final long least;
  private final long greatest;
  private final String malformed;
  private final String outside;
  private long value;

  private IntegerParser(NumberScanner scanner, String type, long least, long greatest) {
    this.scanner = scanner;
    this.least = least;
    this.greatest = greatest;
    malformed = "not a whole number: expected digits with an optional sign";
    outside = "too large for " + type + ": expected " + least + " to " + greatest;
  }

  static IntegerParser int32(NumberScanner scanner) {
    return new IntegerParser(scanner, "int", Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  static IntegerParser int64(NumberScanner scanner) {
    return new IntegerParser(scanner, "long", Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Override
  public boolean read(byte[] utf8, int start, int end) {
    if (!scanner.scanWhole(utf8, start, end)) {
      return refuse(malformed);
    }
    long number;
    if (scanner.isShort()) {
      number = scanner.unscaled();
    } else {
      if (scanner.integerDigits() > FieldType.Decimal.LONG_DIGITS + 1) {
        return refuseMisfit(outside);
      }
      BigInteger big = scanner.bigUnscaled();
      if (big.bitLength() >= Long.SIZE) {
        return refuseMisfit(outside);
      }
      number = big.longValue();
    }
    if (number < least || number > greatest) {
      return refuseMisfit(outside);
    }
    value = number;
    return true;
  }

  @Override
  public void put(CanonicalValues.Encoder out, int id) {
    out.putLong(id, value);
  }

  @Override
  public void putKey(KeyBytes out) {
    out.putLong(value);
  }

  @Override
  public Value value() {
    return Value.ofNumber(value);
  }

  @Override
  public void load(Value kept) {
    value = kept.number;
  }

  @Override
  public int compareTo(Value other) {
    return Long.compare(value, other.number);
  }
}
