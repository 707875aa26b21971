package io.ledgerlake.transforms.history;

import io.ledgerlake.transforms.record.Sharding;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.Collection;
import java.util.List;

/**
 * The summaries of several shards: which shard may have a key or a record's bytes. Not thread-safe;
 * the summaries may be shared.
 */
public final class ShardSummaries {

  /** No shard may have it. */
  static final int NONE = -1;

  private final List<ShardSummary> asking;
  private final HashFilter.Lookup[] keys;
  private final HashFilter.Lookup[] rejected;
  private final HashFilter.Lookup[] validRaw;
  private final KeyRanges ranges = new KeyRanges();

  /**
   * @param shards how many shards there are
   * @param asking the summaries of those that ask
   */
  public ShardSummaries(int shards, Collection<ShardSummary> asking) {
    this.asking = List.copyOf(asking);
    keys = new HashFilter.Lookup[shards];
    rejected = new HashFilter.Lookup[shards];
    validRaw = new HashFilter.Lookup[shards];
    for (ShardSummary summary : asking) {
      ranges.addAll(summary.ranges());
      keys[summary.shard()] = summary.keys().lookup();
      rejected[summary.shard()] = summary.rejected().lookup();
      validRaw[summary.shard()] = summary.validRaw().lookup();
    }
  }

  /** Returns where the keys of all shards' valid records lie. */
  KeyRanges ranges() {
    return ranges;
  }

  /** Returns the shard that may have a valid record with this key, or {@link #NONE}. */
  int shardOfKey(byte[] key, int length) {
    return shardOf(key, length, keys);
  }

  /** Returns the shard that may have a rejected record whose bytes hash so, or {@link #NONE}. */
  int shardOfRejected(byte[] rawHash) {
    return shardOf(rawHash, rawHash.length, rejected);
  }

  private static int shardOf(byte[] key, int length, HashFilter.Lookup[] filters) {
    int shard = Sharding.shardOf(key, 0, length, filters.length);
    HashFilter.Lookup filter = filters[shard];
    return filter != null && filter.mightContain(HashFilter.hash(key, 0, length)) ? shard : NONE;
  }

  /** Returns the shards that may have a valid record whose bytes hash so. */
  IntList shardsOfValidRaw(byte[] rawHash) {
    IntArrayList found = new IntArrayList();
    long hash = HashFilter.hash(rawHash, 0, rawHash.length);
    for (ShardSummary summary : asking) {
      if (validRaw[summary.shard()].mightContain(hash)) {
        found.add(summary.shard());
      }
    }
    return found;
  }
}
