package io.ledgerlake.transforms.parquet;

import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * A flat column whose values come row by row. Exactly one of the {@code add} methods is called for
 * each row, the one of the column's physical type or {@link #addNull}.
 *
 * <p>With a dictionary, values are numbered as long as that makes a page smaller; whether it does
 * is decided by the file's first page.
 */
public final class CollectedColumn extends FlatColumn {

  private static final byte[] FALSE = {0};
  private static final byte[] TRUE = {1};

  private final boolean dictionaryWanted;
  private final Extremes extremes;
  private final PlainBuffer plain = new PlainBuffer();
  private final ValueDictionary dictionary = new ValueDictionary(ParquetLayout.DICTIONARY_BYTES);
  private final boolean variable;
  private int[] numbers = new int[1 << 10];
  private int present;
  private long plainBytes;

  /** Whether this file's chunks try a dictionary; whether the current page has one. */
  private boolean trying;

  private boolean numbering;

  /** Whether a page of this chunk is written as numbers. */
  private boolean dictionaryUsed;

  private boolean bloomWanted;
  private double falsePositives;
  private long expectedRows;
  private BloomFilter bloom;

  /**
   * @param descriptor the column
   * @param dictionary whether values may repeat so often that a dictionary is worth trying
   */
  public CollectedColumn(ColumnDescriptor descriptor, boolean dictionary) {
    super(descriptor);
    PrimitiveTypeName physical = descriptor.getPrimitiveType().getPrimitiveTypeName();
    this.dictionaryWanted = dictionary && physical != PrimitiveTypeName.BOOLEAN;
    this.variable = physical == PrimitiveTypeName.BINARY;
    this.extremes = Extremes.of(descriptor.getPrimitiveType());
  }

  /**
   * Gives each row group a Bloom filter of the column's values.
   *
   * @param falsePositives share of absent values that a filter may take for present
   */
  public CollectedColumn withBloomFilter(double falsePositives) {
    this.bloomWanted = true;
    this.falsePositives = falsePositives;
    return this;
  }

  @Override
  void startFile(long expectedRows) {
    this.expectedRows = expectedRows;
    trying = dictionaryWanted;
  }

  @Override
  void startRowGroup(ColumnChunkPageWriteStore store) {
    super.startRowGroup(store);
    numbering = trying;
    dictionaryUsed = false;
    dictionary.clear();
    bloom = bloomWanted ? newBloomFilter() : null;
    startPage();
  }

  private BloomFilter newBloomFilter() {
    long values = Math.max(1, Math.min(expectedRows, ParquetLayout.MAX_BLOOM_VALUES));
    return new BlockSplitBloomFilter(
        BlockSplitBloomFilter.optimalNumOfBits(values, falsePositives) / Byte.SIZE,
        ParquetLayout.MAX_BLOOM_BYTES);
  }

  private void startPage() {
    plain.truncate(0);
    present = 0;
    plainBytes = 0;
  }

  /** The next row's value is null. */
  public void addNull() {
    absent();
  }

  /** Adds the next row's value to an INT64 column. */
  public void addLong(long value) {
    int start = plain.length();
    plain.putLong(value);
    if (bloom != null) {
      bloom.insertHash(bloom.hash(value));
    }
    added(start);
  }

  /** Adds the next row's value to an INT32 column. */
  public void addInteger(int value) {
    int start = plain.length();
    plain.putInt(value);
    if (bloom != null) {
      bloom.insertHash(bloom.hash(value));
    }
    added(start);
  }

  /** Adds a copy of {@code from[start, end)} to a BINARY or FIXED_LEN_BYTE_ARRAY column. */
  public void addBinary(byte[] from, int start, int end) {
    int at = plain.length();
    if (variable) {
      plain.putBinary(from, start, end);
    } else {
      plain.putBytes(from, start, end);
    }
    if (bloom != null) {
      bloom.insertHash(bloom.hash(Binary.fromReusedByteArray(from, start, end - start)));
    }
    added(at);
  }

  /** Adds the next row's value to a BOOLEAN column. */
  public void addBoolean(boolean value) {
    plain.putBit(value);
    extremes.add(value ? TRUE : FALSE, 0, 1);
    present();
    present++;
  }

  private void added(int start) {
    present();
    byte[] bytes = plain.array();
    int end = plain.length();
    extremes.add(bytes, start, end);
    plainBytes += end - start;
    if (numbering) {
      int number = dictionary.numberOf(bytes, start, end);
      if (number == ValueDictionary.FULL) {
        leaveDictionary();
      } else {
        plain.truncate(start);
        if (present == numbers.length) {
          numbers = Arrays.copyOf(numbers, 2 * present);
        }
        numbers[present] = number;
      }
    }
    present++;
  }

  /** Writes the page's numbered values out, before what is in the buffer. */
  private void leaveDictionary() {
    byte[] last = Arrays.copyOf(plain.array(), plain.length());
    plain.truncate(0);
    for (int i = 0; i < present; i++) {
      dictionary.appendTo(plain, numbers[i]);
    }
    plain.putBytes(last, 0, last.length);
    numbering = false;
    trying &= dictionaryUsed;
  }

  /** Returns whether values may be of any length, so that a few may fill a page. */
  boolean isVariable() {
    return variable;
  }

  /** Returns how large the current page's values are, those in the dictionary not counted. */
  int pageBytes() {
    return plain.length();
  }

  @Override
  void endPage(int rows) throws IOException {
    BytesInput encoded = numbering && present > 0 ? encodedIfSmaller() : null;
    if (encoded != null) {
      writePage(rows, encoded, Encoding.PLAIN_DICTIONARY, extremes, present);
      dictionaryUsed = true;
    } else {
      writePage(rows, plain.toBytesInput(), Encoding.PLAIN, extremes, present);
    }
    startPage();
  }

  /** Returns the page as numbers, or null if the first such page shows that this saves nothing. */
  private BytesInput encodedIfSmaller() throws IOException {
    BytesInput encoded = encoded(numbers, present, dictionary.size());
    if (dictionaryUsed || encoded.size() + dictionary.values().length() < plainBytes) {
      return encoded;
    }
    leaveDictionary();
    return null;
  }

  @Override
  void endRowGroup(ColumnChunkPageWriteStore store) throws IOException {
    if (dictionaryUsed) {
      writeDictionary(dictionary.values(), dictionary.size());
    }
    if (bloom != null) {
      store.getBloomFilterWriter(descriptor).writeBloomFilter(bloom);
    }
  }
}
