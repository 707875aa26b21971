package io.ledgerlake.pipeline.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.lake.TestLake.TestRow;
import io.ledgerlake.transforms.history.VersionSet;
import io.ledgerlake.transforms.zone.Zone;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.ParquetUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurrentRowsTest {

  @TempDir Path folder;
  private TestLake lake;

  @BeforeEach
  void open() {
    lake = new TestLake(folder.resolve("lake"));
    lake.tables.prepare(lake.contract);
  }

  /** Appends rows numbered as given, versions that a run wrote of records of file f.csv. */
  private void append(Zone zone, String runId, Consumer<Record> change, long... rows)
      throws IOException {
    List<TestRow> records = new ArrayList<>();
    for (long row : rows) {
      records.add(new TestRow("T" + row, "1.0000", "2024-02-01T00:00:00Z", row));
    }
    String path = "transactions/data/" + zone.folder() + "-" + runId + ".parquet";
    lake.write(zone, path, runId, "f.csv", records, change);
    Table table = lake.tables.zone(zone);
    String location = lake.layout.dataFile(zone, path);
    PartitionData partition = new PartitionData(table.spec().partitionType());
    partition.set(0, zone == Zone.PROCESSED ? 649 : 19783);
    DataFile file =
        DataFiles.builder(table.spec())
            .withPath(location)
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(Path.of(location).toFile().length())
            .withMetrics(
                ParquetUtil.fileMetrics(
                    table.io().newInputFile(location), MetricsConfig.forTable(table)))
            .withPartition(partition)
            .build();
    table.newAppend().appendFile(file).commit();
  }

  private static Consumer<Record> supersedes(String runId) {
    return row -> row.setField("previous_run_id", runId);
  }

  private static Consumer<Record> because(String code) {
    return row -> ((Record) ((List<?>) row.getField("errors")).get(0)).setField("code", code);
  }

  /** Returns row number, writing run and kind of every open row. */
  private List<String> open(BaseSnapshots base) throws IOException {
    List<String> open = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        CurrentRows.at(lake.tables, base)
            .open(Expressions.alwaysTrue(), List.of("source_row", "errors"))) {
      for (Record row : rows) {
        open.add(
            row.getField("source_row")
                + " "
                + row.getField("run_id")
                + " "
                + CurrentRows.Open.of(row));
      }
    }
    open.sort(null);
    return open;
  }

  @Test
  void aLakeWithoutRowsHasNothingOpen() throws IOException {
    assertThat(BaseSnapshots.now(lake.tables)).isEqualTo(BaseSnapshots.NONE);
    assertThat(open(BaseSnapshots.NONE)).isEmpty();
  }

  @Test
  void aVersionIsOpenUntilAnyZoneHasOneThatSupersedesIt() throws IOException {
    append(Zone.QUARANTINE, "run-1", row -> {}, 1, 2, 3, 4);
    BaseSnapshots first = BaseSnapshots.now(lake.tables);
    append(Zone.PROCESSED, "run-2", supersedes("run-1"), 1);
    append(Zone.CONDEMNED, "run-3", supersedes("run-1"), 2);
    append(Zone.QUARANTINE, "run-4", supersedes("run-1"), 3);

    assertThat(open(BaseSnapshots.now(lake.tables)))
        .containsExactly("3 run-4 REJECTED", "4 run-1 REJECTED");
    assertThat(open(first)).as("at the former snapshots").hasSize(4);
  }

  @Test
  void ofAChainOfVersionsTheLastIsOpen() throws IOException {
    append(Zone.QUARANTINE, "run-1", row -> {}, 1, 2);
    append(Zone.QUARANTINE, "run-2", supersedes("run-1"), 1, 2);
    append(Zone.QUARANTINE, "run-3", supersedes("run-2"), 1);

    assertThat(open(BaseSnapshots.now(lake.tables)))
        .containsExactly("1 run-3 REJECTED", "2 run-2 REJECTED");
  }

  @Test
  void theFirstReasonSaysWhatARowWaitsFor() throws IOException {
    append(Zone.QUARANTINE, "run-1", because("CONFLICTING_TRANSACTION"), 1);
    append(Zone.QUARANTINE, "run-2", because("REOPENED"), 2);
    append(Zone.QUARANTINE, "run-3", because("AMOUNT_ERROR"), 3);

    assertThat(open(BaseSnapshots.now(lake.tables)))
        .containsExactly("1 run-1 CONFLICT", "2 run-2 REOPENED", "3 run-3 REJECTED");
  }

  @Test
  void aSetOfVersionsIsReadBackAsItWasWritten() throws IOException {
    VersionSet set = new VersionSet();
    set.add("file", 1, "run-1");
    set.add("file", 1, "run-1");
    set.add("file", 1, "run-2");
    set.add("other", 7, "run-1");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    set.write(bytes);
    VersionSet read = VersionSet.read(new ByteArrayInputStream(bytes.toByteArray()));

    assertThat(read.size()).isEqualTo(3);
    assertThat(read.contains("file", 1, "run-2")).isTrue();
    assertThat(read.contains("other", 7, "run-2")).isFalse();
    assertThat(read.contains("file", 7, "run-1")).isFalse();
  }
}
