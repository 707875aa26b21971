package io.ledgerlake.transforms.history;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;

/**
 * A Bloom filter over 64-bit hashes that need not be told how many will come: whenever so many have
 * come, they become a filter of their own. About 1% of foreign hashes pass each of these, so only a
 * shard far larger than planned lets more through; what passes by chance costs time, never
 * correctness.
 */
public final class HashFilter {

  private static final int PER_FILTER = 1 << 21;
  private static final double FALSE_POSITIVES = 0.01;
  private static final int SEED = 7;

  private final List<BlockSplitBloomFilter> filters = new ArrayList<>();

  private HashFilter() {}

  /** Returns the hash that filters are made of. */
  public static long hash(byte[] bytes, int start, int length) {
    return MurmurHash3.hash128x64(bytes, start, length, SEED)[0];
  }

  /** Returns whether nothing passes. */
  public boolean isEmpty() {
    return filters.isEmpty();
  }

  /** Returns false if the hash was surely not added. */
  public boolean mightContain(long hash) {
    for (int i = 0; i < filters.size(); i++) {
      if (filters.get(i).findHash(hash)) {
        return true;
      }
    }
    return false;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(filters.size());
    for (BlockSplitBloomFilter filter : filters) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(filter.getBitsetSize());
      filter.writeTo(bytes);
      out.writeInt(bytes.size());
      out.write(bytes.toByteArray());
    }
  }

  static HashFilter read(DataInput in) throws IOException {
    HashFilter all = new HashFilter();
    for (int left = in.readInt(); left > 0; left--) {
      byte[] bitset = new byte[in.readInt()];
      in.readFully(bitset);
      all.filters.add(new BlockSplitBloomFilter(bitset));
    }
    return all;
  }

  /** Gathers hashes. Not thread-safe. */
  static final class Builder {
    private final HashFilter filter = new HashFilter();
    private final LongArrayList hashes = new LongArrayList();

    void add(long hash) {
      if (!filter.filters.isEmpty() && filter.mightContain(hash)) {
        return;
      }
      hashes.add(hash);
      if (hashes.size() == PER_FILTER) {
        flush();
      }
    }

    private void flush() {
      int bits = BlockSplitBloomFilter.optimalNumOfBits(hashes.size(), FALSE_POSITIVES);
      BlockSplitBloomFilter next = new BlockSplitBloomFilter(Math.max(32, bits / Byte.SIZE));
      for (int i = 0; i < hashes.size(); i++) {
        next.insertHash(hashes.getLong(i));
      }
      filter.filters.add(next);
      hashes.clear();
    }

    HashFilter build() {
      if (!hashes.isEmpty()) {
        flush();
      }
      return filter;
    }
  }
}
