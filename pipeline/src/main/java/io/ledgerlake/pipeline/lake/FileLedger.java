package io.ledgerlake.pipeline.lake;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import io.ledgerlake.pipeline.Parallel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/**
 * The file ledger of a dataset: an Iceberg table with a row per file and run, whose commit is a
 * run's publication. A run that is not in here is not published.
 */
public final class FileLedger {

  private static final String SUM = "sum";

  private final LakeTables tables;

  private FileLedger(LakeTables tables) {
    this.tables = tables;
  }

  /** Returns the ledger of a dataset; it need not exist yet. */
  public static FileLedger of(LakeTables tables) {
    return new FileLedger(tables);
  }

  /**
   * Reads all entries, in the order in which they were decided.
   *
   * @throws UncheckedIOException if a data file cannot be read, naming it
   * @throws LakeException if another writer has marked rows as deleted
   */
  public PublishedFiles published() {
    return new PublishedFiles(tables.findLedger().map(FileLedger::entries).orElse(List.of()));
  }

  /** Returns the columns of the ledger's table; sums have as many decimals as the amount field. */
  static Schema schema(int scale) {
    return new Schema(
        required(1, "run_id", Types.StringType.get(), "the run"),
        required(2, "file_id", Types.StringType.get(), "hash of the file's path and content"),
        required(3, "path", Types.StringType.get(), "its path below the raw root"),
        required(4, "sha256", Types.StringType.get(), "hash of its stored bytes"),
        required(5, "bytes", Types.LongType.get(), "its stored bytes"),
        required(6, "status", Types.StringType.get(), "INGESTED, REFUSED, MOVED, ROLLED_BACK"),
        optional(7, "refusal", Types.StringType.get(), "why it was refused"),
        required(8, "rows_read", Types.LongType.get(), "its records"),
        required(9, "processed", Types.LongType.get(), "records processed"),
        required(10, "quarantined", Types.LongType.get(), "records quarantined"),
        required(11, "condemned", Types.LongType.get(), "records condemned"),
        required(12, "blank_lines", Types.LongType.get(), "lines without a byte"),
        required(13, "rows_without_amount", Types.LongType.get(), "records with no valid amount"),
        required(14, "read_sums", sums(20, scale), "amounts read, per currency"),
        required(15, "processed_sums", sums(24, scale), "amounts processed, per currency"),
        required(16, "contract", Types.StringType.get(), "the contract's dataset"),
        required(17, "contract_version", Types.IntegerType.get(), "the contract's version"),
        required(18, "contract_sha256", Types.StringType.get(), "hash of the contract"),
        required(19, "ingested_at", Types.TimestampType.withZone(), "the run's logical time"),
        required(30, "seq", Types.LongType.get(), "number of the journal's entry"));
  }

  private static Types.ListType sums(int firstId, int scale) {
    return Types.ListType.ofRequired(
        firstId,
        Types.StructType.of(
            required(firstId + 1, "currency", Types.StringType.get(), "ISO 4217 code, or ?"),
            required(firstId + 2, SUM, Types.DecimalType.of(38, scale), "exact sum")));
  }

  /**
   * Returns entries as a Parquet file of the ledger's table. The same entries give the same bytes.
   *
   * @throws ArithmeticException if a sum has more decimals than the table
   */
  public static byte[] encode(Table ledger, List<FileEntry> entries) throws IOException {
    InMemoryOutputFile out = new InMemoryOutputFile();
    try (FileAppender<Record> appender =
        Parquet.write(out)
            .forTable(ledger)
            .createWriterFunc(GenericParquetWriter::buildWriter)
            .build()) {
      for (FileEntry entry : entries) {
        appender.add(record(ledger.schema(), entry));
      }
    }
    return out.toByteArray();
  }

  /**
   * Reads the entries of one of the ledger's data files.
   *
   * @throws IOException if it cannot be read
   */
  public static List<FileEntry> decode(Table ledger, String location) throws IOException {
    List<FileEntry> entries = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        Parquet.read(whole(ledger.io(), location))
            .project(ledger.schema())
            .createReaderFunc(stored -> GenericParquetReaders.buildReader(ledger.schema(), stored))
            .build()) {
      for (Record row : rows) {
        entries.add(entry(row));
      }
    } catch (IOException | RuntimeException e) {
      throw new IOException(location + " cannot be read: " + e.getMessage(), e);
    }
    return entries;
  }

  /** It is small: on S3 one request for all of it takes as long as one for its end. */
  private static InputFile whole(FileIO io, String location) throws IOException {
    try (SeekableInputStream stored = io.newInputFile(location).newStream()) {
      return new InMemoryInputFile(location, stored.readAllBytes());
    }
  }

  private static Record record(Schema schema, FileEntry entry) {
    Record row = GenericRecord.create(schema);
    row.setField("seq", entry.seq());
    row.setField("run_id", entry.runId());
    row.setField("file_id", entry.fileId());
    row.setField("path", entry.path());
    row.setField("sha256", entry.sha256());
    row.setField("bytes", entry.bytes());
    row.setField("status", entry.status().name());
    row.setField("refusal", entry.refusal().orElse(null));
    row.setField("rows_read", entry.rowsRead());
    row.setField("processed", entry.processed());
    row.setField("quarantined", entry.quarantined());
    row.setField("condemned", entry.condemned());
    row.setField("blank_lines", entry.blankLines());
    row.setField("rows_without_amount", entry.rowsWithoutAmount());
    row.setField("read_sums", sums(schema, "read_sums", entry.readSums()));
    row.setField("processed_sums", sums(schema, "processed_sums", entry.processedSums()));
    row.setField("contract", entry.contract());
    row.setField("contract_version", entry.contractVersion());
    row.setField("contract_sha256", entry.contractSha256());
    row.setField("ingested_at", entry.ingestedAt().atOffset(ZoneOffset.UTC));
    return row;
  }

  private static List<Record> sums(
      Schema schema, String column, SortedMap<String, BigDecimal> sums) {
    Types.StructType element = schema.findType(column + ".element").asStructType();
    int scale = ((Types.DecimalType) element.fieldType(SUM)).scale();
    List<Record> records = new ArrayList<>();
    for (Map.Entry<String, BigDecimal> sum : sums.entrySet()) {
      Record pair = GenericRecord.create(element);
      pair.setField("currency", sum.getKey());
      pair.setField(SUM, sum.getValue().setScale(scale, RoundingMode.UNNECESSARY));
      records.add(pair);
    }
    return records;
  }

  /** A run adds a data file, so over years they are thousands: some are read at a time. */
  private static List<FileEntry> entries(Table table) {
    try {
      return Parallel.map(Parallel.SMALL_FILES, files(table), file -> decode(table, file)).stream()
          .flatMap(List::stream)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the file ledger " + table.name() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<String> files(Table table) throws IOException {
    List<String> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        WholeFiles.require(table, task, "the file ledger ", "LedgerLake never takes an entry back");
        files.add(task.file().path().toString());
      }
    }
    return files;
  }

  private static FileEntry entry(Record row) {
    return new FileEntry(
        number(row, "seq"),
        text(row, "run_id"),
        text(row, "file_id"),
        text(row, "path"),
        text(row, "sha256"),
        number(row, "bytes"),
        FileEntry.Status.valueOf(text(row, "status")),
        Optional.ofNullable((String) row.getField("refusal")),
        number(row, "rows_read"),
        number(row, "processed"),
        number(row, "quarantined"),
        number(row, "condemned"),
        number(row, "blank_lines"),
        number(row, "rows_without_amount"),
        sums(row, "read_sums"),
        sums(row, "processed_sums"),
        text(row, "contract"),
        (Integer) row.getField("contract_version"),
        text(row, "contract_sha256"),
        ((OffsetDateTime) row.getField("ingested_at")).toInstant());
  }

  private static String text(Record row, String column) {
    return (String) row.getField(column);
  }

  private static long number(Record row, String column) {
    return (Long) row.getField(column);
  }

  private static SortedMap<String, BigDecimal> sums(Record row, String column) {
    SortedMap<String, BigDecimal> sums = new TreeMap<>();
    for (Object element : (List<?>) row.getField(column)) {
      Record pair = (Record) element;
      sums.put(text(pair, "currency"), (BigDecimal) pair.getField(SUM));
    }
    return sums;
  }
}
