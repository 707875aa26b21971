package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.record.ReaderReport;
import io.ledgerlake.transforms.zone.ShardSettler;
import io.ledgerlake.transforms.zone.ShardTally;
import io.ledgerlake.transforms.zone.WrittenFile;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Sorts each shard, applies the rules for repeats and conflicts, and writes each zone's partitions:
 * the output of {@link ShardRecords} in, data files that no table lists yet out. Its outputs are
 * tagged, because here everything is small:
 *
 * <ul>
 *   <li>{@link #WRITTEN_FILES}: every data file;
 *   <li>{@link #SHARD_TALLIES}: one {@link ShardTally} per shard, what the writer decided;
 *   <li>{@link #READER_REPORTS}: what the readers saw, as it came through the shuffle.
 * </ul>
 *
 * <p>A shard's files depend on its records and the {@link RunContext} alone, so a repeated attempt
 * writes the same bytes to the same places. Each group is walked once.
 */
public final class SettleShards
    extends PTransform<PCollection<KV<Integer, Iterable<byte[]>>>, PCollectionTuple> {

  /** The data files. */
  public static final TupleTag<WrittenFile> WRITTEN_FILES = new TupleTag<>("writtenFiles") {};

  /** The outcomes of each shard. */
  public static final TupleTag<ShardTally> SHARD_TALLIES = new TupleTag<>("shardTallies") {};

  /** What the readers saw of each file, in parts. */
  public static final TupleTag<ReaderReport> READER_REPORTS = new TupleTag<>("readerReports") {};

  private final RunContext context;
  private final long budget;

  private SettleShards(RunContext context, long budget) {
    this.context = context;
    this.budget = budget;
  }

  /**
   * @param context the run
   */
  public static SettleShards of(RunContext context) {
    return new SettleShards(context, ShardSettler.DEFAULT_BUDGET);
  }

  /**
   * Returns this transform with another budget.
   *
   * @param bytes packed records that each of a worker thread's two sorts may hold in memory
   */
  public SettleShards withBudget(long bytes) {
    return new SettleShards(context, bytes);
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, Iterable<byte[]>>> shards) {
    PCollectionTuple outputs =
        shards.apply(
            "Settle",
            ParDo.of(new SettleFn(context, budget))
                .withOutputTags(WRITTEN_FILES, TupleTagList.of(SHARD_TALLIES).and(READER_REPORTS)));
    outputs.get(WRITTEN_FILES).setCoder(SerializableCoder.of(WrittenFile.class));
    outputs.get(SHARD_TALLIES).setCoder(SerializableCoder.of(ShardTally.class));
    outputs.get(READER_REPORTS).setCoder(SerializableCoder.of(ReaderReport.class));
    return outputs;
  }

  static final class SettleFn extends DoFn<KV<Integer, Iterable<byte[]>>, WrittenFile> {
    private final RunContext context;
    private final long budget;
    private final Counter written =
        Metrics.counter(ValidateRecords.PROGRESS, ValidateRecords.WRITTEN);
    private transient ShardSettler settler;

    SettleFn(RunContext context, long budget) {
      this.context = context;
      this.budget = budget;
    }

    @Setup
    public void setUp(PipelineOptions options) {
      settler =
          new ShardSettler(
              context,
              Contracts.parse(context.contractJson(), "contract of run " + context.runId()),
              new ZoneStorage(context, options),
              budget,
              Path.of(System.getProperty("java.io.tmpdir")));
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<byte[]>> shard, MultiOutputReceiver outputs)
        throws IOException {
      if (shard.getKey() == context.shards()) {
        for (byte[] report : shard.getValue()) {
          outputs.get(READER_REPORTS).output(ReaderReport.of(report));
        }
        return;
      }
      ShardSettler.Result result = settler.settle(shard.getKey(), shard.getValue());
      result.files().forEach(file -> written.inc(file.rows()));
      result.files().forEach(outputs.get(WRITTEN_FILES)::output);
      outputs.get(SHARD_TALLIES).output(result.tally());
    }
  }
}
