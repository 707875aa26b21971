package io.ledgerlake.transforms.settle;

import io.ledgerlake.transforms.record.PackedRecords;
import java.util.Arrays;

/**
 * A record of an earlier run that a key has in history. Ordered by file id (as bytes), then offset:
 * the order in which one of several is chosen to be pointed at.
 *
 * @param fileId id of its file, in UTF-8
 * @param offset where it begins in the file, in bytes
 * @param hash its {@code row_hash}; empty where contents do not matter
 */
public record HistoricRecord(byte[] fileId, long offset, byte[] hash)
    implements Comparable<HistoricRecord> {

  static HistoricRecord of(PackedRecords.Cursor entry) {
    return new HistoricRecord(
        Arrays.copyOfRange(entry.buffer(), entry.rawStart(), entry.rawEnd()),
        entry.offset(),
        Arrays.copyOfRange(entry.buffer(), entry.valuesStart(), entry.valuesEnd()));
  }

  boolean is(byte[] otherFileId, long otherOffset) {
    return offset == otherOffset && Arrays.equals(fileId, otherFileId);
  }

  boolean hasContent(byte[] otherHash) {
    return Arrays.equals(hash, otherHash);
  }

  @Override
  public int compareTo(HistoricRecord other) {
    int order = Arrays.compareUnsigned(fileId, other.fileId);
    return order == 0 ? Long.compare(offset, other.offset) : order;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HistoricRecord record && record.is(fileId, offset);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(fileId) + Long.hashCode(offset);
  }
}
