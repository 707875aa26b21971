package io.ledgerlake.sql.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.parquet.Parquet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of four records, one of each fate, and then a later run that condemns the rejected one:
 * the views on both engines, before that run is published and after.
 */
class PublishedViewsTest {

  private static final String FEED =
      TestLake.TRANSACTIONS
          + "T1,C1,1.00,EUR,2024-01-01T00:00:00Z\n"
          + "T1,C1,1.00,EUR,2024-01-01T00:00:00Z\n"
          + "T2,C1,no amount,EUR,2024-01-01T00:00:00Z\n"
          + "T3,C1,3.00,EUR,2024-01-01T00:00:00Z\n"
          + "T3,C1,4.00,EUR,2024-01-01T00:00:00Z\n";

  private static final String OUTCOMES =
      "SELECT source_row, zone, run_id, reason FROM published.transactions_outcomes ORDER BY 1, 2";
  private static final String OPEN =
      "SELECT source_row, state FROM published.transactions_open_quarantine ORDER BY 1";
  private static final String FILES =
      "SELECT path, status, rows_read, processed, quarantined, condemned, first_run_id, last_run_id"
          + " FROM published.transactions_files";
  private static final String RUNS =
      "SELECT seq, run_id, change, files, rows_read, processed, quarantined, condemned"
          + " FROM published.transactions_runs ORDER BY seq";

  private TestLake lake;
  private LakeTables tables;

  @BeforeEach
  void ingest(@TempDir Path folder) throws IOException {
    lake = new TestLake(folder).ingest("transactions", FEED);
    tables = lake.tables(lake.contract("transactions"));
  }

  @Test
  void everyRecordStandsInOnePlaceAndUnpublishedRunsAreNotSeen() throws IOException {
    supersede("run-later");
    process("run-dead");

    onBoth(
        engine -> {
          assertThat(engine.query("SELECT transaction_id, amount FROM published.transactions"))
              .containsExactly("T1 | 1.0000");
          assertThat(engine.query(OUTCOMES))
              .containsExactly(
                  "1 | processed | run-1 | null",
                  "2 | condemned | run-1 | DUPLICATE_FAILURE",
                  "3 | quarantine | run-1 | TYPE_ERROR",
                  "4 | quarantine | run-1 | CONFLICTING_TRANSACTION",
                  "5 | quarantine | run-1 | CONFLICTING_TRANSACTION");
          assertThat(engine.query(OPEN))
              .containsExactly("3 | REJECTED", "4 | CONFLICT", "5 | CONFLICT");
          assertThat(engine.query(RUNS))
              .containsExactly("1 | run-1 | INGESTED | 1 | 5 | 1 | 3 | 1");
          return null;
        });
  }

  @Test
  void aPublishedVersionTakesThePlaceOfTheOneBefore() throws IOException {
    supersede("run-later");
    publish("run-later");

    onBoth(
        engine -> {
          assertThat(engine.query(OUTCOMES))
              .containsExactly(
                  "1 | processed | run-1 | null",
                  "2 | condemned | run-1 | DUPLICATE_FAILURE",
                  "3 | condemned | run-later | TYPE_ERROR",
                  "4 | quarantine | run-1 | CONFLICTING_TRANSACTION",
                  "5 | quarantine | run-1 | CONFLICTING_TRANSACTION");
          assertThat(engine.query(OPEN)).containsExactly("4 | CONFLICT", "5 | CONFLICT");
          assertThat(engine.query(FILES))
              .singleElement()
              .asString()
              .endsWith("| MOVED | 5 | 1 | 2 | 2 | run-1 | run-later");
          assertThat(engine.query(RUNS))
              .containsExactly(
                  "1 | run-1 | INGESTED | 1 | 5 | 1 | 3 | 1",
                  "2 | run-later | MOVED | 1 | 0 | 0 | -1 | 1");
          return null;
        });
  }

  private void onBoth(Function<Engine, Void> check) {
    for (Engine engine : List.of(new DuckDbEngine(lake), new TrinoEngine(lake))) {
      check.apply(engine);
      engine.disconnect();
    }
  }

  /** Adds a version of the rejected record to the condemned rows, as a run would. */
  private void supersede(String runId) throws IOException {
    Table condemned = tables.zone(Zone.CONDEMNED);
    Record version = copy(rejected(), condemned, runId);
    version.setField("previous_run_id", "run-1");
    append(condemned, version, 19_905);
  }

  /** Adds a good row of another record, as a run does that dies before the ledger's commit. */
  private void process(String runId) throws IOException {
    Table processed = tables.zone(Zone.PROCESSED);
    Record row = copy(rejected(), processed, runId);
    row.setField("amount", new BigDecimal("99.0000"));
    append(processed, row, (2024 - 1970) * 12);
  }

  private static Record copy(Record row, Table table, String runId) {
    Record copy = GenericRecord.create(table.schema());
    table
        .schema()
        .columns()
        .forEach(column -> copy.setField(column.name(), row.getField(column.name())));
    copy.setField("run_id", runId);
    return copy;
  }

  private static void append(Table table, Record row, int partition) throws IOException {
    OutputFile out =
        table.io().newOutputFile(table.location() + "/data/" + row.getField("run_id") + ".parquet");
    FileAppender<Record> writer =
        Parquet.write(out)
            .forTable(table)
            .createWriterFunc(GenericParquetWriter::buildWriter)
            .build();
    try (writer) {
      writer.add(row);
    }
    PartitionData only = new PartitionData(table.spec().partitionType());
    only.set(0, partition);
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(out.location())
                .withFormat(FileFormat.PARQUET)
                .withPartition(only)
                .withFileSizeInBytes(writer.length())
                .withMetrics(writer.metrics())
                .build())
        .commit();
  }

  private Record rejected() throws IOException {
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(tables.zone(Zone.QUARANTINE)).build()) {
      for (Record row : rows) {
        if (row.getField("source_row").equals(3L)) {
          return row;
        }
      }
    }
    throw new AssertionError("row 3 is not in quarantine");
  }

  private void publish(String runId) throws IOException {
    FileEntry file = FileLedger.of(tables).published().entries().get(0);
    FileEntry moved =
        new FileEntry(
            2,
            runId,
            file.fileId(),
            file.path(),
            file.sha256(),
            file.bytes(),
            FileEntry.Status.MOVED,
            Optional.empty(),
            0,
            0,
            -1,
            1,
            0,
            0,
            new TreeMap<>(),
            new TreeMap<>(),
            file.contract(),
            file.contractVersion(),
            file.contractSha256(),
            Instant.parse("2024-07-02T02:00:00Z"));
    Table ledger = tables.ledger();
    byte[] bytes = FileLedger.encode(ledger, List.of(moved));
    OutputFile out = ledger.io().newOutputFile(ledger.location() + "/data/" + runId + ".parquet");
    try (PositionOutputStream stream = out.create()) {
      stream.write(bytes);
    }
    ledger
        .newAppend()
        .appendFile(
            DataFiles.builder(ledger.spec())
                .withPath(out.location())
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(bytes.length)
                .withRecordCount(1)
                .build())
        .commit();
  }
}
