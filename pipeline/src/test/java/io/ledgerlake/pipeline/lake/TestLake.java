package io.ledgerlake.pipeline.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.assertj.core.api.ThrowingConsumer;

/** A real lake in a temporary folder: hadoop catalog, Iceberg tables, Parquet files. */
public final class TestLake {

  public static final Instant INGESTED_AT = Instant.parse("2024-03-01T02:00:00Z");

  public final Path root;
  public final LakeLayout layout;
  public final LakeStorage storage;
  public final Catalog catalog;
  public final Contract contract = Contracts.named("transactions");
  public final LakeTables tables;

  public TestLake(Path root) {
    this.root = root;
    layout = LakeLayout.of(root.toString());
    storage = LakeStorage.of(root.toString());
    catalog = Catalogs.open(layout, "", Map.of());
    tables = LakeTables.of(catalog, layout, "transactions");
  }

  /**
   * A row to write.
   *
   * @param id its key, or null
   * @param amount its amount, or null
   * @param ts its event time, or null
   * @param sourceRow its number in the file
   */
  public record TestRow(String id, String amount, String ts, long sourceRow) {}

  /** Writes a data file with full metadata into a zone and returns its length. */
  public long write(Zone zone, String path, String runId, String sourceFile, List<TestRow> rows)
      throws IOException {
    return write(zone, path, runId, sourceFile, rows, record -> {});
  }

  /** Writes a data file whose rows are changed first, and returns its length. */
  public long write(
      Zone zone,
      String path,
      String runId,
      String sourceFile,
      List<TestRow> rows,
      Consumer<Record> change)
      throws IOException {
    Table table = tables.zone(zone);
    String location = layout.dataFile(zone, path);
    Files.createDirectories(Path.of(location).getParent());
    try (FileAppender<Record> out =
        Parquet.write(table.io().newOutputFile(location))
            .forTable(table)
            .createWriterFunc(GenericParquetWriter::buildWriter)
            .build()) {
      for (TestRow row : rows) {
        Record record = record(table, zone, runId, sourceFile, row);
        change.accept(record);
        out.add(record);
      }
    }
    return Files.size(Path.of(location));
  }

  private static Record record(
      Table table, Zone zone, String runId, String sourceFile, TestRow row) {
    Record record = GenericRecord.create(table.schema());
    record.setField("transaction_id", row.id());
    record.setField("customer_id", "C-" + row.sourceRow());
    record.setField("amount", row.amount() == null ? null : new BigDecimal(row.amount()));
    record.setField("currency", "EUR");
    record.setField(
        "transaction_ts",
        row.ts() == null ? null : Instant.parse(row.ts()).atOffset(ZoneOffset.UTC));
    record.setField("source_file", sourceFile);
    record.setField("file_id", "id of " + sourceFile);
    record.setField("source_row", row.sourceRow());
    record.setField("source_line", row.sourceRow() + 1);
    record.setField("source_offset", row.sourceRow() * 100);
    record.setField("row_hash", ByteBuffer.wrap(new byte[32]));
    record.setField("run_id", runId);
    record.setField("ingested_at", INGESTED_AT.atOffset(ZoneOffset.UTC));
    record.setField("attempt_count", 1);
    record.setField("schema_version", 1);
    if (zone != Zone.PROCESSED) {
      record.setField("raw_record", ByteBuffer.wrap("raw".getBytes(StandardCharsets.UTF_8)));
      Types.StructType error = table.schema().findType("errors.element").asStructType();
      Record fault = GenericRecord.create(error);
      fault.setField("code", "TYPE_ERROR");
      fault.setField("message", "is not a number");
      record.setField("errors", List.of(fault));
      record.setField("first_run_id", runId);
    }
    return record;
  }

  /** Returns a check that an error tells what to do next, with the exit code of bad input. */
  public static ThrowingConsumer<Throwable> badInput(String nextStep) {
    return thrown -> {
      nextStep(nextStep).accept(thrown);
      assertThat(((UserError) thrown).exitCode()).isEqualTo(2);
    };
  }

  /** Returns a check that an error tells what to do next. */
  public static ThrowingConsumer<Throwable> nextStep(String nextStep) {
    return thrown -> assertThat(((UserError) thrown).nextStep()).contains(nextStep);
  }

  /** Returns the values of a column of all rows of a table, sorted. */
  public static List<String> column(Table table, String column) throws IOException {
    table.refresh();
    List<String> values = new ArrayList<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).select(column).build()) {
      rows.forEach(row -> values.add(String.valueOf(row.getField(column))));
    }
    values.sort(null);
    return values;
  }
}
