package io.ledgerlake.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.transforms.history.HistoryFile;
import io.ledgerlake.transforms.record.EvaluatedBatch;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.settle.TestRecords;
import io.ledgerlake.transforms.testing.TestPipelineExtension;
import io.ledgerlake.transforms.zone.MovedFile;
import io.ledgerlake.transforms.zone.ShardSettler;
import io.ledgerlake.transforms.zone.TestZones;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestPipelineExtension.class)
class SettleRecordsTest {

  private static final Contract CONTRACT = Contracts.load("transactions");
  private static final RowError FAULT =
      new RowError(ReasonCode.TIMESTAMP_ERROR, "transaction_ts", "too late", "2024-03-05");

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

  private static byte[] valid(int file, long offset, String raw, String id, String amount) {
    return TestRecords.pack(
        CONTRACT,
        file,
        offset,
        raw,
        values(id, amount),
        id.getBytes(StandardCharsets.UTF_8),
        List.of(),
        Map.of());
  }

  /** Writes what an earlier run left, and returns its files. */
  private List<HistoryFile> history() throws IOException {
    RunContext earlier = TestZones.context(CONTRACT, folder.resolve("earlier"));
    List<byte[]> records =
        List.of(
            valid(2, 10, "one", "T1", "1.00"),
            valid(2, 20, "two", "T2", "2.00"),
            valid(2, 30, "other two", "T2", "2.50"),
            TestRecords.rejected(CONTRACT, 2, 40, "late", values("T4", "4.00"), FAULT),
            TestRecords.rejected(CONTRACT, 2, 50, "bad", Map.of(), FAULT));
    ShardSettler.Result result =
        new ShardSettler(earlier, CONTRACT, TestZones.sink(earlier), 1 << 20, folder)
            .settle(0, records);
    List<HistoryFile> files = new ArrayList<>();
    for (WrittenFile file : result.files()) {
      files.add(
          new HistoryFile(
              file.zone(), TestZones.path(earlier, file).toString(), file.rows(), null, null));
    }
    return files;
  }

  private static PCollection<EvaluatedBatch> batches(Pipeline pipeline) {
    List<EvaluatedBatch> batches = new ArrayList<>();
    for (byte[] record :
        List.of(
            valid(0, 100, "one again", "T1", "1"),
            valid(0, 200, "two again", "T2", "2.00"),
            valid(1, 300, "late", "T4", "4.00"),
            valid(0, 400, "late", "T5", "4.00"),
            valid(1, 500, "new", "T6", "6.00"),
            TestRecords.rejected(CONTRACT, 1, 600, "bad", Map.of(), FAULT))) {
      batches.add(new EvaluatedBatch(record, new FileTally(0), null));
    }
    return pipeline.apply(Create.of(batches).withCoder(SerializableCoder.of(EvaluatedBatch.class)));
  }

  private PCollection<RunOutcome> settle(Pipeline pipeline, List<HistoryFile> files) {
    RunContext context = TestZones.context(CONTRACT, folder.resolve("lake"));
    return batches(pipeline)
        .apply(
            SettleRecords.of(context)
                .against(new History(files, Optional.empty(), folder.resolve("work").toString())));
  }

  private static RunOutcome sum(Iterable<RunOutcome> parts) {
    RunOutcome sum = new RunOutcome();
    parts.forEach(sum::add);
    return sum;
  }

  @Test
  void recordsMeetHistoryAndCloseRejectedTwinsOnce(Pipeline pipeline) throws IOException {
    PAssert.that(settle(pipeline, history()))
        .satisfies(
            parts -> {
              RunOutcome outcome = sum(parts);
              Map<String, Long> rows = new TreeMap<>();
              for (WrittenFile file : outcome.files()) {
                rows.merge(file.zone().folder(), file.rows(), Long::sum);
              }
              // Condemned: T1, "bad" again, and the closed row, which two keys have claimed.
              assertThat(rows)
                  .isEqualTo(Map.of("processed", 3L, "quarantine", 1L, "condemned", 3L));
              assertThat(outcome.moved())
                  .isEqualTo(Map.of(new MovedFile("c.csv", "fileC"), new RunOutcome.Moved(1, 1)));
              assertThat(outcome.settled().outcome(0, Zone.QUARANTINE).codes())
                  .isEqualTo(Map.of(ReasonCode.CONFLICTING_TRANSACTION, 1L));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void withoutHistoryNothingIsLeftForWorkers(Pipeline pipeline) throws IOException {
    PAssert.that(settle(pipeline, List.of()))
        .satisfies(
            parts -> {
              RunOutcome outcome = sum(parts);
              assertThat(outcome.moved()).isEmpty();
              assertThat(outcome.settled().outcome(0, Zone.PROCESSED).rows()).isEqualTo(3);
              return null;
            });
    pipeline.run().waitUntilFinish();
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("work"));
    }
  }

  /**
   * As {@link SummariseShards} says: who waits for a side input that is empty may wait for ever.
   */
  @Test
  void whatIsWaitedForIsNeverEmpty(Pipeline pipeline) throws IOException {
    PCollection<RunOutcome> parts = settle(pipeline, history());
    parts.apply(CollectOutcome.to(folder.resolve("outcome").toString()));
    Set<String> waitedFor = new TreeSet<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            if (node.getTransform() instanceof ParDo.MultiOutput<?, ?> parDo) {
              for (PCollectionView<?> view : parDo.getSideInputs().values()) {
                waitedFor.add(view.getPCollection().getName());
              }
            }
          }
        });

    assertThat(waitedFor).singleElement().asString().contains("/All found/");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void whereNothingIsFoundThereIsAnElementAllTheSame(Pipeline pipeline) throws IOException {
    RunContext context = TestZones.context(CONTRACT, folder.resolve("lake"));
    HistoryFile elsewhere =
        new HistoryFile(Zone.PROCESSED, "not opened", 1, new byte[] {0}, new byte[] {0, 1});
    History history =
        new History(List.of(elsewhere), Optional.empty(), folder.resolve("work").toString());

    PAssert.that(
            batches(pipeline)
                .apply(ShardRecords.over(context.shards()))
                .apply(SummariseShards.of(context, history))
                .apply(ScanHistory.of(context, history))
                .apply(StoreFound.in(history)))
        .containsInAnyOrder(ScanHistory.NO_GROUP);
    pipeline.run().waitUntilFinish();
    assertThat(folder).isEmptyDirectory();
  }
}
