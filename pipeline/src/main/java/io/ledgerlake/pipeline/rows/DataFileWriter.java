package io.ledgerlake.pipeline.rows;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.Closeable;
import java.io.IOException;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;

/**
 * Writes a data file of a zone's table through Iceberg's own writer, with the table's field ids and
 * properties. The same rows in the same order give the same bytes. No table lists the file until a
 * run is decided that adds it.
 */
public final class DataFileWriter implements Closeable {

  /** Bytes of a row group before it is compressed, as the pipeline's own files have them. */
  private static final int ROW_GROUP_BYTES = 32 << 20;

  private static final int ZSTD_LEVEL = 1;
  private static final long LEAST_BLOOM_BYTES = 1 << 10;
  private static final long MOST_BLOOM_BYTES = 1 << 20;

  private final Zone zone;
  private final String path;
  private final int partition;
  private final HashedOutput file;
  private final FileAppender<Record> rows;
  private long count;

  private DataFileWriter(
      Zone zone, String path, int partition, HashedOutput file, FileAppender<Record> rows) {
    this.zone = zone;
    this.path = path;
    this.partition = partition;
    this.file = file;
    this.rows = rows;
  }

  /**
   * Starts a file; one of the same name is replaced.
   *
   * @param table the zone's table
   * @param path the file's path below the zone's root
   * @param partition the Iceberg partition value that all of its rows have
   * @param expectedRows about how many rows it will hold, for the size of Bloom filters
   */
  public static DataFileWriter open(
      Table table,
      Zone zone,
      LakeLayout layout,
      Contract contract,
      String path,
      int partition,
      long expectedRows)
      throws IOException {
    HashedOutput file = new HashedOutput(table.io(), layout.dataFile(zone, path));
    Parquet.WriteBuilder builder =
        Parquet.write(file)
            .forTable(table)
            .createWriterFunc(GenericParquetWriter::buildWriter)
            .set(TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, Integer.toString(ROW_GROUP_BYTES))
            .set(TableProperties.PARQUET_COMPRESSION_LEVEL, Integer.toString(ZSTD_LEVEL))
            .overwrite();
    if (zone == Zone.PROCESSED) {
      builder.set(
          TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES, Long.toString(bloomBytes(expectedRows)));
      for (String key : contract.key()) {
        builder.set(TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX + key, "true");
      }
    }
    return new DataFileWriter(zone, path, partition, file, builder.build());
  }

  /** One false positive in a hundred takes about 10 bits a key. */
  private static long bloomBytes(long rows) {
    long wanted = Math.max(LEAST_BLOOM_BYTES, Math.min(rows * 10 / Byte.SIZE, MOST_BLOOM_BYTES));
    long power = Long.highestOneBit(wanted);
    return power < wanted ? 2 * power : power;
  }

  /** Appends a row, which has the table's columns. */
  public void add(Record row) {
    rows.add(row);
    count++;
  }

  /** Returns how many rows were appended. */
  public long rowsSoFar() {
    return count;
  }

  /** Completes the file. */
  public WrittenFile finish() throws IOException {
    rows.close();
    return new WrittenFile(zone, path, partition, count, file.bytes(), file.sha256Hex());
  }

  /** Gives the file up; what remains of it, listed nowhere, stays for the clean-up. */
  @Override
  public void close() throws IOException {
    file.giveUp();
    rows.close();
  }
}
