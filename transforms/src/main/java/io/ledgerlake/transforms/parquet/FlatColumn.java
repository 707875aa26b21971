package io.ledgerlake.transforms.parquet;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesWriter;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;

/**
 * A column that is no part of a group and has at most one value per row, on its way into the row
 * group that is being filled. Pages of all flat columns end at the same rows.
 */
public abstract class FlatColumn {

  private static final int SLAB_BYTES = 16 << 10;

  static final BytesInput EMPTY = BytesInput.empty();

  final ColumnDescriptor descriptor;
  private final RunLengthBitPackingHybridValuesWriter levels;
  private final Statistics<?> noStatistics;
  PageWriter pages;

  /** The writer of whose rows this is a column. */
  ParquetRows rows;

  FlatColumn(ColumnDescriptor descriptor) {
    if (descriptor.getMaxRepetitionLevel() > 0 || descriptor.getPath().length > 1) {
      throw new IllegalArgumentException(descriptor + " is no flat column");
    }
    this.descriptor = descriptor;
    this.noStatistics = Statistics.createStats(descriptor.getPrimitiveType());
    this.levels =
        descriptor.getMaxDefinitionLevel() == 0
            ? null
            : new RunLengthBitPackingHybridValuesWriter(
                1, SLAB_BYTES, SLAB_BYTES, HeapByteBufferAllocator.getInstance());
  }

  /** Returns the column's name. */
  public final String name() {
    return descriptor.getPath()[0];
  }

  /** Begins a file. */
  void startFile(long expectedRows) {}

  /** Begins a row group, whose pages go to {@code pages}. */
  void startRowGroup(ColumnChunkPageWriteStore store) {
    pages = store.getPageWriter(descriptor);
  }

  /** Completes a page of {@code rows} rows. */
  abstract void endPage(int rows) throws IOException;

  /** Completes the column's part of a row group; its last page is complete. */
  abstract void endRowGroup(ColumnChunkPageWriteStore store) throws IOException;

  /** Notes that the next row has a value. */
  final void present() {
    if (levels != null) {
      levels.writeInteger(1);
    }
  }

  /** Notes that the next row has none. */
  final void absent() {
    if (levels == null) {
      throw new IllegalStateException("a row has no " + name() + ", which the table requires");
    }
    levels.writeInteger(0);
  }

  final void writePage(
      int rows, BytesInput values, Encoding encoding, Extremes extremes, int present)
      throws IOException {
    Statistics<?> statistics = noStatistics.copy();
    extremes.drainTo(statistics);
    statistics.incrementNumNulls(rows - present);
    BytesInput body = levels == null ? values : BytesInput.concat(levels.getBytes(), values);
    pages.writePage(
        body,
        rows,
        rows,
        statistics,
        Encoding.BIT_PACKED,
        levels == null ? Encoding.BIT_PACKED : Encoding.RLE,
        encoding);
    if (levels != null) {
      levels.reset();
    }
  }

  final void writeDictionary(PlainBuffer values, int size) throws IOException {
    pages.writeDictionaryPage(
        new DictionaryPage(values.toBytesInput(), size, Encoding.PLAIN_DICTIONARY));
  }

  /** Returns values as numbers in a dictionary: the bit width, then runs or packed numbers. */
  static BytesInput encoded(int[] numbers, int count, int dictionarySize) throws IOException {
    int width = BytesUtils.getWidthFromMaxInt(Math.max(0, dictionarySize - 1));
    RunLengthBitPackingHybridEncoder encoder =
        new RunLengthBitPackingHybridEncoder(
            width, SLAB_BYTES, SLAB_BYTES, HeapByteBufferAllocator.getInstance());
    for (int i = 0; i < count; i++) {
      encoder.writeInt(numbers[i]);
    }
    return BytesInput.concat(BytesInput.from(new byte[] {(byte) width}), encoder.toBytes());
  }
}
