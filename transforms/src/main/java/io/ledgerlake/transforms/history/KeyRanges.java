package io.ledgerlake.transforms.history;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which stretches of the key space a set of keys lies in: disjoint ranges of bytes (unsigned order,
 * both ends included), at most {@link #MAX}. When there are more, the two with the smallest gap
 * between them become one. Not thread-safe.
 */
public final class KeyRanges {

  /** How many ranges there are at most, once built. */
  public static final int MAX = 256;

  /** Ranges by their first key; the value is the last. */
  private final TreeMap<byte[], byte[]> ranges = new TreeMap<>(Arrays::compareUnsigned);

  private byte[] recentFrom = {};
  private byte[] recentTo;

  /** Adds a key. */
  void add(byte[] buffer, int start, int end) {
    if (recentTo != null
        && Arrays.compareUnsigned(buffer, start, end, recentFrom, 0, recentFrom.length) >= 0
        && Arrays.compareUnsigned(buffer, start, end, recentTo, 0, recentTo.length) <= 0) {
      return;
    }
    byte[] key = Arrays.copyOfRange(buffer, start, end);
    Map.Entry<byte[], byte[]> before = ranges.floorEntry(key);
    if (before != null && Arrays.compareUnsigned(key, before.getValue()) <= 0) {
      remember(before);
      return;
    }
    ranges.put(key, key);
    if (ranges.size() >= 4 * MAX) {
      shrink();
    }
  }

  private void remember(Map.Entry<byte[], byte[]> range) {
    recentFrom = range.getKey();
    recentTo = range.getValue();
  }

  /** Adds all ranges of another set. */
  void addAll(KeyRanges other) {
    List<byte[]> ends = new ArrayList<>();
    other.ranges.forEach(
        (from, to) -> {
          ends.add(from);
          ends.add(to);
        });
    for (int i = 0; i < ends.size(); i += 2) {
      addRange(ends.get(i), ends.get(i + 1));
    }
    if (ranges.size() >= 4 * MAX) {
      shrink();
    }
  }

  private void addRange(byte[] first, byte[] last) {
    byte[] from = first;
    byte[] to = last;
    Map.Entry<byte[], byte[]> before = ranges.floorEntry(to);
    while (before != null && Arrays.compareUnsigned(before.getValue(), from) >= 0) {
      from = min(from, before.getKey());
      to = max(to, before.getValue());
      ranges.remove(before.getKey());
      before = ranges.floorEntry(to);
    }
    ranges.put(from, to);
  }

  private static byte[] min(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
  }

  private static byte[] max(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b) >= 0 ? a : b;
  }

  /** Leaves at most {@link #MAX} ranges. */
  void shrink() {
    if (ranges.size() <= MAX) {
      return;
    }
    byte[][] from = ranges.keySet().toArray(byte[][]::new);
    byte[][] to = ranges.values().toArray(byte[][]::new);
    int common = Math.max(0, Arrays.mismatch(from[0], to[to.length - 1]));
    long[] gaps = new long[from.length - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = prefix(from[i + 1], common) - prefix(to[i], common);
    }
    long[] sorted = new long[gaps.length];
    Arrays.setAll(sorted, i -> gaps[i] ^ Long.MIN_VALUE);
    Arrays.sort(sorted);
    // Of so many gaps, one fewer than the ranges that may remain are kept: the widest.
    long kept = sorted[gaps.length - (MAX - 1)];
    int atLimit = 0;
    for (int i = gaps.length - (MAX - 1); i < gaps.length && sorted[i] == kept; i++) {
      atLimit++;
    }
    ranges.clear();
    int start = 0;
    for (int i = 0; i < gaps.length; i++) {
      long gap = gaps[i] ^ Long.MIN_VALUE;
      if (gap > kept || gap == kept && atLimit-- > 0) {
        ranges.put(from[start], to[i]);
        start = i + 1;
      }
    }
    ranges.put(from[start], to[to.length - 1]);
    recentTo = null;
  }

  /** Eight bytes after what all keys share, as an unsigned number. */
  private static long prefix(byte[] key, int common) {
    long bits = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      int at = common + i;
      bits = bits << Byte.SIZE | (at < key.length ? key[at] & 0xFF : 0);
    }
    return bits;
  }

  /** Returns whether there are none. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Returns how many ranges there are. */
  public int size() {
    return ranges.size();
  }

  /**
   * Returns whether any range meets {@code [from, to]}.
   *
   * @param from first key, or null: there is no lower bound
   * @param to last key, or null: there is no upper bound
   */
  public boolean meets(byte[] from, byte[] to) {
    if (ranges.isEmpty()) {
      return false;
    }
    Map.Entry<byte[], byte[]> last = to == null ? ranges.lastEntry() : ranges.floorEntry(to);
    return last != null && (from == null || Arrays.compareUnsigned(last.getValue(), from) >= 0);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(ranges.size());
    for (Map.Entry<byte[], byte[]> range : ranges.entrySet()) {
      write(range.getKey(), out);
      write(range.getValue(), out);
    }
  }

  private static void write(byte[] bytes, DataOutput out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static KeyRanges read(DataInput in) throws IOException {
    KeyRanges all = new KeyRanges();
    for (int left = in.readInt(); left > 0; left--) {
      byte[] from = readBytes(in);
      all.ranges.put(from, readBytes(in));
    }
    return all;
  }

  private static byte[] readBytes(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
