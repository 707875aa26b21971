package io.ledgerlake.transforms.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;

/** Values in Parquet's PLAIN encoding, one after the other, in an array that grows. */
final class PlainBuffer {

  /** Bytes before a value of variable length, which say its length. */
  static final int PREFIX = Integer.BYTES;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[1 << 10];
  private int length;
  private int bits;

  /** Returns the array that holds the values; another one after it has grown. */
  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Forgets what comes after the first {@code length} bytes. */
  void truncate(int length) {
    this.length = length;
    bits = 0;
  }

  void putInt(int value) {
    ensure(Integer.BYTES);
    INT.set(bytes, length, value);
    length += Integer.BYTES;
  }

  void putLong(long value) {
    ensure(Long.BYTES);
    LONG.set(bytes, length, value);
    length += Long.BYTES;
  }

  /** Puts a value of variable length. */
  void putBinary(byte[] from, int start, int end) {
    ensure(PREFIX + end - start);
    INT.set(bytes, length, end - start);
    length += PREFIX;
    putBytes(from, start, end);
  }

  /** Puts bytes as they are: a value of fixed length, or one that is encoded already. */
  void putBytes(byte[] from, int start, int end) {
    ensure(end - start);
    System.arraycopy(from, start, bytes, length, end - start);
    length += end - start;
  }

  /** Puts a boolean: eight to a byte, the first in the lowest bit. */
  void putBit(boolean value) {
    int bit = bits++ % Byte.SIZE;
    if (bit == 0) {
      ensure(1);
      bytes[length++] = 0;
    }
    if (value) {
      bytes[length - 1] |= (byte) (1 << bit);
    }
  }

  static int intAt(byte[] plain, int start) {
    return (int) INT.get(plain, start);
  }

  static long longAt(byte[] plain, int start) {
    return (long) LONG.get(plain, start);
  }

  /** Returns the values; valid until the buffer changes. */
  BytesInput toBytesInput() {
    return BytesInput.from(bytes, 0, length);
  }

  private void ensure(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 16L);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
  }
}
