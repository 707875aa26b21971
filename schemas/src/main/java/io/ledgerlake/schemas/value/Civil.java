package io.ledgerlake.schemas.value;

/**
 * Calendar arithmetic of the proleptic Gregorian calendar (ISO 8601), years 0000 to 9999, on plain
 * numbers.
 */
final class Civil {

  static final int LAST_YEAR = 9999;
  static final long SECONDS_PER_DAY = 86_400;
  static final long MICROS_PER_SECOND = 1_000_000;

  /** Days from 0000-01-01 to 1970-01-01: 1970 years, 478 of them leap years. */
  private static final int EPOCH = 365 * 1970 + 478;

  private static final int[] BEFORE_MONTH = {
    0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334
  };
  private static final int[] MONTH_LENGTH = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private Civil() {}

  static boolean isDate(int year, int month, int day) {
    return month >= 1
        && month <= 12
        && day >= 1
        && day <= MONTH_LENGTH[month] + (month == 2 && isLeap(year) ? 1 : 0);
  }

  /** Returns the days from 1970-01-01 to a date for which {@link #isDate} holds. */
  static int epochDay(int year, int month, int day) {
    int leapDaysBefore = year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1;
    int leapDay = month > 2 && isLeap(year) ? 1 : 0;
    return 365 * year + leapDaysBefore + BEFORE_MONTH[month] + leapDay + day - 1 - EPOCH;
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /** Returns the two-digit number at an index, or a negative number when there is none. */
  static int twoDigits(byte[] text, int i) {
    int tens = text[i] - '0';
    int ones = text[i + 1] - '0';
    return (tens | 9 - tens | ones | 9 - ones) < 0 ? -1 : 10 * tens + ones;
  }
}
