package io.ledgerlake.transforms.csv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes at a time in a {@code long} ("SIMD within a register"). A word holds its first byte
 * in its lowest bits. A mask has the highest bit of each byte that matches, and no other.
 */
final class Swar {

  static final int BYTES = Long.BYTES;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long LOW_BITS = 0x7F7F_7F7F_7F7F_7F7FL;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private Swar() {}

  /** Returns the eight bytes from index {@code i}, which need not be aligned. */
  static long word(byte[] bytes, int i) {
    return (long) WORD.get(bytes, i);
  }

  /** Returns a word of eight times the same byte. */
  static long repeat(byte value) {
    return (value & 0xFFL) * ONES;
  }

  /** Returns the mask of the bytes equal to the repeated one; exact for every byte. */
  static long matches(long word, long repeated) {
    long difference = word ^ repeated;
    return ~(((difference & LOW_BITS) + LOW_BITS) | difference) & HIGH_BITS;
  }

  /** Returns the mask of the bytes from 0 to {@code limit}, which is at most 0x7F. */
  static long atMost(long word, int limit) {
    return ~(((word & LOW_BITS) + (0x7F - limit) * ONES) | word) & HIGH_BITS;
  }

  /** Returns the index, 0 to 7, of a mask's first byte; the mask is not empty. */
  static int first(long mask) {
    return Long.numberOfTrailingZeros(mask) >>> 3;
  }

  /** Returns a mask's part before its byte {@code index}. */
  static long before(long mask, int index) {
    return mask & ((1L << (index << 3)) - 1);
  }

  /** Returns the mask moved on by one byte: of the bytes whose predecessor matched. */
  static long follow(long mask, long carry) {
    return mask << 8 | carry;
  }

  /** Returns what {@link #follow} of the next word needs to know of this one. */
  static long carry(long mask) {
    return mask >>> 56;
  }

  /** Returns the carry of a single byte before a word. */
  static long carry(boolean matched) {
    return matched ? 0x80L : 0L;
  }
}
