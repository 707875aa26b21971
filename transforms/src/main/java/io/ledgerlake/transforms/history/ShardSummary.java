package io.ledgerlake.transforms.history;

import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.zone.Zone;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What a shard asks history for: where its keys lie, and filters that say of a historic key or
 * record whether the shard may have one like it. Some eight bytes a record at most, where history
 * may have all of them.
 *
 * @param shard its number
 * @param ranges where the keys of its valid records lie that history may have
 * @param keys those keys
 * @param rejected the keys of its rejected records: the hashes of their bytes
 * @param validRaw hashes of the bytes of its valid records, where asked for
 */
public record ShardSummary(
    int shard, KeyRanges ranges, HashFilter keys, HashFilter rejected, HashFilter validRaw) {

  /**
   * Summarises a shard.
   *
   * @param batches its packed batches; walked once, not changed
   * @param history what is known of history
   */
  public static ShardSummary of(int shard, Iterable<byte[]> batches, HistoryIndex history) {
    KeyRanges ranges = new KeyRanges();
    HashFilter.Builder keys = new HashFilter.Builder(history.rowsPerShard());
    HashFilter.Builder rejected = new HashFilter.Builder(history.rowsPerShard());
    HashFilter.Builder validRaw = new HashFilter.Builder(history.rowsPerShard());
    RowHash rowHash = RowHash.create();
    byte[] hash = new byte[RowHash.LENGTH];
    PackedRecords.Cursor cursor = new PackedRecords.Cursor();
    for (byte[] batch : batches) {
      cursor.over(batch, 0, batch.length);
      while (cursor.next()) {
        int start = cursor.keyStart();
        int end = cursor.keyEnd();
        if (cursor.kind() == PackedRecords.REJECTED) {
          rejected.add(HashFilter.hash(batch, start, end - start));
          continue;
        }
        if (history.mayHold(batch, start, end)) {
          ranges.add(batch, start, end);
          keys.add(HashFilter.hash(batch, start, end - start));
        }
        if (history.hasRejects()) {
          rowHash.ofRaw(batch, cursor.rawStart(), cursor.rawEnd(), hash, 0);
          validRaw.add(HashFilter.hash(hash, 0, hash.length));
        }
      }
    }
    ranges.shrink();
    return new ShardSummary(shard, ranges, keys.build(), rejected.build(), validRaw.build());
  }

  /** Returns whether a file may hold anything that the shard asks for. */
  boolean asksFor(HistoryFile file) {
    return file.zone() == Zone.PROCESSED
        ? ranges.meets(file.keyFrom(), file.keyTo())
        : !keys.isEmpty() || !rejected.isEmpty() || !validRaw.isEmpty();
  }

  /** Writes the summary, for {@link #read}. */
  public void write(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(shard);
    ranges.write(out);
    keys.write(out);
    rejected.write(out);
    validRaw.write(out);
    out.flush();
  }

  /** Reads a summary that {@link #write} wrote. */
  public static ShardSummary read(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    return new ShardSummary(
        in.readInt(),
        KeyRanges.read(in),
        HashFilter.read(in),
        HashFilter.read(in),
        HashFilter.read(in));
  }
}
