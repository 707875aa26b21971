package io.ledgerlake.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.record.EvaluatedBatch;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.record.ReaderReport;
import io.ledgerlake.transforms.record.Rows;
import io.ledgerlake.transforms.testing.TestPipelineExtension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestPipelineExtension.class)
class ShardRecordsTest {

  private static final int SHARDS = 5;

  @Test
  void bringsAllRecordsOfAKeyToOneShardAndLosesNone(Pipeline pipeline) {
    List<EvaluatedBatch> batches = new ArrayList<>();
    for (int file = 0; file < 4; file++) {
      batches.add(batch(file, 1000, null));
    }

    PAssert.that(shard(pipeline, batches))
        .satisfies(
            shards -> {
              Map<String, Integer> shardOfKey = new TreeMap<>();
              int records = 0;
              for (KV<Integer, Iterable<byte[]>> shard : shards) {
                if (shard.getKey() < SHARDS) {
                  for (String key : keys(shard.getValue())) {
                    records++;
                    Integer other = shardOfKey.putIfAbsent(key, shard.getKey());
                    assertThat(other).as(key).isIn(null, shard.getKey());
                  }
                }
              }
              assertThat(records).isEqualTo(4000);
              assertThat(shardOfKey).hasSize(1000);
              assertThat(shardOfKey.values()).contains(0, 1, 2, 3, 4);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void carriesTheReadersReportsInAGroupOfTheirOwn(Pipeline pipeline) {
    FileFault fault = new FileFault(FileFault.Kind.BROKEN_COMPRESSION, 12, "it ends early", "ask");

    PAssert.that(shard(pipeline, List.of(batch(0, 3, null), batch(1, 2, fault), batch(1, 5, null))))
        .satisfies(
            shards -> {
              Map<Integer, ReaderReport> reports = new TreeMap<>();
              for (KV<Integer, Iterable<byte[]>> shard : shards) {
                if (shard.getKey() == SHARDS) {
                  for (byte[] bytes : shard.getValue()) {
                    ReaderReport report = ReaderReport.of(bytes);
                    reports.merge(report.tally().file(), report, ReaderReport::plus);
                  }
                }
              }
              assertThat(reports.get(0).tally().rows()).isEqualTo(3);
              assertThat(reports.get(0).fault()).isNull();
              assertThat(reports.get(1).tally().rows()).isEqualTo(7);
              assertThat(reports.get(1).fault()).isEqualTo(fault);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void sendsBatchesThatAreSmallForTheCollector(Pipeline pipeline) {
    PAssert.that(shard(pipeline, List.of(batch(0, 60_000, null))))
        .satisfies(
            shards -> {
              for (KV<Integer, Iterable<byte[]>> shard : shards) {
                for (byte[] bytes : shard.getValue()) {
                  assertThat(bytes.length).isLessThanOrEqualTo(ShardRecords.BATCH_BYTES);
                }
              }
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void refusesToSpreadOverNothing() {
    assertThatThrownBy(() -> ShardRecords.over(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shards must be at least 1, not 0");
  }

  private static PCollection<KV<Integer, Iterable<byte[]>>> shard(
      Pipeline pipeline, List<EvaluatedBatch> batches) {
    return pipeline
        .apply(Create.of(batches).withCoder(SerializableCoder.of(EvaluatedBatch.class)))
        .apply(ShardRecords.over(SHARDS));
  }

  private static List<String> keys(Iterable<byte[]> batches) {
    List<String> keys = new ArrayList<>();
    PackedRecords.Cursor cursor = new PackedRecords.Cursor();
    for (byte[] batch : batches) {
      cursor.over(batch, 0, batch.length);
      while (cursor.next()) {
        keys.add(
            new String(
                Arrays.copyOfRange(cursor.buffer(), cursor.keyStart(), cursor.keyEnd()), UTF_8));
      }
    }
    return keys;
  }

  private static EvaluatedBatch batch(int file, int rows, FileFault fault) {
    FileTally tally = new FileTally(file);
    tally.addRows(rows);
    PackedRecords.Writer writer = new PackedRecords.Writer(64);
    for (int row = 1; row <= rows; row++) {
      Rows.append(writer, file, row, "T" + row);
    }
    return new EvaluatedBatch(writer.drain(), tally, fault);
  }
}
