package io.ledgerlake.transforms.settle;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Sorts entries of bytes: in memory within a budget, else in sorted runs on local disk that are
 * merged in one pass. The order is that of the entries' {@link SortKey}s; entries with equal keys
 * come in the order in which they were added.
 *
 * <p>Used for one sort: {@link #add} all, walk {@link #sorted} once, {@link #close}. Closing takes
 * away every file, also after a failure. Not thread-safe.
 */
public final class RecordSorter implements Closeable {

  private static final byte[] NO_HEAD = {};

  /** Bytes of bookkeeping per entry, beside its own. */
  private static final int OVERHEAD = EntryChunks.FRAME + Integer.BYTES;

  private final SortKey.Layout layout;
  private final long budget;
  private final SpillFolder spills;
  private final EntryChunks chunks = new EntryChunks();
  private final MemorySort memorySort;
  private final SortKey key = new SortKey();
  private Group[] groups = new Group[4];
  private long bytes;
  private SortedEntries sorted;

  /**
   * @param layout finds an entry's sort key
   * @param budget bytes of entries to hold in memory, 1 to 1 GiB
   * @param spillParent where a folder for sorted runs may be made
   */
  public RecordSorter(SortKey.Layout layout, long budget, Path spillParent) {
    if (budget < 1 || budget > 1L << 30) {
      throw new IllegalArgumentException("budget must be 1 byte to 1 GiB, not " + budget);
    }
    this.layout = layout;
    this.budget = budget;
    this.spills = new SpillFolder(spillParent);
    this.memorySort = new MemorySort(chunks, layout);
  }

  /**
   * Adds a copy of the entry {@code from[start, end)}.
   *
   * @throws IOException if it had to make room by writing a run, and could not
   */
  public void add(byte[] from, int start, int end) throws IOException {
    add(NO_HEAD, 0, from, start, end);
  }

  /**
   * Adds an entry that consists of the first {@code headLength} bytes of {@code head} and a copy of
   * {@code body[start, end)}.
   *
   * @throws IOException if it had to make room by writing a run, and could not
   */
  public void add(byte[] head, int headLength, byte[] body, int start, int end) throws IOException {
    if (sorted != null) {
      throw new IllegalStateException("entries are already sorted");
    }
    long more = (long) OVERHEAD + headLength + end - start;
    if (bytes > 0 && bytes + more > budget) {
      spill();
    }
    bytes += more;
    int address = chunks.add(head, headLength, body, start, end);
    layout.locate(chunks.buffer(address), EntryChunks.start(address), chunks.end(address), key);
    group(key.group).add(address, key);
  }

  private Group group(int number) {
    if (number >= groups.length) {
      groups = Arrays.copyOf(groups, number + 1);
    }
    if (groups[number] == null) {
      groups[number] = new Group();
    }
    return groups[number];
  }

  private void spill() throws IOException {
    sortGroups();
    spills.write(new InMemory());
    chunks.clear();
    Arrays.fill(groups, null);
    bytes = 0;
  }

  private void sortGroups() {
    for (Group group : groups) {
      if (group != null) {
        memorySort.sort(group.addresses, group.common);
      }
    }
  }

  /** Returns how many sorted runs lie on disk; 0: all entries fit the budget. */
  public int runs() {
    return spills.runs().size();
  }

  /**
   * Returns the entries in order; nothing can be added any more. The result is valid until this
   * sorter is closed, which closes it too.
   *
   * @throws IOException if spilled entries cannot be written or read back
   */
  public SortedEntries sorted() throws IOException {
    if (sorted != null) {
      throw new IllegalStateException("entries are walked once");
    }
    if (spills.runs().isEmpty()) {
      sortGroups();
      sorted = new InMemory();
    } else {
      if (bytes > 0) {
        spill();
      }
      sorted = new MergedRuns(spills.runs(), budget, layout);
    }
    return sorted;
  }

  @Override
  public void close() throws IOException {
    chunks.clear();
    Arrays.fill(groups, null);
    try (spills) {
      if (sorted != null) {
        sorted.close();
      }
    }
  }

  /** The entries of one group that are in memory. */
  private static final class Group {
    final IntArrayList addresses = new IntArrayList();
    byte[] first;
    int common;

    void add(int address, SortKey key) {
      addresses.add(address);
      if (first == null) {
        first = Arrays.copyOfRange(key.buffer, key.keyStart, key.keyEnd);
        common = first.length;
        return;
      }
      int differ = Arrays.mismatch(first, 0, common, key.buffer, key.keyStart, key.keyEnd);
      if (differ >= 0) {
        common = Math.min(common, differ);
      }
    }
  }

  private final class InMemory implements SortedEntries {
    private int group;
    private int index = -1;
    private int address;

    @Override
    public boolean next() {
      index++;
      while (group < groups.length
          && (groups[group] == null || index >= groups[group].addresses.size())) {
        group++;
        index = 0;
      }
      if (group >= groups.length) {
        return false;
      }
      address = groups[group].addresses.getInt(index);
      return true;
    }

    @Override
    public byte[] buffer() {
      return chunks.buffer(address);
    }

    @Override
    public int start() {
      return EntryChunks.start(address);
    }

    @Override
    public int end() {
      return chunks.end(address);
    }

    @Override
    public void close() {}
  }
}
