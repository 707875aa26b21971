package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.record.ReaderReport;
import io.ledgerlake.transforms.record.Sharding;
import io.ledgerlake.transforms.zone.ShardSettler;
import io.ledgerlake.transforms.zone.ShardTally;
import io.ledgerlake.transforms.zone.WrittenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
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
 *   <li>{@link #READER_REPORTS}: what the readers saw, as it came through the shuffle;
 *   <li>{@link #TWIN_CLAIMS}: which open rejected records have come again as valid ones.
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

  /**
   * Claims on open rejected records, packed, by bucket; see {@link CloseTwins}. None without
   * history.
   */
  public static final TupleTag<KV<Integer, byte[]>> TWIN_CLAIMS = new TupleTag<>("twinClaims") {};

  private final RunContext context;
  private final long budget;
  private final History.Places places;
  private final PCollectionView<List<Integer>> stored;

  private SettleShards(
      RunContext context,
      long budget,
      History.Places places,
      PCollectionView<List<Integer>> stored) {
    this.context = context;
    this.budget = budget;
    this.places = places;
    this.stored = stored;
  }

  /**
   * @param context the run
   */
  public static SettleShards of(RunContext context) {
    return new SettleShards(context, ShardSettler.DEFAULT_BUDGET, null, null);
  }

  /**
   * Returns this transform with another budget.
   *
   * @param bytes packed records that each of a worker thread's two sorts may hold in memory
   */
  public SettleShards withBudget(long bytes) {
    return new SettleShards(context, bytes, places, stored);
  }

  /**
   * Returns this transform with what history has for each shard.
   *
   * @param history what the run is compared with
   * @param groups the groups that {@link StoreFound} has stored
   */
  SettleShards against(History history, PCollectionView<List<Integer>> groups) {
    return new SettleShards(context, budget, history.places(), groups);
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, Iterable<byte[]>>> shards) {
    ParDo.SingleOutput<KV<Integer, Iterable<byte[]>>, WrittenFile> settle =
        ParDo.of(new SettleFn(context, budget, places, stored));
    PCollectionTuple outputs =
        shards.apply(
            "Settle",
            (stored == null ? settle : settle.withSideInputs(stored))
                .withOutputTags(
                    WRITTEN_FILES,
                    TupleTagList.of(SHARD_TALLIES).and(READER_REPORTS).and(TWIN_CLAIMS)));
    outputs.get(WRITTEN_FILES).setCoder(SerializableCoder.of(WrittenFile.class));
    outputs.get(SHARD_TALLIES).setCoder(SerializableCoder.of(ShardTally.class));
    outputs.get(READER_REPORTS).setCoder(SerializableCoder.of(ReaderReport.class));
    outputs.get(TWIN_CLAIMS).setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
    return outputs;
  }

  static final class SettleFn extends DoFn<KV<Integer, Iterable<byte[]>>, WrittenFile> {
    private final RunContext context;
    private final long budget;
    private final History.Places places;
    private final PCollectionView<List<Integer>> stored;
    private final Counter written =
        Metrics.counter(ValidateRecords.PROGRESS, ValidateRecords.WRITTEN);
    private transient ShardSettler settler;

    SettleFn(
        RunContext context,
        long budget,
        History.Places places,
        PCollectionView<List<Integer>> stored) {
      this.context = context;
      this.budget = budget;
      this.places = places;
      this.stored = stored;
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
    public void process(ProcessContext c, MultiOutputReceiver outputs) throws IOException {
      KV<Integer, Iterable<byte[]>> shard = c.element();
      if (shard.getKey() == context.shards()) {
        for (byte[] report : shard.getValue()) {
          outputs.get(READER_REPORTS).output(ReaderReport.of(report));
        }
        return;
      }
      ShardSettler.Result result = settle(c, shard);
      result.files().forEach(file -> written.inc(file.rows()));
      result.files().forEach(outputs.get(WRITTEN_FILES)::output);
      outputs.get(SHARD_TALLIES).output(result.tally());
      claim(result.claims().array(), outputs.get(TWIN_CLAIMS));
    }

    private ShardSettler.Result settle(ProcessContext c, KV<Integer, Iterable<byte[]>> shard)
        throws IOException {
      if (stored == null || !c.sideInput(stored).contains(shard.getKey())) {
        return settler.settle(shard.getKey(), shard.getValue());
      }
      try (WorkFiles.Batches history = new WorkFiles.Batches(places.found(shard.getKey()))) {
        return settler.settle(shard.getKey(), history, shard.getValue());
      }
    }

    /** Sends each claim to the bucket that the open record's bytes belong to. */
    private void claim(byte[] claims, OutputReceiver<KV<Integer, byte[]>> output) {
      PackedRecords.Cursor cursor = new PackedRecords.Cursor().over(claims, 0, claims.length);
      Map<Integer, PackedRecords.Writer> buckets = new TreeMap<>();
      while (cursor.next()) {
        int bucket = Sharding.shardOf(claims, cursor.keyStart(), cursor.keyEnd(), context.shards());
        buckets
            .computeIfAbsent(bucket, b -> new PackedRecords.Writer(1 << 10))
            .appendPacked(claims, cursor.start(), cursor.end());
      }
      buckets.forEach((bucket, packed) -> output.output(KV.of(bucket, packed.drain())));
    }
  }
}
