package io.ledgerlake.schemas.value;

/**
 * The blanks that trimming takes away: space and tab. Other Unicode spaces stay, because a byte
 * that looks like nothing may still tell two keys apart.
 */
public final class Blanks {

  private Blanks() {}

  /** Returns the index of the first byte of {@code text[start, end)} that is no blank, or end. */
  public static int skip(byte[] text, int start, int end) {
    int i = start;
    while (i < end && (text[i] == ' ' || text[i] == '\t')) {
      i++;
    }
    return i;
  }

  /** Returns the index after the last byte of {@code text[start, end)} that is no blank. */
  public static int cut(byte[] text, int start, int end) {
    int i = end;
    while (i > start && (text[i - 1] == ' ' || text[i - 1] == '\t')) {
      i--;
    }
    return i;
  }
}
