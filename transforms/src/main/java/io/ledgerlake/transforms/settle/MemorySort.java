package io.ledgerlake.transforms.settle;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;

/**
 * Sorts addresses of entries by their {@link SortKey}; entries with equal keys keep the order of
 * their addresses.
 *
 * <p>Keys of one feed often start alike (sequential ids), so the first eight bytes after what all
 * keys share are sorted as {@code long}s; a run of entries that are equal in them is sorted by the
 * bytes that follow, in the same way.
 */
final class MemorySort {

  /** Runs up to this length are sorted by comparing whole keys. */
  private static final int SMALL = 16;

  private final EntryChunks chunks;
  private final SortKey.Layout layout;
  private final SortKey one = new SortKey();
  private final SortKey two = new SortKey();
  private long[] prefixes = {};
  private int[] addresses = {};
  private final StableRadixSort radix = new StableRadixSort();

  MemorySort(EntryChunks chunks, SortKey.Layout layout) {
    this.chunks = chunks;
    this.layout = layout;
  }

  /**
   * Sorts a group's entries in place.
   *
   * @param group their addresses, ascending
   * @param common how many first key bytes are known to be the same for all
   */
  void sort(IntArrayList group, int common) {
    int size = group.size();
    if (prefixes.length < size) {
      prefixes = new long[size];
      addresses = new int[size];
    }
    group.getElements(0, addresses, 0, size);
    byPrefix(0, size, common);
    group.setElements(0, addresses, 0, size);
  }

  private void byPrefix(int from, int to, int depth) {
    for (int i = from; i < to; i++) {
      prefixes[i] = locate(addresses[i], one).prefix(depth);
    }
    radix.sort(prefixes, addresses, from, to);
    forEachRun(from, to, (start, end) -> resolve(start, end, depth + Long.BYTES));
  }

  /**
   * Sorts a run whose keys are equal in their first {@code depth} bytes, zeros at the end aside.
   */
  private void resolve(int from, int to, int depth) {
    if (to - from <= SMALL) {
      insertionSort(from, to);
      return;
    }
    if (isOrdered(from, to)) {
      return;
    }
    int common = commonPrefix(from, to, depth);
    if (common >= 0) {
      byPrefix(from, to, common);
    } else {
      byLength(from, to);
    }
  }

  /** Repeats mostly arrive in order, and entries of one partition always do. */
  private boolean isOrdered(int from, int to) {
    SortKey last = locate(addresses[from], one);
    SortKey next = two;
    for (int i = from + 1; i < to; i++) {
      if (last.compareTo(locate(addresses[i], next)) > 0) {
        return false;
      }
      SortKey free = last;
      last = next;
      next = free;
    }
    return true;
  }

  /** Returns what all keys of a run share, or -1 if none reaches beyond {@code depth}. */
  private int commonPrefix(int from, int to, int depth) {
    locate(addresses[from], one);
    int common = one.keyLength();
    int longest = common;
    for (int i = from + 1; i < to; i++) {
      locate(addresses[i], two);
      longest = Math.max(longest, two.keyLength());
      if (common > depth) {
        int differ =
            Arrays.mismatch(
                one.buffer,
                one.keyStart + depth,
                one.keyStart + common,
                two.buffer,
                two.keyStart + Math.min(depth, two.keyLength()),
                two.keyEnd);
        common = differ < 0 ? common : depth + differ;
      }
    }
    return longest <= depth ? -1 : Math.max(common, depth);
  }

  /** Of keys that differ at most in zeros at their end, the shorter one comes first. */
  private void byLength(int from, int to) {
    for (int i = from; i < to; i++) {
      prefixes[i] = locate(addresses[i], one).keyLength();
    }
    radix.sort(prefixes, addresses, from, to);
    forEachRun(from, to, this::byMajor);
  }

  private void byMajor(int from, int to) {
    for (int i = from; i < to; i++) {
      prefixes[i] = locate(addresses[i], one).major;
    }
    radix.sort(prefixes, addresses, from, to);
    forEachRun(from, to, this::byMinor);
  }

  private void byMinor(int from, int to) {
    for (int i = from; i < to; i++) {
      prefixes[i] = locate(addresses[i], one).minor;
    }
    radix.sort(prefixes, addresses, from, to);
  }

  private void insertionSort(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int moving = addresses[i];
      locate(moving, one);
      int at = i;
      while (at > from && locate(addresses[at - 1], two).compareTo(one) > 0) {
        addresses[at] = addresses[at - 1];
        at--;
      }
      addresses[at] = moving;
    }
  }

  /** Calls for each stretch of two or more equal prefixes. */
  private void forEachRun(int from, int to, Run run) {
    int start = from;
    while (start < to) {
      int end = start + 1;
      while (end < to && prefixes[end] == prefixes[start]) {
        end++;
      }
      if (end - start > 1) {
        run.sort(start, end);
      }
      start = end;
    }
  }

  private SortKey locate(int address, SortKey key) {
    layout.locate(chunks.buffer(address), EntryChunks.start(address), chunks.end(address), key);
    return key;
  }

  private interface Run {
    void sort(int from, int to);
  }
}
