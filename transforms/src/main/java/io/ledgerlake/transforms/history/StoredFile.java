package io.ledgerlake.transforms.history;

import io.ledgerlake.transforms.parquet.CheckedReads;
import java.io.Closeable;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.TreeSet;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.filter2.columnindex.RowRanges;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A data file of a table, read a few columns and pages at a time. Columns are found by the field id
 * that the table's current schema gives a name, so files from before a rename are read rightly.
 */
final class StoredFile implements Closeable {

  private final ParquetFileReader reader;
  private final MessageType stored;
  private final MessageType table;
  private final String createdBy;
  private final BitSet indexed = new BitSet();
  private MessageType used;

  /**
   * @param table the table's current columns, with their ids
   */
  StoredFile(InputFile file, MessageType table) throws IOException {
    this.reader = ParquetFileReader.open(file, CheckedReads.options());
    this.stored = reader.getFileMetaData().getSchema();
    this.createdBy = reader.getFileMetaData().getCreatedBy();
    this.table = table;
  }

  /** Returns the column that the table calls so, as this file has it; null if it has none. */
  Type column(String name) {
    Type.ID id = table.getType(name).getId();
    for (Type column : stored.getFields()) {
      if (id != null && id.equals(column.getId())) {
        return column;
      }
    }
    return null;
  }

  /** Returns whether the table has a column that is called so. */
  boolean hasColumn(String name) {
    return table.containsField(name);
  }

  /** Returns columns that must be there. */
  MessageType columns(List<String> names) {
    return new MessageType(
        stored.getName(),
        names.stream()
            .map(
                name -> {
                  Type column = column(name);
                  if (column == null) {
                    throw new IllegalStateException("it has no column " + name);
                  }
                  return column;
                })
            .toList());
  }

  /** Returns all columns. */
  MessageType columns() {
    return stored;
  }

  List<BlockMetaData> rowGroups() {
    return reader.getRowGroups();
  }

  ColumnChunkMetaData chunk(int rowGroup, Type column) {
    ColumnPath path = ColumnPath.get(column.getName());
    return rowGroups().get(rowGroup).getColumns().stream()
        .filter(chunk -> chunk.getPath().equals(path))
        .findFirst()
        .orElseThrow();
  }

  ParquetFileReader reader() {
    return reader;
  }

  /** Returns the rows of those pages of a column that hold any of the given rows. */
  RowRanges pagesOf(int rowGroup, Type column, long[] rows) throws IOException {
    long count = rowGroups().get(rowGroup).getRowCount();
    OffsetIndex pages = reader.readOffsetIndex(chunk(rowGroup, column));
    if (pages == null) {
      return RowRanges.createSingle(count);
    }
    TreeSet<Integer> wanted = new TreeSet<>();
    int page = 0;
    for (long row : rows) {
      while (page + 1 < pages.getPageCount() && pages.getFirstRowIndex(page + 1) <= row) {
        page++;
      }
      wanted.add(page);
    }
    return RowRanges.create(count, iterator(wanted), pages);
  }

  static PrimitiveIterator.OfInt iterator(TreeSet<Integer> pages) {
    return pages.stream().mapToInt(Integer::intValue).iterator();
  }

  /** Tells which columns are going to be read, before the first {@link #read}. */
  void use(MessageType columns) {
    used = columns;
  }

  /**
   * Reads columns of some rows of a row group.
   *
   * @param columns some of those that are {@link #use}d
   * @param rows at least one row
   */
  PageReadStore read(int rowGroup, MessageType columns, RowRanges rows) throws IOException {
    if (!indexed.get(rowGroup)) {
      // Parquet keeps the page indexes of a row group from the first read on, and only those of the
      // columns that are requested then.
      reader.setRequestedSchema(used);
      reader.getColumnIndexStore(rowGroup);
      indexed.set(rowGroup);
    }
    reader.setRequestedSchema(columns);
    return reader.readFilteredRowGroup(rowGroup, rows);
  }

  /** Returns readers of flat columns, in their order. */
  ColumnReader[] readers(PageReadStore pages, MessageType columns) {
    ColumnReadStoreImpl store =
        new ColumnReadStoreImpl(pages, new Unassembled(), columns, createdBy);
    return columns.getColumns().stream().map(store::getColumnReader).toArray(ColumnReader[]::new);
  }

  /** Returns a reader of whole rows. */
  RecordReader<Group> rows(PageReadStore pages, MessageType columns) {
    return new ColumnIOFactory(createdBy)
        .getColumnIO(columns)
        .getRecordReader(pages, new GroupRecordConverter(columns));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
