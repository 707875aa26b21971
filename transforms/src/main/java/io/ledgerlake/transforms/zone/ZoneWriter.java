package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.RunContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.DelegatingWriteSupport;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Writes the data files of one zone, one at a time. The same rows in the same order give the same
 * bytes: everything that shapes a file is set here and nothing depends on a clock or on the heap.
 */
final class ZoneWriter {

  /** Bytes of a row group before it is compressed. */
  private static final int ROW_GROUP_BYTES = 32 << 20;

  private static final int PAGE_BYTES = 1 << 20;
  private static final int PAGE_ROWS = 20_000;
  private static final int ZSTD_LEVEL = 1;

  /** Keys per row group that Bloom filters are dimensioned for, at most. */
  private static final long MAX_BLOOM_KEYS = 1 << 18;

  private static final double BLOOM_FALSE_POSITIVES = 0.01;

  /** Columns whose values hardly repeat, so that a dictionary would be tried in vain. */
  private static final List<String> UNIQUE =
      List.of(
          ZoneColumns.SOURCE_ROW,
          ZoneColumns.SOURCE_LINE,
          ZoneColumns.SOURCE_OFFSET,
          ZoneColumns.ROW_HASH,
          ZoneColumns.RAW_RECORD,
          ZoneColumns.RELATED_RECORD_ID);

  private final Zone zone;
  private final RunContext context;
  private final Contract contract;
  private final ZoneSink sink;
  private final MessageType schema;
  private final RowWriteSupport support;

  private ParquetWriter<ZoneRow> writer;
  private OutputStream stream;
  private HashingOutputFile file;
  private String path;
  private int partition;
  private long rows;

  ZoneWriter(Zone zone, RunContext context, Contract contract, FieldValues values, ZoneSink sink) {
    this.zone = zone;
    this.context = context;
    this.contract = contract;
    this.sink = sink;
    String text = context.zoneSchemas().get(zone.folder());
    if (text == null) {
      throw new IllegalArgumentException("the run names no schema for zone " + zone.folder());
    }
    this.schema = MessageTypeParser.parseMessageType(text);
    this.support = new RowWriteSupport(schema, zone, contract, context, values);
  }

  /**
   * Starts a file.
   *
   * @param expectedRows the rows it is going to hold
   */
  void open(int partition, int shard, long expectedRows) throws IOException {
    this.partition = partition;
    path = ZonePaths.path(context, contract.dataset(), zone, partition, shard);
    rows = 0;
    try {
      stream = sink.create(zone, path);
      file = new HashingOutputFile(stream);
      writer = builder(expectedRows).build();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private Builder builder(long expectedRows) {
    // No default resources: what a worker's Hadoop is configured to must not shape a file.
    Configuration configuration = new Configuration(false);
    configuration.setInt("parquet.compression.codec.zstd.level", ZSTD_LEVEL);
    Builder builder =
        new Builder(file, support)
            .withConf(configuration)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withRowGroupSize((long) ROW_GROUP_BYTES)
            .withPageSize(PAGE_BYTES)
            .withPageRowCountLimit(PAGE_ROWS)
            .withDictionaryPageSize(PAGE_BYTES)
            .withDictionaryEncoding(true)
            .withStatisticsTruncateLength(Integer.MAX_VALUE)
            .withValidation(false);
    UNIQUE.forEach(column -> builder.withDictionaryEncoding(column, false));
    builder.withDictionaryEncoding(contract.eventTime(), false);
    for (String key : contract.key()) {
      builder.withDictionaryEncoding(key, false);
      if (zone == Zone.PROCESSED) {
        builder
            .withBloomFilterEnabled(key, true)
            .withBloomFilterNDV(key, Math.max(1, Math.min(expectedRows, MAX_BLOOM_KEYS)))
            .withBloomFilterFPP(key, BLOOM_FALSE_POSITIVES);
      }
    }
    return builder;
  }

  void write(ZoneRow row) throws IOException {
    try {
      writer.write(row);
    } catch (IOException e) {
      throw failed(e);
    }
    rows++;
  }

  /** Completes the file. */
  WrittenFile finish() throws IOException {
    try {
      writer.close();
    } catch (IOException e) {
      throw failed(e);
    }
    writer = null;
    stream = null;
    return new WrittenFile(zone, path, partition, rows, file.bytes(), file.sha256Hex());
  }

  /** Gives up a file that is not finished; what may remain of it is listed nowhere. */
  void abandon(Throwable cause) {
    if (stream == null) {
      return;
    }
    try {
      if (stream instanceof AbandonableStream abandonable) {
        abandonable.abandon();
      } else {
        stream.close();
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    stream = null;
    writer = null;
  }

  private IOException failed(IOException e) {
    return new IOException(
        "cannot write "
            + zone.folder()
            + " data file "
            + path
            + ": "
            + e.getMessage()
            + "; nothing is published; make sure that the lake is writable and has room, then run"
            + " again with the same run id",
        e);
  }

  private static final class Builder extends ParquetWriter.Builder<ZoneRow, Builder> {
    private final HashingOutputFile file;
    private final RowWriteSupport support;

    Builder(HashingOutputFile file, RowWriteSupport support) {
      super(file);
      this.file = file;
      this.support = support;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<ZoneRow> getWriteSupport(Configuration configuration) {
      return new DelegatingWriteSupport<>(support) {
        @Override
        public FinalizedWriteContext finalizeWrite() {
          // All row groups are written; indexes, Bloom filters and the footer follow.
          file.holdTail();
          return super.finalizeWrite();
        }
      };
    }
  }
}
