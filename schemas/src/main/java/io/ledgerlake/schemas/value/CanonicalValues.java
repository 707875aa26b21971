package io.ledgerlake.schemas.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The canonical bytes of a record's values: {@code (fieldId:varint length:varint bytes)*} in
 * ascending field-id order, as drawn in {@code docs/architecture.md} ("Packed record"). Equal
 * contents have equal bytes, however they were written in a file: that is what makes the bytes the
 * input of {@code row_hash}.
 *
 * <p>{@link Encoder} writes, {@link Cursor} walks, and the static {@code read} methods decode the
 * slice that the cursor stands on; none of them allocates unless its result type must.
 */
public final class CanonicalValues {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private CanonicalValues() {}

  /** Writes values into a buffer that grows and is used again. Not thread-safe. */
  public static final class Encoder {
    private byte[] buffer = new byte[256];
    private int length;
    private int lastId = -1;

    /** Starts a new record. */
    public void reset() {
      length = 0;
      lastId = -1;
    }

    /** Returns the array whose first {@link #length()} bytes are the values; replaced on growth. */
    public byte[] array() {
      return buffer;
    }

    /** Returns how many bytes the record has so far. */
    public int length() {
      return length;
    }

    /** Appends a string's or enum's UTF-8 bytes. */
    public void putText(int id, byte[] utf8, int start, int end) {
      int count = end - start;
      open(id, count);
      System.arraycopy(utf8, start, buffer, length, count);
      length += count;
    }

    /** Appends an int, a long, a date in days or a timestamp in UTC microseconds. */
    public void putLong(int id, long value) {
      open(id, Long.BYTES);
      LONG.set(buffer, length, value);
      length += Long.BYTES;
    }

    /** Appends a boolean. */
    public void putBoolean(int id, boolean value) {
      open(id, 1);
      buffer[length++] = (byte) (value ? 1 : 0);
    }

    /**
     * Appends a decimal: the zeros at the end of its fraction are taken away first.
     *
     * @param unscaled the value times 10<sup>scale</sup>
     * @param scale digits after the decimal sign, 0 to 127
     */
    public void putDecimal(int id, long unscaled, int scale) {
      long value = unscaled;
      int digits = value == 0 ? 0 : scale;
      while (digits > 0 && value % 10 == 0) {
        value /= 10;
        digits--;
      }
      int bytes = bytesOf(value);
      open(id, 1 + bytes);
      buffer[length++] = (byte) digits;
      for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        buffer[length++] = (byte) (value >> shift);
      }
    }

    /** Appends a decimal of any size; the same bytes as its {@code long} twin where both can. */
    public void putDecimal(int id, BigInteger unscaled, int scale) {
      BigInteger value = unscaled;
      int digits = value.signum() == 0 ? 0 : scale;
      while (digits > 0) {
        BigInteger[] parts = value.divideAndRemainder(BigInteger.TEN);
        if (parts[1].signum() != 0) {
          break;
        }
        value = parts[0];
        digits--;
      }
      byte[] bytes = value.toByteArray();
      open(id, 1 + bytes.length);
      buffer[length++] = (byte) digits;
      System.arraycopy(bytes, 0, buffer, length, bytes.length);
      length += bytes.length;
    }

    private void open(int id, int count) {
      if (id <= lastId) {
        throw new IllegalStateException("field id " + id + " written after field id " + lastId);
      }
      lastId = id;
      int needed = Math.addExact(length, 2 * MAX_VARINT + count);
      if (needed > buffer.length) {
        long doubled = Math.min(2L * buffer.length, Integer.MAX_VALUE - 16L);
        buffer = Arrays.copyOf(buffer, (int) Math.max(needed, doubled));
      }
      varint(id);
      varint(count);
    }

    private void varint(int value) {
      int rest = value;
      while ((rest & ~0x7F) != 0) {
        buffer[length++] = (byte) (rest & 0x7F | 0x80);
        rest >>>= 7;
      }
      buffer[length++] = (byte) rest;
    }

    private static int bytesOf(long value) {
      int magnitudeBits = 64 - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
      return magnitudeBits / 8 + 1;
    }
  }

  private static final int MAX_VARINT = 5;

  /** Walks the values of one record, one {@link #next} at a time. Not thread-safe. */
  public static final class Cursor {
    private byte[] array;
    private int position;
    private int limit;
    private int id;
    private int start;
    private int end;

    /** Points the cursor before the first value of {@code bytes[from, to)} and returns it. */
    public Cursor over(byte[] bytes, int from, int to) {
      array = bytes;
      position = from;
      limit = to;
      id = -1;
      start = from;
      end = from;
      return this;
    }

    /**
     * Moves to the next value; returns false when there is none.
     *
     * @throws IllegalStateException if the bytes are not canonical values
     */
    public boolean next() {
      if (position >= limit) {
        return false;
      }
      int from = position;
      int nextId = varint(from);
      int count = varint(from);
      if (nextId <= id || count < 0 || count > limit - position) {
        throw torn(from);
      }
      id = nextId;
      start = position;
      end = position + count;
      position = end;
      return true;
    }

    /** Returns the array that {@link #start()} and {@link #end()} index. */
    public byte[] array() {
      return array;
    }

    /** Returns the value's field id. */
    public int id() {
      return id;
    }

    /** Returns the index of the value's first byte. */
    public int start() {
      return start;
    }

    /** Returns the index after the value's last byte. */
    public int end() {
      return end;
    }

    private int varint(int from) {
      int value = 0;
      for (int shift = 0; shift < 7 * MAX_VARINT && position < limit; shift += 7) {
        byte next = array[position++];
        value |= (next & 0x7F) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw torn(from);
    }

    private static IllegalStateException torn(int from) {
      return new IllegalStateException("canonical values are torn at byte " + from);
    }
  }

  /** Reads an int, a long, a date in days or a timestamp in UTC microseconds. */
  public static long readLong(byte[] array, int start) {
    return (long) LONG.get(array, start);
  }

  /** Reads a boolean. */
  public static boolean readBoolean(byte[] array, int start) {
    return array[start] != 0;
  }

  /** Reads a string or enum. */
  public static String readText(byte[] array, int start, int end) {
    return new String(array, start, end - start, StandardCharsets.UTF_8);
  }

  /** Reads the digits after a decimal's sign, without trailing zeros. */
  public static int readScale(byte[] array, int start) {
    return array[start];
  }

  /**
   * Reads a decimal as an unscaled value at a given scale.
   *
   * @throws ArithmeticException if the value has more decimals than the scale, or the result does
   *     not fit a {@code long}
   */
  public static long readUnscaled(byte[] array, int start, int end, int targetScale) {
    int missing = missing(array, start, targetScale);
    int bytes = end - start - 1;
    if (bytes > Long.BYTES || missing >= PowersOfTen.LONGS) {
      return readBigUnscaled(array, start, end, targetScale).longValueExact();
    }
    return Math.multiplyExact(magnitude(array, start + 1, bytes), PowersOfTen.of(missing));
  }

  /**
   * Reads a decimal of any size as an unscaled value at a given scale.
   *
   * @throws ArithmeticException if the value has more decimals than the scale
   */
  public static BigInteger readBigUnscaled(byte[] array, int start, int end, int targetScale) {
    int missing = missing(array, start, targetScale);
    BigInteger value = new BigInteger(array, start + 1, end - start - 1);
    return missing == 0 ? value : value.multiply(PowersOfTen.big(missing));
  }

  private static int missing(byte[] array, int start, int targetScale) {
    int missing = targetScale - array[start];
    if (missing < 0) {
      throw new ArithmeticException(
          "decimal with " + array[start] + " decimals does not fit scale " + targetScale);
    }
    return missing;
  }

  private static long magnitude(byte[] array, int start, int bytes) {
    if (start + Long.BYTES <= array.length) {
      return (long) LONG.get(array, start) >> (Long.SIZE - Byte.SIZE * bytes);
    }
    long value = array[start];
    for (int i = 1; i < bytes; i++) {
      value = value << 8 | array[start + i] & 0xFF;
    }
    return value;
  }
}
