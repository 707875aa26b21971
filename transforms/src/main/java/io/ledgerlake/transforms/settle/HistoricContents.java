package io.ledgerlake.transforms.settle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The contents that one key has in history, of one kind. Answers which historic record has the same
 * content as a record of the run, and which has another; never the record itself.
 *
 * <p>Keeps at most two records of a content, and when {@link #bounded} only the first three
 * contents: to find the first record that is neither a given one nor of a given content, no more is
 * ever needed. A key may have a million open conflicts. What several such have kept of their parts
 * answers, put together, as one would that has seen everything.
 */
public final class HistoricContents {

  private static final int PER_CONTENT = 2;
  private static final int CONTENTS = 3;

  private final boolean bounded;
  private final List<HistoricRecord> records = new ArrayList<>();

  private HistoricContents(boolean bounded) {
    this.bounded = bounded;
  }

  /** Returns contents that answer {@link #same} and {@link #other}. */
  static HistoricContents complete() {
    return new HistoricContents(false);
  }

  /** Returns contents that answer {@link #other} only, and stay small. */
  public static HistoricContents bounded() {
    return new HistoricContents(true);
  }

  void clear() {
    records.clear();
  }

  int size() {
    return records.size();
  }

  /** Returns what is kept, in order. */
  public List<HistoricRecord> records() {
    return List.copyOf(records);
  }

  /** Takes a record; one that was there before changes nothing. */
  public void add(HistoricRecord record) {
    int at = Collections.binarySearch(records, record);
    if (at >= 0) {
      return;
    }
    records.add(-1 - at, record);
    prune();
  }

  private void prune() {
    List<byte[]> contents = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    records.removeIf(
        record -> {
          for (int i = 0; i < contents.size(); i++) {
            if (record.hasContent(contents.get(i))) {
              counts.set(i, counts.get(i) + 1);
              return counts.get(i) > PER_CONTENT;
            }
          }
          contents.add(record.hash());
          counts.add(1);
          return bounded && contents.size() > CONTENTS;
        });
  }

  /** Returns the first record with this content that is not the record itself, or null. */
  HistoricRecord same(byte[] hash, byte[] fileId, long offset) {
    for (HistoricRecord record : records) {
      if (record.hasContent(hash) && !record.is(fileId, offset)) {
        return record;
      }
    }
    return null;
  }

  /** Returns the first record with another content that is not the record itself, or null. */
  HistoricRecord other(byte[] hash, byte[] fileId, long offset) {
    for (HistoricRecord record : records) {
      if (!record.hasContent(hash) && !record.is(fileId, offset)) {
        return record;
      }
    }
    return null;
  }
}
