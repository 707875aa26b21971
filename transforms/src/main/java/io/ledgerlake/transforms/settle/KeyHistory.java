package io.ledgerlake.transforms.settle;

import io.ledgerlake.transforms.record.PackedRecords;
import java.util.Arrays;

/**
 * What history has for one key. Entries of a key come before its records; those of a key that has
 * no record in the run (a filter let them through by chance) are forgotten when the next key comes.
 */
final class KeyHistory {

  private final HistoricContents published = HistoricContents.complete();
  private final HistoricContents conflicts = HistoricContents.bounded();
  private final HistoricContents rejected = HistoricContents.complete();
  private byte[] key = {};
  private byte kind;
  private boolean empty = true;

  /** Takes a historic entry. */
  void add(PackedRecords.Cursor entry) {
    if (empty || !isOf(entry)) {
      clear();
      empty = false;
      kind = PackedRecords.meets(entry.kind());
      key = Arrays.copyOfRange(entry.buffer(), entry.keyStart(), entry.keyEnd());
    }
    of(entry.kind()).add(HistoricRecord.of(entry));
  }

  private HistoricContents of(byte entryKind) {
    return switch (entryKind) {
      case PackedRecords.PUBLISHED -> published;
      case PackedRecords.OPEN_CONFLICT -> conflicts;
      case PackedRecords.OPEN_REJECTED -> rejected;
      default -> throw new IllegalStateException("kind " + entryKind + " is of no historic entry");
    };
  }

  private boolean isOf(PackedRecords.Cursor record) {
    return PackedRecords.meets(record.kind()) == kind
        && Arrays.equals(record.buffer(), record.keyStart(), record.keyEnd(), key, 0, key.length);
  }

  private void clear() {
    published.clear();
    conflicts.clear();
    rejected.clear();
    empty = true;
  }

  /** Forgets what is of another key than this record's; returns whether anything remains. */
  boolean select(PackedRecords.Cursor record) {
    if (!empty && !isOf(record)) {
      clear();
    }
    return !empty;
  }

  HistoricContents published() {
    return published;
  }

  HistoricContents conflicts() {
    return conflicts;
  }

  HistoricContents rejected() {
    return rejected;
  }
}
