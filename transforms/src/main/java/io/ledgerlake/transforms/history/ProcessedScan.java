package io.ledgerlake.transforms.history;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.filter2.columnindex.RowRanges;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Searches published rows for keys that are asked for. */
final class ProcessedScan {

  private static final List<String> IDENTITY =
      List.of(ZoneColumns.ROW_HASH, ZoneColumns.FILE_ID, ZoneColumns.SOURCE_OFFSET);

  private final Contract contract;
  private final Set<ByteBuffer> leaving;
  private final Found found;

  ProcessedScan(Contract contract, Set<String> leaving, Found found) {
    this.contract = contract;
    this.leaving =
        leaving.stream()
            .map(fileId -> ByteBuffer.wrap(fileId.getBytes(StandardCharsets.UTF_8)))
            .collect(Collectors.toUnmodifiableSet());
    this.found = found;
  }

  void scan(StoredFile file, ShardSummaries asked) throws IOException {
    KeyColumns keys = new KeyColumns(contract, file);
    List<Type> used = new ArrayList<>(keys.columns());
    used.addAll(file.columns(IDENTITY).getFields());
    file.use(new MessageType("used", used));
    for (int rowGroup = 0; rowGroup < file.rowGroups().size(); rowGroup++) {
      RowRanges rows = rowsInRanges(file, rowGroup, keys, asked.ranges());
      if (rows.rowCount() > 0) {
        Candidates candidates = candidates(file, rowGroup, rows, keys, asked);
        if (!candidates.isEmpty()) {
          emit(file, rowGroup, candidates);
        }
      }
    }
  }

  /** Returns the rows of the pages whose least and greatest keys meet a range that is asked for. */
  private static RowRanges rowsInRanges(
      StoredFile file, int rowGroup, KeyColumns keys, KeyRanges asked) throws IOException {
    long count = file.rowGroups().get(rowGroup).getRowCount();
    ColumnChunkMetaData chunk = file.chunk(rowGroup, keys.columns().get(0));
    ColumnIndex index = file.reader().readColumnIndex(chunk);
    OffsetIndex offsets = file.reader().readOffsetIndex(chunk);
    if (index == null || offsets == null) {
      return RowRanges.createSingle(count);
    }
    TreeSet<Integer> pages = new TreeSet<>();
    List<ByteBuffer> least = index.getMinValues();
    List<ByteBuffer> greatest = index.getMaxValues();
    for (int page = 0; page < least.size(); page++) {
      if (!index.getNullPages().get(page)
          && asked.meets(keys.from(least.get(page)), keys.to(greatest.get(page)))) {
        pages.add(page);
      }
    }
    return RowRanges.create(count, StoredFile.iterator(pages), offsets);
  }

  private static Candidates candidates(
      StoredFile file, int rowGroup, RowRanges rows, KeyColumns keys, ShardSummaries asked)
      throws IOException {
    Candidates candidates = new Candidates();
    MessageType columns = new MessageType("keys", keys.columns());
    PageReadStore pages = file.read(rowGroup, columns, rows);
    ColumnReader[] readers = file.readers(pages, columns);
    PrimitiveIterator.OfLong numbers = numbers(pages);
    while (numbers.hasNext()) {
      long row = numbers.nextLong();
      if (keys.read(readers)) {
        int shard = asked.shardOfKey(keys.array(), keys.length());
        if (shard != ShardSummaries.NONE) {
          candidates.add(row, shard, keys.array(), keys.length());
        }
      }
    }
    return candidates;
  }

  /** Returns the numbers of the rows that were read, within their row group. */
  static PrimitiveIterator.OfLong numbers(PageReadStore pages) {
    return pages
        .getRowIndexes()
        .orElseGet(() -> LongStream.range(0, pages.getRowCount()).iterator());
  }

  private void emit(StoredFile file, int rowGroup, Candidates candidates) throws IOException {
    MessageType columns = file.columns(IDENTITY);
    RowRanges rows = file.pagesOf(rowGroup, columns.getType(0), candidates.rows());
    PageReadStore pages = file.read(rowGroup, columns, rows);
    ColumnReader[] readers = file.readers(pages, columns);
    PrimitiveIterator.OfLong numbers = numbers(pages);
    int next = 0;
    while (next < candidates.size()) {
      if (numbers.nextLong() == candidates.row(next)) {
        byte[] fileId = readers[1].getBinary().getBytes();
        if (!leaving.contains(ByteBuffer.wrap(fileId))) {
          byte[] key = candidates.key(next);
          found.entry(
              candidates.shard(next),
              PackedRecords.PUBLISHED,
              fileId,
              readers[2].getLong(),
              readers[0].getBinary().getBytes(),
              key,
              key.length);
        }
        next++;
      }
      for (ColumnReader reader : readers) {
        reader.skip();
        reader.consume();
      }
    }
  }
}
