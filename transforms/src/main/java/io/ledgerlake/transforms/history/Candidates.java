package io.ledgerlake.transforms.history;

import io.ledgerlake.schemas.value.KeyBytes;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;

/** Rows of a row group, ascending, whose keys a shard may ask for, with these keys. */
final class Candidates {

  private final LongArrayList rows = new LongArrayList();
  private final IntArrayList shards = new IntArrayList();
  private final IntArrayList keyEnds = new IntArrayList();
  private final KeyBytes keys = new KeyBytes();

  void add(long row, int shard, byte[] key, int keyLength) {
    rows.add(row);
    shards.add(shard);
    keys.putText(key, 0, keyLength);
    keyEnds.add(keys.length());
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  int size() {
    return rows.size();
  }

  long row(int candidate) {
    return rows.getLong(candidate);
  }

  long[] rows() {
    return rows.toLongArray();
  }

  int shard(int candidate) {
    return shards.getInt(candidate);
  }

  byte[] key(int candidate) {
    int start = candidate == 0 ? 0 : keyEnds.getInt(candidate - 1);
    return Arrays.copyOfRange(keys.array(), start, keyEnds.getInt(candidate));
  }
}
