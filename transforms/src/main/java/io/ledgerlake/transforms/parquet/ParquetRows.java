package io.ledgerlake.transforms.parquet;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Writes Parquet files of one schema, one at a time. For each row the caller gives every flat
 * column that is not constant its value, {@link #nested} one message if the schema has groups, and
 * then calls {@link #endRow}. Not thread-safe.
 */
public final class ParquetRows {

  private final MessageType schema;
  private final FlatColumn[] flat;
  private final CollectedColumn[] variable;
  private final NestedColumns nested;

  private ParquetFileWriter writer;
  private ZstdPages compressor;
  private ColumnChunkPageWriteStore pages;
  private int pageRows;
  private long rowGroupRows;

  /**
   * @param schema the files' schema
   * @param flat a column for each of its fields that is no group, in any order
   */
  public ParquetRows(MessageType schema, List<? extends FlatColumn> flat) {
    this.schema = schema;
    this.flat = flat.toArray(FlatColumn[]::new);
    flat.forEach(column -> column.rows = this);
    this.variable =
        flat.stream()
            .filter(CollectedColumn.class::isInstance)
            .map(CollectedColumn.class::cast)
            .filter(CollectedColumn::isVariable)
            .toArray(CollectedColumn[]::new);
    List<Type> groups = schema.getFields().stream().filter(type -> !type.isPrimitive()).toList();
    if (this.flat.length + groups.size() != schema.getFieldCount()) {
      throw new IllegalArgumentException(
          schema.getFieldCount() + " fields, but " + this.flat.length + " flat columns");
    }
    this.nested = groups.isEmpty() ? null : new NestedColumns(schema.getName(), groups);
  }

  /**
   * Starts a file.
   *
   * @param expectedRows the rows that it is going to hold; Bloom filters are dimensioned for them
   */
  public void start(OutputFile file, long expectedRows) throws IOException {
    writer =
        new ParquetFileWriter(
            file,
            schema,
            ParquetFileWriter.Mode.CREATE,
            ParquetLayout.ROW_GROUP_BYTES,
            0,
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            Integer.MAX_VALUE,
            true);
    writer.start();
    compressor = new ZstdPages(ParquetLayout.ZSTD_LEVEL);
    for (FlatColumn column : flat) {
      column.startFile(expectedRows);
    }
    startRowGroup();
  }

  private void startRowGroup() {
    pages =
        new ColumnChunkPageWriteStore(
            compressor,
            schema,
            HeapByteBufferAllocator.getInstance(),
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            true);
    for (FlatColumn column : flat) {
      column.startRowGroup(pages);
    }
    if (nested != null) {
      nested.startRowGroup(pages);
    }
    pageRows = 0;
    rowGroupRows = 0;
  }

  /** Returns how many rows of the current page are complete. */
  int pageRows() {
    return pageRows;
  }

  /** Returns where the next row's groups go, as a message of nothing else; empty without groups. */
  public Optional<RecordConsumer> nested() {
    return Optional.ofNullable(nested).map(NestedColumns::consumer);
  }

  /** Completes a row. */
  public void endRow() throws IOException {
    pageRows++;
    if (pageRows == ParquetLayout.PAGE_ROWS || isPageFull()) {
      endPage();
      if (bufferedBytes() >= ParquetLayout.ROW_GROUP_BYTES) {
        endRowGroup();
        startRowGroup();
      }
    }
  }

  private boolean isPageFull() {
    for (CollectedColumn column : variable) {
      if (column.pageBytes() >= ParquetLayout.PAGE_BYTES) {
        return true;
      }
    }
    return false;
  }

  private void endPage() throws IOException {
    for (FlatColumn column : flat) {
      column.endPage(pageRows);
    }
    rowGroupRows += pageRows;
    pageRows = 0;
  }

  private long bufferedBytes() {
    long bytes = nested == null ? 0 : nested.bufferedBytes();
    for (FlatColumn column : flat) {
      bytes += column.pages.getMemSize();
    }
    return bytes;
  }

  private void endRowGroup() throws IOException {
    writer.startBlock(rowGroupRows);
    for (FlatColumn column : flat) {
      column.endRowGroup(pages);
    }
    if (nested != null) {
      nested.endRowGroup();
    }
    pages.flushToFileWriter(writer);
    writer.endBlock();
  }

  /**
   * Completes the file and closes it.
   *
   * @param beforeTail called when all row groups are written; indexes, Bloom filters and the footer
   *     follow
   */
  public void finish(Runnable beforeTail) throws IOException {
    if (pageRows > 0) {
      endPage();
    }
    if (rowGroupRows > 0) {
      endRowGroup();
    }
    beforeTail.run();
    writer.end(Map.of());
    abandon();
  }

  /** Forgets the current file, if there is one, and leaves its stream alone. */
  public void abandon() {
    if (compressor != null) {
      compressor.release();
    }
    compressor = null;
    writer = null;
    pages = null;
  }
}
