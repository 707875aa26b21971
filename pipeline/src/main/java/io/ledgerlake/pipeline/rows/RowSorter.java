package io.ledgerlake.pipeline.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.schemas.value.KeyBytes;
import io.ledgerlake.transforms.settle.RecordSorter;
import io.ledgerlake.transforms.settle.SortKey;
import io.ledgerlake.transforms.settle.SortedEntries;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;
import java.util.List;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.iceberg.Schema;
import org.apache.iceberg.avro.AvroSchemaUtil;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.avro.DataReader;
import org.apache.iceberg.data.avro.DataWriter;

/**
 * Sorts rows of one table as the pipeline's own data files have them: by partition, valid rows by
 * key before rejected ones by their hash, then by file and offset. Sorts on local disk what
 * outgrows a budget.
 *
 * <pre>
 * entry := partition:int32 sortLength:int32 sort offset:int64 row (Avro)
 * sort  := partition rejected:byte key-or-hash source_file
 * </pre>
 */
public final class RowSorter implements Closeable {

  private static final long BUDGET = 96L << 20;
  private static final int PARTITION_END = Integer.BYTES;
  private static final int SORT_START = PARTITION_END + Integer.BYTES;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final List<String> keyFields;
  private final RecordSorter sorter;
  private final DataWriter<Record> writer;
  private final DataReader<Record> reader;
  private final KeyBytes sort = new KeyBytes();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private BinaryEncoder encoder;
  private BinaryDecoder decoder;

  /**
   * @param schema the table's columns
   * @param keyFields the contract's key
   */
  public RowSorter(Schema schema, List<String> keyFields) {
    this.keyFields = keyFields;
    org.apache.avro.Schema avro = AvroSchemaUtil.convert(schema, "row");
    writer = DataWriter.create(avro);
    reader = DataReader.create(schema, avro);
    reader.setSchema(avro);
    sorter =
        new RecordSorter(RowSorter::locate, BUDGET, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** Takes rows in order. */
  @FunctionalInterface
  public interface Sink {
    /** Takes the next row. */
    void accept(int partition, Record row) throws IOException;
  }

  private static void locate(byte[] buffer, int start, int end, SortKey key) {
    ByteBuffer entry = ByteBuffer.wrap(buffer, start, end - start);
    int from = start + SORT_START;
    int to = from + entry.getInt(start + PARTITION_END);
    key.set(0, buffer, from, to, entry.getLong(to), 0);
  }

  /** Adds a row. */
  public void add(int partition, Record row) throws IOException {
    sort.reset();
    sort.putLong(partition);
    boolean valid = Version.isValid(row);
    sort.putByte(valid ? 0 : 1);
    if (valid) {
      keyFields.forEach(field -> part(row.getField(field)));
    } else {
      hash(row);
    }
    byte[] file = Version.sourceFile(row).getBytes(UTF_8);
    sort.putText(file, 0, file.length);
    bytes.reset();
    ByteBuffer head = ByteBuffer.allocate(SORT_START + sort.length() + Long.BYTES);
    head.putInt(partition).putInt(sort.length());
    head.put(sort.array(), 0, sort.length());
    head.putLong(Version.offset(row));
    encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
    writer.write(row, encoder);
    encoder.flush();
    byte[] body = bytes.toByteArray();
    sorter.add(head.array(), head.capacity(), body, 0, body.length);
  }

  private void hash(Record row) {
    ByteBuffer hash = ((ByteBuffer) row.getField(ZoneColumns.ROW_HASH)).duplicate();
    byte[] copy = new byte[hash.remaining()];
    hash.get(copy);
    sort.putText(copy, 0, copy.length);
  }

  /** Order as {@link KeyBytes} has it: texts by their bytes, numbers and times by value. */
  private void part(Object value) {
    if (value instanceof CharSequence text) {
      byte[] utf8 = text.toString().getBytes(UTF_8);
      sort.putText(utf8, 0, utf8.length);
    } else if (value instanceof Integer number) {
      sort.putLong(number);
    } else if (value instanceof Long number) {
      sort.putLong(number);
    } else if (value instanceof Boolean flag) {
      sort.putByte(flag ? 1 : 0);
    } else if (value instanceof LocalDate date) {
      sort.putLong(date.toEpochDay());
    } else if (value instanceof OffsetDateTime time) {
      sort.putLong(
          Math.addExact(
              Math.multiplyExact(time.toEpochSecond(), MICROS_PER_SECOND),
              time.getLong(ChronoField.MICRO_OF_SECOND)));
    } else if (value instanceof BigDecimal amount) {
      sort.putWide(amount.unscaledValue());
    } else {
      throw new IllegalStateException("a key of " + value + " cannot be sorted");
    }
    sort.putByte(0);
  }

  /** Hands all rows on in order; nothing can be added any more. */
  public void drain(Sink sink) throws IOException {
    SortedEntries entries = sorter.sorted();
    while (entries.next()) {
      ByteBuffer entry =
          ByteBuffer.wrap(entries.buffer(), entries.start(), entries.end() - entries.start());
      int partition = entry.getInt();
      int row = entry.position() + Integer.BYTES + entry.getInt(entry.position()) + Long.BYTES;
      decoder =
          DecoderFactory.get().binaryDecoder(entries.buffer(), row, entries.end() - row, decoder);
      sink.accept(partition, reader.read(null, decoder));
    }
  }

  @Override
  public void close() throws IOException {
    sorter.close();
  }
}
