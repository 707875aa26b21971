package io.ledgerlake.schemas.value;

import static io.ledgerlake.schemas.contract.FieldType.Decimal.LONG_DIGITS;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.schemas.contract.Field;
import java.math.BigInteger;

/**
 * Takes a number's text apart: an optional {@code +} or {@code -}, digits, and after the decimal
 * sign more digits. Where a grouping sign is declared, the digits before the decimal sign may stand
 * in groups of three, all of them or none. There is a digit on both sides of a decimal sign: {@code
 * .5} and {@code 5.} are more often a lost digit than a number. Exponents, currency signs, blanks
 * and other scripts' digits are none.
 */
final class NumberScanner {

  private static final byte[] NONE = {};

  private final byte[] decimalSign;
  private final byte[] groupingSign;
  private final String signs;

  private byte[] array = NONE;
  private int start;
  private int end;
  private boolean negative;
  private int integerDigits;
  private int decimals;
  private long digits;

  private NumberScanner(byte[] decimalSign, byte[] groupingSign, String signs) {
    this.decimalSign = decimalSign;
    this.groupingSign = groupingSign;
    this.signs = signs;
  }

  static NumberScanner of(Field field) {
    String decimal = String.valueOf(field.decimalSign());
    String grouping = field.groupingSign().map(String::valueOf).orElse("");
    check("decimal", decimal);
    if (!grouping.isEmpty()) {
      check("grouping", grouping);
    }
    if (decimal.equals(grouping)) {
      throw new IllegalArgumentException(
          "decimal sign and grouping sign are both '" + decimal + "': expected two signs");
    }
    String signs =
        "'"
            + decimal
            + "' as decimal sign and "
            + (grouping.isEmpty()
                ? "no grouping"
                : "'" + grouping + "' between groups of three digits, or no grouping");
    return new NumberScanner(decimal.getBytes(UTF_8), grouping.getBytes(UTF_8), signs);
  }

  private static void check(String which, String sign) {
    char c = sign.charAt(0);
    if (c >= '0' && c <= '9' || c == '+' || c == '-' || Character.isSurrogate(c) || c == 0) {
      throw new IllegalArgumentException(
          which + " sign '" + sign + "' cannot be told from the number around it");
    }
  }

  /** Returns the signs that numbers are written with, for messages. */
  String signs() {
    return signs;
  }

  /** Scans {@code utf8[from, to)}; returns whether it is a number. */
  boolean scan(byte[] utf8, int from, int to) {
    int i = whole(utf8, from, to);
    return i == to || i >= 0 && at(decimalSign, i) && fraction(i + decimalSign.length);
  }

  /** Scans {@code utf8[from, to)}; returns whether it is a number without a decimal sign. */
  boolean scanWhole(byte[] utf8, int from, int to) {
    return whole(utf8, from, to) == to;
  }

  private int whole(byte[] utf8, int from, int to) {
    array = utf8;
    start = from;
    end = to;
    decimals = 0;
    negative = false;
    int i = from;
    if (i < to && (utf8[i] == '-' || utf8[i] == '+')) {
      negative = utf8[i] == '-';
      i++;
    }
    return integerPart(i);
  }

  /** Walks the digits before the decimal sign; returns the index after them, or -1. */
  private int integerPart(int from) {
    int i = from;
    long value = 0;
    int significant = 0;
    int run = 0;
    boolean grouped = false;
    while (i < end) {
      int digit = array[i] - '0';
      if (digit >= 0 && digit <= 9) {
        // Wraps around for long numbers, whose value is taken from the text again.
        value = value * 10 + digit;
        significant += significant > 0 || digit > 0 ? 1 : 0;
        run++;
        i++;
      } else if (groupingSign.length > 0
          && run > 0
          && (grouped ? run == 3 : run <= 3)
          && at(groupingSign, i)) {
        grouped = true;
        run = 0;
        i += groupingSign.length;
      } else {
        break;
      }
    }
    digits = value;
    integerDigits = significant;
    return run == 0 || grouped && run != 3 ? -1 : i;
  }

  private boolean fraction(int from) {
    long value = digits;
    int kept = 0;
    for (int i = from; i < end; i++) {
      int digit = array[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      if (digit > 0) {
        int places = i - from + 1 - kept;
        kept += places;
        value = value * PowersOfTen.of(Math.min(places, LONG_DIGITS)) + digit;
      }
    }
    digits = value;
    decimals = kept;
    return from < end;
  }

  private boolean at(byte[] sign, int i) {
    if (i + sign.length > end) {
      return false;
    }
    for (int k = 0; k < sign.length; k++) {
      if (array[i + k] != sign[k]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the digits before the decimal sign, leading zeros not counted. */
  int integerDigits() {
    return integerDigits;
  }

  /** Returns the digits after the decimal sign, trailing zeros not counted. */
  int decimals() {
    return decimals;
  }

  /** Returns whether {@link #unscaled()} may be asked. */
  boolean isShort() {
    return integerDigits + decimals <= LONG_DIGITS;
  }

  /** Returns the number times 10<sup>{@link #decimals()}</sup>. */
  long unscaled() {
    return negative ? -digits : digits;
  }

  /** Returns the number times 10<sup>{@link #decimals()}</sup>, whatever its length. */
  BigInteger bigUnscaled() {
    StringBuilder text = new StringBuilder(integerDigits + decimals + 1);
    int i = start;
    while (i < end && !at(decimalSign, i)) {
      appendDigit(text, i++);
    }
    int fraction = i + decimalSign.length;
    for (int k = 0; k < decimals; k++) {
      appendDigit(text, fraction + k);
    }
    BigInteger value = new BigInteger(text.toString());
    return negative ? value.negate() : value;
  }

  private void appendDigit(StringBuilder text, int i) {
    if (array[i] >= '0' && array[i] <= '9') {
      text.append((char) array[i]);
    }
  }
}
