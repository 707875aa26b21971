package io.ledgerlake.transforms.history;

import io.ledgerlake.transforms.record.PackedRecords;

/** Takes what was found in history, by the shard that may ask for it. */
public interface Found {

  /**
   * Takes a historic entry for a shard.
   *
   * @param shard the shard
   * @param kind the entry's kind
   * @param fileId the record's file, UTF-8
   * @param offset its offset
   * @param hash its {@code row_hash}; empty where nothing is compared by it
   * @param key the array whose first {@code keyLength} bytes are its key
   */
  void entry(
      int shard, byte kind, byte[] fileId, long offset, byte[] hash, byte[] key, int keyLength);

  /**
   * Takes an open rejected row as a record that can be written again.
   *
   * @param row has one packed record, whose key is the hash of its bytes and whose origin says
   *     which version it is
   */
  void openRow(PackedRecords.Cursor row);
}
