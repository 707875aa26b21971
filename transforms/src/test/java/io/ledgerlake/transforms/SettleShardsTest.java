package io.ledgerlake.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.record.ReaderReport;
import io.ledgerlake.transforms.settle.TestRecords;
import io.ledgerlake.transforms.testing.TestPipelineExtension;
import io.ledgerlake.transforms.zone.ShardTally;
import io.ledgerlake.transforms.zone.TestZones;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestPipelineExtension.class)
class SettleShardsTest {

  private static final Contract CONTRACT = Contracts.load("transactions");
  private static final RowError FAULT =
      new RowError(ReasonCode.CURRENCY_ERROR, "currency", "no ISO 4217 code", "XXY");

  @TempDir Path folder;

  private static Map<String, Object> values(String id, String amount) {
    return Map.of(
        "transaction_id",
        id,
        "customer_id",
        "C1",
        "amount",
        amount,
        "currency",
        "EUR",
        "transaction_ts",
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2024-03-05T00:00:00Z")));
  }

  private static KV<Integer, byte[]> in(int shard, byte[] batch) {
    return KV.of(shard, batch);
  }

  /** Two shards with a repeat, a conflict and a rejected record, and what the readers saw. */
  private static List<KV<Integer, byte[]>> input(int shards) {
    FileTally read = new FileTally(0);
    read.addRows(6);
    List<KV<Integer, byte[]>> input = new ArrayList<>();
    input.add(in(0, TestRecords.valid(CONTRACT, 0, 10, values("T1", "1.50"))));
    input.add(in(0, TestRecords.valid(CONTRACT, 0, 30, values("T1", "1.50"))));
    input.add(in(1, TestRecords.valid(CONTRACT, 1, 20, values("T2", "2"))));
    input.add(in(1, TestRecords.valid(CONTRACT, 0, 40, values("T2", "3"))));
    input.add(in(1, TestRecords.rejected(CONTRACT, 1, 50, "raw", Map.of("amount", "9.99"), FAULT)));
    input.add(in(0, TestRecords.valid(CONTRACT, 1, 60, values("T3", "-0.01"))));
    input.add(in(shards, new ReaderReport(read, null).toBytes()));
    return input;
  }

  private PCollectionTuple settle(Pipeline pipeline, RunContext context) {
    return pipeline
        .apply(
            Create.of(input(context.shards()))
                .withCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of())))
        .apply(GroupByKey.create())
        .apply(SettleShards.of(context).withBudget(1 << 20));
  }

  @Test
  void writesEachZoneOfEachShardAndTellsWhat(Pipeline pipeline) {
    RunContext context = TestZones.context(CONTRACT, folder);
    PCollectionTuple outputs = settle(pipeline, context);
    PAssert.that(outputs.get(SettleShards.WRITTEN_FILES))
        .satisfies(
            files -> {
              TreeSet<String> seen = new TreeSet<>();
              for (WrittenFile file : files) {
                seen.add(file.zone() + " " + file.path() + " " + file.rows());
                assertThat(TestZones.path(context, file)).hasSize(file.bytes());
              }
              String day = "transactions/data/ingest_date=2024-05-06/run-1-p1-0000";
              assertThat(seen)
                  .containsExactly(
                      "CONDEMNED " + day + "0.parquet 1",
                      "PROCESSED transactions/data/year=2024/month=03/run-1-p1-00000.parquet 2",
                      "QUARANTINE " + day + "1.parquet 3");
              return null;
            });
    PAssert.that(outputs.get(SettleShards.SHARD_TALLIES))
        .satisfies(
            tallies -> {
              ShardTally total = new ShardTally();
              tallies.forEach(total::add);
              assertThat(total.outcome(0, Zone.PROCESSED).sums()).hasToString("{EUR=1.5000}");
              assertThat(total.outcome(1, Zone.PROCESSED).sums()).hasToString("{EUR=-0.0100}");
              assertThat(total.outcome(1, Zone.QUARANTINE).codes())
                  .isEqualTo(
                      Map.of(
                          ReasonCode.CONFLICTING_TRANSACTION, 1L, ReasonCode.CURRENCY_ERROR, 1L));
              return null;
            });
    PAssert.that(outputs.get(SettleShards.READER_REPORTS))
        .satisfies(
            reports -> {
              assertThat(reports).hasSize(1);
              assertThat(reports.iterator().next().tally().rows()).isEqualTo(6);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void theRecountOfTheWrittenFilesFindsEveryRowAndCent(Pipeline pipeline) {
    RunContext context = TestZones.context(CONTRACT, folder);
    PCollection<KV<Zone, FileTally>> recount =
        settle(pipeline, context).get(SettleShards.WRITTEN_FILES).apply(RecountFiles.of(context));
    PAssert.that(recount)
        .satisfies(
            tallies -> {
              TreeSet<String> seen = new TreeSet<>();
              for (KV<Zone, FileTally> tally : tallies) {
                FileTally file = tally.getValue();
                seen.add(
                    tally.getKey() + " " + file.file() + " " + file.rows() + " " + file.sums());
                assertThat(file.withoutAmount()).isZero();
              }
              assertThat(seen)
                  .containsExactly(
                      "CONDEMNED 0 1 {EUR=1.5000}",
                      "PROCESSED 0 1 {EUR=1.5000}",
                      "PROCESSED 1 1 {EUR=-0.0100}",
                      "QUARANTINE 0 1 {EUR=3.0000}",
                      "QUARANTINE 1 2 {?=9.9900, EUR=2.0000}");
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aFileThatCannotBeReadFailsTheRun(Pipeline pipeline) {
    RunContext context = TestZones.context(CONTRACT, folder);
    WrittenFile gone = new WrittenFile(Zone.PROCESSED, "gone.parquet", 1, 1, 1, "");
    pipeline.apply(Create.of(gone)).apply(RecountFiles.of(context));
    assertThatThrownBy(() -> pipeline.run().waitUntilFinish())
        .hasMessageContaining("cannot recount processed data file gone.parquet");
  }
}
