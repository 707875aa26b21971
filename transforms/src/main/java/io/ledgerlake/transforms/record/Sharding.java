package io.ledgerlake.transforms.record;

import org.apache.commons.codec.digest.MurmurHash3;

/** Which shard a key belongs to. */
public final class Sharding {

  private Sharding() {}

  /** Returns the shard of a key: the same for the same bytes, on every machine. */
  public static int shardOf(byte[] bytes, int start, int end, int shards) {
    return Math.floorMod(MurmurHash3.hash32x86(bytes, start, end - start, 0), shards);
  }
}
