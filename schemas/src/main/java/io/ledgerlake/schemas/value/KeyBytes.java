package io.ledgerlake.schemas.value;

import io.ledgerlake.schemas.contract.FieldType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A key's bytes, whose unsigned order is the order of the values. Grows and is used again; not
 * thread-safe.
 */
public final class KeyBytes {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] buffer = new byte[64];
  private int length;

  /** Starts a new key. */
  public void reset() {
    length = 0;
  }

  /** Returns the array whose first {@link #length()} bytes are the key; replaced on growth. */
  public byte[] array() {
    return buffer;
  }

  /** Returns how many bytes the key has so far. */
  public int length() {
    return length;
  }

  /** Makes room for exactly {@code count} bytes, to be written into {@link #array()}. */
  public byte[] fill(int count) {
    ensure(count);
    length += count;
    return buffer;
  }

  /** Appends one byte. */
  public void putByte(int value) {
    ensure(1);
    buffer[length++] = (byte) value;
  }

  /** Appends bytes as they are. */
  public void putText(byte[] utf8, int start, int end) {
    int count = end - start;
    ensure(count);
    System.arraycopy(utf8, start, buffer, length, count);
    length += count;
  }

  /** Appends 8 bytes, the sign bit flipped so that negative values come first. */
  public void putLong(long value) {
    ensure(Long.BYTES);
    LONG.set(buffer, length, value ^ Long.MIN_VALUE);
    length += Long.BYTES;
  }

  /** Appends 16 bytes, the sign bit flipped; enough for 38 digits. */
  public void putWide(BigInteger value) {
    putLong(value.shiftRight(Long.SIZE).longValueExact());
    ensure(Long.BYTES);
    LONG.set(buffer, length, value.longValue());
    length += Long.BYTES;
  }

  /**
   * Appends a decimal: 8 bytes when every value of the type fits them, else 16, since the order
   * must hold among all.
   *
   * @param unscaled the value times 10<sup>the type's scale</sup>
   */
  public void putDecimal(BigInteger unscaled, FieldType.Decimal type) {
    if (type.fitsLong()) {
      putLong(unscaled.longValueExact());
    } else {
      putWide(unscaled);
    }
  }

  private void ensure(int more) {
    int needed = Math.addExact(length, more);
    if (needed > buffer.length) {
      long doubled = Math.min(2L * buffer.length, Integer.MAX_VALUE - 16L);
      buffer = Arrays.copyOf(buffer, (int) Math.max(needed, doubled));
    }
  }
}
