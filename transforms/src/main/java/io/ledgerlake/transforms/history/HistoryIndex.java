package io.ledgerlake.transforms.history;

import io.ledgerlake.transforms.zone.Zone;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.Collection;
import java.util.List;

/** What is known of history's data files without opening one. Not thread-safe. */
public final class HistoryIndex {

  private final List<HistoryFile> files;
  private final KeyRanges keys;
  private final long rowsPerShard;
  private final boolean hasRejects;

  /**
   * @param files the data files
   * @param shards how many shards the run has; keys are spread over them evenly
   */
  public HistoryIndex(List<HistoryFile> files, int shards) {
    this.files = List.copyOf(files);
    this.keys = KeyRanges.of(files).orElse(null);
    this.rowsPerShard = files.stream().mapToLong(HistoryFile::rows).sum() / shards + 1;
    this.hasRejects = hasRejects(files);
  }

  /** Returns whether there are rows that were rejected. */
  public static boolean hasRejects(Collection<HistoryFile> files) {
    return files.stream().anyMatch(file -> file.zone() == Zone.QUARANTINE);
  }

  /** Returns whether a key lies where history has keys, as far as the files' bounds tell. */
  boolean mayHold(byte[] buffer, int start, int end) {
    return keys == null || keys.contains(buffer, start, end);
  }

  /** Returns about how many rows of history a shard's filters are asked for. */
  long rowsPerShard() {
    return rowsPerShard;
  }

  /** Returns whether there are rows that were rejected, so that bytes must be compared. */
  boolean hasRejects() {
    return hasRejects;
  }

  /** Returns the places of the files that may hold anything that a shard asks for. */
  public IntList askedBy(ShardSummary shard) {
    IntArrayList asked = new IntArrayList();
    for (int i = 0; i < files.size(); i++) {
      if (shard.asksFor(files.get(i))) {
        asked.add(i);
      }
    }
    return asked;
  }
}
