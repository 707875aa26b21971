package io.ledgerlake.transforms.history;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;

/**
 * A Bloom filter over 64-bit hashes that need not be told how many will come: whenever so many have
 * come, they become a filter of their own. It is made large enough that of all foreign hashes that
 * it will be asked for fewer pass than it has hashes itself, and so few of a data file's that most
 * of its pages need not be read. What passes by chance costs time, never correctness.
 *
 * <p>A filter never changes and may be shared; a {@link Lookup} belongs to one thread, because
 * Parquet's filter keeps what it works on in a field.
 */
public final class HashFilter {

  private static final int PER_FILTER = 1 << 21;

  /** Of five pages of 20,000 rows, one has a row that passes by chance. */
  private static final double FALSE_POSITIVES = 1e-5;

  /** How many foreign hashes may pass for each of its own. */
  private static final double FOREIGN_PER_OWN = 1.0 / 8;

  /** Bits of a block, and of each of its words, in a filter of the Parquet format. */
  private static final int BLOCK_BITS = 256;

  private static final int WORD_BITS = 32;
  private static final int MAX_BYTES = BlockSplitBloomFilter.UPPER_BOUND_BYTES;
  private static final int SEED = 7;

  private final List<byte[]> bitsets;

  private HashFilter(List<byte[]> bitsets) {
    this.bitsets = List.copyOf(bitsets);
  }

  /** Returns the hash that filters are made of. */
  public static long hash(byte[] bytes, int start, int length) {
    return MurmurHash3.hash128x64(bytes, start, length, SEED)[0];
  }

  /** Returns whether nothing passes. */
  public boolean isEmpty() {
    return bitsets.isEmpty();
  }

  /** Returns a way to ask the filter, for one thread. */
  Lookup lookup() {
    return new Lookup(bitsets);
  }

  /** Asks a filter. Not thread-safe. */
  static final class Lookup {
    private final BlockSplitBloomFilter[] filters;

    private Lookup(List<byte[]> bitsets) {
      filters =
          bitsets.stream().map(BlockSplitBloomFilter::new).toArray(BlockSplitBloomFilter[]::new);
    }

    /** Returns false if the hash was surely not added. */
    boolean mightContain(long hash) {
      for (BlockSplitBloomFilter filter : filters) {
        if (filter.findHash(hash)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Returns the size of a filter: a power of two, as the format has it. */
  private static int bytes(int hashes, long asked) {
    double limit = Math.min(FALSE_POSITIVES, FOREIGN_PER_OWN * hashes / asked);
    int bytes = BLOCK_BITS / Byte.SIZE;
    while (bytes < MAX_BYTES && falsePositives(hashes, bytes) > limit) {
      bytes *= 2;
    }
    return bytes;
  }

  /**
   * Returns which share of foreign hashes passes a filter. Blocks fill unevenly, and the fuller
   * ones let through most: that is why the usual formula for Bloom filters promises too much here.
   */
  private static double falsePositives(int hashes, int bytes) {
    double mean = (double) hashes * BLOCK_BITS / (bytes * (double) Byte.SIZE);
    if (mean > BLOCK_BITS) {
      return 1;
    }
    double share = 0;
    // Poisson: the probability that so many hashes lie in a block.
    double probability = Math.exp(-mean);
    for (int inBlock = 1; inBlock <= 20 + 3 * mean; inBlock++) {
      probability *= mean / inBlock;
      double wordHasBit = 1 - Math.pow(1 - 1.0 / WORD_BITS, inBlock);
      share += probability * Math.pow(wordHasBit, BLOCK_BITS / WORD_BITS);
    }
    return share;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(bitsets.size());
    for (byte[] bitset : bitsets) {
      out.writeInt(bitset.length);
      out.write(bitset);
    }
  }

  static HashFilter read(DataInput in) throws IOException {
    List<byte[]> bitsets = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      byte[] bitset = new byte[in.readInt()];
      in.readFully(bitset);
      bitsets.add(bitset);
    }
    return new HashFilter(bitsets);
  }

  /** Gathers hashes. Not thread-safe. */
  static final class Builder {
    private final LongArrayList hashes = new LongArrayList();
    private final List<byte[]> bitsets = new ArrayList<>();
    private final long asked;
    private Lookup known = new Lookup(List.of());

    /**
     * @param asked about how many hashes the filter will be asked for
     */
    Builder(long asked) {
      this.asked = asked;
    }

    void add(long hash) {
      if (known.mightContain(hash)) {
        return;
      }
      hashes.add(hash);
      if (hashes.size() == PER_FILTER) {
        flush();
      }
    }

    private void flush() {
      byte[] bitset = new byte[bytes(hashes.size(), asked)];
      BlockSplitBloomFilter next = new BlockSplitBloomFilter(bitset);
      for (int i = 0; i < hashes.size(); i++) {
        next.insertHash(hashes.getLong(i));
      }
      bitsets.add(bitset);
      known = new Lookup(bitsets);
      hashes.clear();
    }

    HashFilter build() {
      if (!hashes.isEmpty()) {
        flush();
      }
      return new HashFilter(bitsets);
    }
  }
}
