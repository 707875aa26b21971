package io.ledgerlake.transforms.settle;

import java.util.Arrays;

/**
 * What an entry of a {@link RecordSorter} is sorted by: group, then key bytes (unsigned,
 * lexicographic), then major, then minor. A view on the entry's bytes, filled by a {@link Layout}
 * and used again.
 */
public final class SortKey {
  int group;
  byte[] buffer;
  int keyStart;
  int keyEnd;
  long major;
  long minor;

  /** Finds the sort key in an entry's bytes. */
  @FunctionalInterface
  public interface Layout {
    /** Points {@code key} at the sort key of the entry {@code buffer[start, end)}. */
    void locate(byte[] buffer, int start, int end, SortKey key);
  }

  /**
   * Sets all parts of the key.
   *
   * @param group 0 to 255; entries of different groups share no prefix worth looking for
   * @param buffer the array that holds the key bytes
   * @param keyStart index of the first key byte
   * @param keyEnd index after the last key byte
   * @param major orders entries with equal key bytes
   * @param minor orders entries that are equal in all of the above
   */
  public void set(int group, byte[] buffer, int keyStart, int keyEnd, long major, long minor) {
    this.group = group;
    this.buffer = buffer;
    this.keyStart = keyStart;
    this.keyEnd = keyEnd;
    this.major = major;
    this.minor = minor;
  }

  int keyLength() {
    return keyEnd - keyStart;
  }

  /**
   * Returns eight key bytes from {@code depth} on as a {@code long} whose signed order is the
   * bytes' unsigned order; a key that ends early counts as followed by zeros.
   */
  long prefix(int depth) {
    long bits = 0;
    int from = keyStart + depth;
    int to = Math.min(keyEnd, from + Long.BYTES);
    for (int i = from; i < to; i++) {
      bits = bits << Byte.SIZE | buffer[i] & 0xFF;
    }
    int missing = Long.BYTES - Math.max(0, to - from);
    bits = missing == Long.BYTES ? 0 : bits << Byte.SIZE * missing;
    return bits ^ Long.MIN_VALUE;
  }

  int compareTo(SortKey other) {
    int order = Integer.compare(group, other.group);
    if (order == 0) {
      order =
          Arrays.compareUnsigned(
              buffer, keyStart, keyEnd, other.buffer, other.keyStart, other.keyEnd);
    }
    if (order == 0) {
      order = Long.compare(major, other.major);
    }
    return order == 0 ? Long.compare(minor, other.minor) : order;
  }
}
