package io.ledgerlake.transforms.history;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which stretches of the key space a set of keys lies in: disjoint ranges of bytes (unsigned order,
 * both ends included), at most {@link #MAX}. When there are more, the two with the smallest gap
 * between them become one. Not thread-safe.
 */
public final class KeyRanges {

  /** How many ranges there are at most, once built. */
  public static final int MAX = 256;

  private static final int NOT_SHRUNK = -1;

  /** Ranges by their first key. */
  private final TreeMap<byte[], Range> ranges = new TreeMap<>(Arrays::compareUnsigned);

  /** The range of the key before; null: none. */
  private Range recent;

  /** Where the range after the recent one begins, once that was looked up; null: nowhere. */
  private byte[] next;

  private boolean nextIsKnown;

  /** The smallest gap that was left when there were too many ranges, after the shared bytes. */
  private long leastGap;

  private int shared = NOT_SHRUNK;

  private static final class Range {
    private final byte[] from;
    private byte[] to;

    Range(byte[] from, byte[] to) {
      this.from = from;
      this.to = to;
    }
  }

  /**
   * Returns where the keys of data files lie, as far as their bounds tell.
   *
   * @return empty if a file's bounds are unknown: its keys may be anywhere
   */
  public static Optional<KeyRanges> of(Collection<HistoryFile> files) {
    KeyRanges ranges = new KeyRanges();
    for (HistoryFile file : files) {
      if (file.keyFrom() == null || file.keyTo() == null) {
        return Optional.empty();
      }
      ranges.addRange(file.keyFrom(), file.keyTo());
      ranges.shrinkIfLarge();
    }
    ranges.shrink();
    return Optional.of(ranges);
  }

  /** Adds a key. */
  void add(byte[] buffer, int start, int end) {
    if (recent != null
        && Arrays.compareUnsigned(buffer, start, end, recent.from, 0, recent.from.length) >= 0
        && recentTakes(buffer, start, end)) {
      return;
    }
    byte[] key = Arrays.copyOfRange(buffer, start, end);
    Map.Entry<byte[], Range> before = ranges.floorEntry(key);
    if (before != null) {
      remember(before.getValue());
      if (recentTakes(buffer, start, end)) {
        return;
      }
    }
    Range range = new Range(key, key);
    ranges.put(key, range);
    remember(range);
    shrinkIfLarge();
  }

  private void remember(Range range) {
    recent = range;
    nextIsKnown = false;
  }

  /** Returns whether a key that is not before the recent range is in it, now at the latest. */
  private boolean recentTakes(byte[] buffer, int start, int end) {
    if (Arrays.compareUnsigned(buffer, start, end, recent.to, 0, recent.to.length) <= 0) {
      return true;
    }
    if (isNear(buffer, start, end) && isBeforeNext(buffer, start, end)) {
      recent.to = Arrays.copyOfRange(buffer, start, end);
      return true;
    }
    return false;
  }

  /**
   * Returns whether a key follows the recent range so closely that the gap would hardly be one of
   * those that are left. Keys that rise would otherwise each be a range of their own for a while.
   */
  private boolean isNear(byte[] buffer, int start, int end) {
    byte[] to = recent.to;
    if (shared == NOT_SHRUNK
        || Arrays.mismatch(
                buffer, start, Math.min(end, start + shared), to, 0, Math.min(to.length, shared))
            >= 0) {
      return false;
    }
    long gap = prefix(buffer, start + shared, end) - prefix(to, shared, to.length);
    return Long.compareUnsigned(gap, leastGap) <= 0;
  }

  private boolean isBeforeNext(byte[] buffer, int start, int end) {
    if (!nextIsKnown) {
      next = ranges.higherKey(recent.from);
      nextIsKnown = true;
    }
    return next == null || Arrays.compareUnsigned(buffer, start, end, next, 0, next.length) < 0;
  }

  /** Adds all ranges of another set. */
  void addAll(KeyRanges other) {
    for (Range range : List.copyOf(other.ranges.values())) {
      addRange(range.from, range.to);
    }
    shrinkIfLarge();
  }

  private void addRange(byte[] first, byte[] last) {
    byte[] from = first;
    byte[] to = last;
    Map.Entry<byte[], Range> before = ranges.floorEntry(to);
    while (before != null && Arrays.compareUnsigned(before.getValue().to, from) >= 0) {
      from = min(from, before.getKey());
      to = max(to, before.getValue().to);
      ranges.remove(before.getKey());
      before = ranges.floorEntry(to);
    }
    ranges.put(from, new Range(from, to));
    recent = null;
  }

  private static byte[] min(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
  }

  private static byte[] max(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b) >= 0 ? a : b;
  }

  private void shrinkIfLarge() {
    if (ranges.size() >= 4 * MAX) {
      shrink();
    }
  }

  /** Leaves at most {@link #MAX} ranges. */
  void shrink() {
    if (ranges.size() <= MAX) {
      return;
    }
    Range[] all = ranges.values().toArray(Range[]::new);
    shared = Math.max(0, Arrays.mismatch(all[0].from, all[all.length - 1].to));
    long[] gaps = new long[all.length - 1];
    for (int i = 0; i < gaps.length; i++) {
      byte[] to = all[i].to;
      byte[] from = all[i + 1].from;
      gaps[i] = prefix(from, shared, from.length) - prefix(to, shared, to.length);
    }
    long[] sorted = new long[gaps.length];
    Arrays.setAll(sorted, i -> gaps[i] ^ Long.MIN_VALUE);
    Arrays.sort(sorted);
    // Of so many gaps, one fewer than the ranges that may remain are kept: the widest.
    long kept = sorted[gaps.length - (MAX - 1)];
    leastGap = kept ^ Long.MIN_VALUE;
    int atLimit = 0;
    for (int i = gaps.length - (MAX - 1); i < gaps.length && sorted[i] == kept; i++) {
      atLimit++;
    }
    ranges.clear();
    Range current = all[0];
    for (int i = 0; i < gaps.length; i++) {
      long gap = gaps[i] ^ Long.MIN_VALUE;
      if (gap > kept || gap == kept && atLimit-- > 0) {
        ranges.put(current.from, current);
        current = all[i + 1];
      } else {
        current.to = all[i + 1].to;
      }
    }
    ranges.put(current.from, current);
    recent = null;
  }

  /** Up to eight bytes of a key, as an unsigned number. */
  private static long prefix(byte[] key, int start, int end) {
    long bits = 0;
    for (int at = start; at < start + Long.BYTES; at++) {
      bits = bits << Byte.SIZE | (at < end ? key[at] & 0xFF : 0);
    }
    return bits;
  }

  /** Returns how many ranges there are. */
  public int size() {
    return ranges.size();
  }

  /** Returns whether a key lies in a range. */
  boolean contains(byte[] buffer, int start, int end) {
    boolean isNearRecent =
        recent != null
            && Arrays.compareUnsigned(buffer, start, end, recent.from, 0, recent.from.length) >= 0
            && isBeforeNext(buffer, start, end);
    if (!isNearRecent) {
      Map.Entry<byte[], Range> before = ranges.floorEntry(Arrays.copyOfRange(buffer, start, end));
      if (before == null) {
        return false;
      }
      remember(before.getValue());
    }
    return Arrays.compareUnsigned(buffer, start, end, recent.to, 0, recent.to.length) <= 0;
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
    Map.Entry<byte[], Range> last = to == null ? ranges.lastEntry() : ranges.floorEntry(to);
    return last != null && (from == null || Arrays.compareUnsigned(last.getValue().to, from) >= 0);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(ranges.size());
    for (Range range : ranges.values()) {
      write(range.from, out);
      write(range.to, out);
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
      all.ranges.put(from, new Range(from, readBytes(in)));
    }
    return all;
  }

  private static byte[] readBytes(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
