package io.ledgerlake.pipeline.generate;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes on their way into a file. Appends numbers and texts without making objects of them. */
final class RowBuffer {

  private static final int FLUSH_AT = 1 << 16;
  private static final int ROOM = 1 << 12;

  private byte[] bytes = new byte[FLUSH_AT + ROOM];
  private int length;

  /** Appends one byte. */
  void put(int b) {
    ensure(1);
    bytes[length++] = (byte) b;
  }

  /** Appends bytes. */
  void put(byte[] text) {
    ensure(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  /** Appends a part of an array. */
  void put(byte[] text, int from, int count) {
    ensure(count);
    System.arraycopy(text, from, bytes, length, count);
    length += count;
  }

  /** Appends a number that is not negative, with zeros in front up to a width. */
  void number(long number, int width) {
    int digits = Math.max(width, digits(number));
    ensure(digits);
    long rest = number;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  /**
   * Appends a decimal number.
   *
   * @param unscaled the number times ten to the power of {@code scale}
   * @param scale digits after the decimal point; 0: no point
   */
  void decimal(long unscaled, int scale) {
    if (unscaled < 0) {
      put('-');
    }
    long magnitude = Math.abs(unscaled);
    long unit = 1;
    for (int i = 0; i < scale; i++) {
      unit *= 10;
    }
    number(magnitude / unit, 1);
    if (scale > 0) {
      put('.');
      number(magnitude % unit, scale);
    }
  }

  /** Writes what has gathered, if it is much. */
  void flushIfFull(OutputStream out) throws IOException {
    if (length >= FLUSH_AT) {
      flush(out);
    }
  }

  /** Writes what has gathered. */
  void flush(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
    length = 0;
  }

  private static int digits(long number) {
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
