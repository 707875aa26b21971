package io.ledgerlake.schemas.value;

/** The fixed places of an ISO 8601 calendar date, {@code YYYY-MM-DD}, in bytes. */
final class IsoText {

  private IsoText() {}

  /** Returns whether ten bytes have a date's digits and signs; the date need not be real. */
  static boolean isDate(byte[] text, int i) {
    return text[i + 4] == '-'
        && text[i + 7] == '-'
        && (Civil.twoDigits(text, i)
                | Civil.twoDigits(text, i + 2)
                | month(text, i)
                | dayOfMonth(text, i))
            >= 0;
  }

  static int year(byte[] text, int i) {
    return 100 * Civil.twoDigits(text, i) + Civil.twoDigits(text, i + 2);
  }

  static int month(byte[] text, int i) {
    return Civil.twoDigits(text, i + 5);
  }

  static int dayOfMonth(byte[] text, int i) {
    return Civil.twoDigits(text, i + 8);
  }
}
