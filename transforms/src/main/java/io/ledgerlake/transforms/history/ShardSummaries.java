package io.ledgerlake.transforms.history;

import io.ledgerlake.transforms.record.Sharding;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.Collection;

/** The summaries of all shards: which shard may have a key or a record's bytes. */
public final class ShardSummaries {

  /** No shard may have it. */
  static final int NONE = -1;

  private final HashFilter[] keys;
  private final HashFilter[] rejected;
  private final HashFilter[] validRaw;
  private final KeyRanges ranges = new KeyRanges();

  /**
   * @param shards how many shards there are; one without records needs no summary
   */
  public ShardSummaries(int shards, Collection<ShardSummary> summaries) {
    keys = new HashFilter[shards];
    rejected = new HashFilter[shards];
    validRaw = new HashFilter[shards];
    for (ShardSummary summary : summaries) {
      ranges.addAll(summary.ranges());
      keys[summary.shard()] = summary.keys();
      rejected[summary.shard()] = summary.rejected();
      validRaw[summary.shard()] = summary.validRaw();
    }
  }

  /** Returns how many shards there are. */
  public int shards() {
    return keys.length;
  }

  /** Returns where the keys of all shards' valid records lie. */
  KeyRanges ranges() {
    return ranges;
  }

  /** Returns the shard that may have a valid record with this key, or {@link #NONE}. */
  int shardOfKey(byte[] key, int length) {
    return mightHave(keys, key, length);
  }

  /** Returns the shard that may have a rejected record whose bytes hash so, or {@link #NONE}. */
  int shardOfRejected(byte[] rawHash) {
    return mightHave(rejected, rawHash, rawHash.length);
  }

  private static int mightHave(HashFilter[] filters, byte[] key, int length) {
    int shard = Sharding.shardOf(key, 0, length, filters.length);
    HashFilter filter = filters[shard];
    return filter != null && filter.mightContain(HashFilter.hash(key, 0, length)) ? shard : NONE;
  }

  /** Returns the shards that may have a valid record whose bytes hash so. */
  IntList shardsOfValidRaw(byte[] rawHash) {
    IntArrayList found = new IntArrayList();
    long hash = HashFilter.hash(rawHash, 0, rawHash.length);
    for (int shard = 0; shard < validRaw.length; shard++) {
      if (validRaw[shard] != null && validRaw[shard].mightContain(hash)) {
        found.add(shard);
      }
    }
    return found;
  }
}
