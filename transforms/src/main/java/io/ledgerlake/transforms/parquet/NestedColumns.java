package io.ledgerlake.transforms.parquet;

import java.util.List;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The columns that are groups; parquet-mr writes them, from events as it always does. */
final class NestedColumns {

  private static final ParquetProperties PROPERTIES =
      ParquetProperties.builder()
          .withWriterVersion(WriterVersion.PARQUET_1_0)
          .withPageSize(ParquetLayout.PAGE_BYTES)
          .withPageRowCountLimit(ParquetLayout.PAGE_ROWS)
          .withDictionaryPageSize(ParquetLayout.DICTIONARY_BYTES)
          .withDictionaryEncoding(true)
          .build();

  private final MessageType schema;
  private final MessageColumnIO columns;
  private ColumnWriteStore store;
  private RecordConsumer consumer;

  NestedColumns(String name, List<Type> groups) {
    schema = new MessageType(name, groups);
    columns = new ColumnIOFactory(false).getColumnIO(schema);
  }

  void startRowGroup(ColumnChunkPageWriteStore pages) {
    store = PROPERTIES.newColumnWriteStore(schema, pages);
    consumer = columns.getRecordWriter(store);
  }

  /** Takes one message per row. */
  RecordConsumer consumer() {
    return consumer;
  }

  long bufferedBytes() {
    return store.getBufferedSize();
  }

  void endRowGroup() {
    consumer.flush();
    store.flush();
    store.close();
  }
}
