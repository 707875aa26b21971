package io.ledgerlake.pipeline.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.lake.TestLake;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowSorterTest {

  @TempDir Path folder;

  private Record row(Schema schema, String key, String code, String file, long offset) {
    Record row = GenericRecord.create(schema);
    row.setField("transaction_id", key);
    row.setField("customer_id", "C");
    row.setField("amount", new BigDecimal("1.0000"));
    row.setField("transaction_ts", OffsetDateTime.parse("2024-01-01T00:00:00.000001Z"));
    row.setField("source_file", file);
    row.setField("file_id", "id of " + file);
    row.setField("source_row", offset);
    row.setField("source_line", offset);
    row.setField("source_offset", offset);
    row.setField("row_hash", ByteBuffer.wrap(new byte[] {(byte) (255 - offset)}));
    row.setField("run_id", "r");
    row.setField("ingested_at", OffsetDateTime.parse("2024-01-01T00:00:00Z"));
    row.setField("attempt_count", 1);
    row.setField("schema_version", 1);
    row.setField("raw_record", ByteBuffer.wrap("raw".getBytes(StandardCharsets.UTF_8)));
    StructType type = schema.findType("errors.element").asStructType();
    Record error = GenericRecord.create(type);
    error.setField("code", code);
    error.setField("message", "m");
    row.setField("errors", List.of(error));
    row.setField("first_run_id", "r");
    return row;
  }

  @Test
  void rowsComeByPartitionThenValidOnesByKeyThenRejectedOnesByHash() throws IOException {
    TestLake lake = new TestLake(folder);
    lake.tables.prepare(lake.contract);
    Schema schema = lake.tables.zone(Zone.QUARANTINE).schema();
    List<Record> wanted = new ArrayList<>();
    String conflict = "CONFLICTING_TRANSACTION";
    wanted.add(row(schema, "B", conflict, "z.csv", 9));
    wanted.add(row(schema, "A", conflict, "a.csv", 2));
    wanted.add(row(schema, "A", conflict, "a.csv", 10));
    wanted.add(row(schema, "A", conflict, "b.csv", 1));
    wanted.add(row(schema, "Aa", conflict, "a.csv", 3));
    // In UTF-16 the second would come first.
    wanted.add(row(schema, "\uFF5E", conflict, "a.csv", 4));
    wanted.add(row(schema, "\uD83D\uDE00", conflict, "a.csv", 5));
    wanted.add(row(schema, null, "TYPE_ERROR", "a.csv", 7));
    wanted.add(row(schema, "A", "TYPE_ERROR", "a.csv", 6));
    List<Record> shuffled = new ArrayList<>(wanted);
    Collections.shuffle(shuffled, new Random(7));
    List<Record> sorted = new ArrayList<>();
    List<Integer> partitions = new ArrayList<>();

    try (RowSorter sorter = new RowSorter(schema, lake.contract.key())) {
      for (Record row : shuffled) {
        sorter.add(row == wanted.get(0) ? -1 : 5, row);
      }
      sorter.drain(
          (partition, row) -> {
            partitions.add(partition);
            sorted.add(row);
          });
    }

    assertThat(sorted).isEqualTo(wanted);
    assertThat(partitions).startsWith(-1, 5).hasSize(9);
  }
}
