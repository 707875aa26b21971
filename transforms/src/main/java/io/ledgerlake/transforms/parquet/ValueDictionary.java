package io.ledgerlake.transforms.parquet;

import java.util.Arrays;

/** The distinct values of a column chunk, numbered in the order in which they came. */
final class ValueDictionary {

  /** Instead of a number: there is no room for the value. */
  static final int FULL = -1;

  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

  private final int maxBytes;
  private final PlainBuffer values = new PlainBuffer();
  private int[] starts = new int[1 << 8];
  private int[] table = new int[1 << 9];
  private int size;

  /**
   * @param maxBytes the most that the values' PLAIN encoding may take
   */
  ValueDictionary(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  int size() {
    return size;
  }

  /** Returns all values in the PLAIN encoding, by number: the content of a dictionary page. */
  PlainBuffer values() {
    return values;
  }

  void clear() {
    values.truncate(0);
    size = 0;
    Arrays.fill(table, 0);
  }

  /** Returns the number of a value that is given in the PLAIN encoding, or {@link #FULL}. */
  int numberOf(byte[] plain, int start, int end) {
    int slot = hash(plain, start, end) & table.length - 1;
    while (table[slot] != 0) {
      int number = table[slot] - 1;
      if (Arrays.equals(values.array(), starts[number], end(number), plain, start, end)) {
        return number;
      }
      slot = slot + 1 & table.length - 1;
    }
    return add(slot, plain, start, end);
  }

  private int add(int slot, byte[] plain, int start, int end) {
    if (values.length() + end - start > maxBytes) {
      return FULL;
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
    }
    starts[size] = values.length();
    values.putBytes(plain, start, end);
    table[slot] = ++size;
    if (2 * size > table.length) {
      grow();
    }
    return size - 1;
  }

  private void grow() {
    table = new int[2 * table.length];
    for (int number = 0; number < size; number++) {
      int slot = hash(values.array(), starts[number], end(number)) & table.length - 1;
      while (table[slot] != 0) {
        slot = slot + 1 & table.length - 1;
      }
      table[slot] = number + 1;
    }
  }

  /** Puts a value behind others. */
  void appendTo(PlainBuffer target, int number) {
    target.putBytes(values.array(), starts[number], end(number));
  }

  private int end(int number) {
    return number + 1 < size ? starts[number + 1] : values.length();
  }

  private static int hash(byte[] plain, int start, int end) {
    long hash = (long) end - start;
    int at = start;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mixed(hash ^ PlainBuffer.longAt(plain, at));
    }
    for (; at < end; at++) {
      hash = hash << Byte.SIZE ^ hash >>> Long.SIZE - Byte.SIZE ^ plain[at] & 0xFF;
    }
    return (int) mixed(hash);
  }

  private static long mixed(long hash) {
    long product = hash * MULTIPLIER;
    return product ^ product >>> Integer.SIZE;
  }
}
