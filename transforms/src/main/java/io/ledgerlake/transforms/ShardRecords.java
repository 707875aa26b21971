package io.ledgerlake.transforms;

import io.ledgerlake.transforms.record.EvaluatedBatch;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.record.ReaderReport;
import io.ledgerlake.transforms.record.Sharding;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Brings records that can be repeats of each other together: {@link EvaluatedBatch}es in, and out,
 * per shard, packed batches of its records in no particular order.
 *
 * <p>A record's shard is the hash of its key modulo the plan's shards, so that repeats always meet.
 * One more group, keyed by the number of shards, carries the {@link ReaderReport}s: a second output
 * here would make the Spark runner persist every record.
 *
 * <p>The grouping happens in a fixed window, which all elements share: in the global window the
 * Spark runner would collect a shard's batches into a list; in any other it streams them, once.
 */
public final class ShardRecords
    extends PTransform<PCollection<EvaluatedBatch>, PCollection<KV<Integer, Iterable<byte[]>>>> {

  /** A batch that reaches this size is sent; larger ones are humongous objects to G1. */
  static final int BATCH_BYTES = 256 << 10;

  /** What the batches of one worker thread may hold together while they fill. */
  static final int BUFFER_BYTES = 48 << 20;

  private final int shards;

  private ShardRecords(int shards) {
    this.shards = shards;
  }

  /**
   * @param shards how many shards to spread over, at least 1
   */
  public static ShardRecords over(int shards) {
    if (shards < 1) {
      throw new IllegalArgumentException("shards must be at least 1, not " + shards);
    }
    return new ShardRecords(shards);
  }

  @Override
  public PCollection<KV<Integer, Iterable<byte[]>>> expand(PCollection<EvaluatedBatch> batches) {
    return batches
        .apply("Spread", ParDo.of(new SpreadFn(shards)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()))
        .apply("Window", Window.into(FixedWindows.of(Duration.standardDays(1))))
        .apply("Group", GroupByKey.create());
  }

  static final class SpreadFn extends DoFn<EvaluatedBatch, KV<Integer, byte[]>> {
    /** One instant for all, in one window; later than the elements' own, so no skew is needed. */
    private static final Instant TIME = new Instant(0);

    private final int shards;
    private final int batchBytes;
    private transient PackedRecords.Writer[] writers;
    private transient PackedRecords.Cursor cursor;
    private transient TreeMap<Integer, ReaderReport> reports;

    SpreadFn(int shards) {
      this.shards = shards;
      this.batchBytes = Math.max(4 << 10, Math.min(BATCH_BYTES, BUFFER_BYTES / shards));
    }

    @StartBundle
    public void start() {
      writers = new PackedRecords.Writer[shards];
      cursor = new PackedRecords.Cursor();
      reports = new TreeMap<>();
    }

    @ProcessElement
    public void process(@Element EvaluatedBatch batch, OutputReceiver<KV<Integer, byte[]>> output) {
      reports.merge(
          batch.tally().file(), new ReaderReport(batch.tally(), batch.fault()), ReaderReport::plus);
      cursor.over(batch.packed(), 0, batch.packed().length);
      while (cursor.next()) {
        int shard = Sharding.shardOf(cursor.buffer(), cursor.keyStart(), cursor.keyEnd(), shards);
        PackedRecords.Writer writer = writer(shard);
        int size = cursor.end() - cursor.start();
        if (writer.length() > 0 && writer.length() + size > batchBytes) {
          output.outputWithTimestamp(KV.of(shard, writer.drain()), TIME);
        }
        writer.appendPacked(cursor.buffer(), cursor.start(), cursor.end());
      }
    }

    private PackedRecords.Writer writer(int shard) {
      if (writers[shard] == null) {
        writers[shard] = new PackedRecords.Writer(4 << 10);
      }
      return writers[shard];
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      for (int shard = 0; shard < shards; shard++) {
        if (writers[shard] != null && writers[shard].length() > 0) {
          context.output(KV.of(shard, writers[shard].drain()), TIME, GlobalWindow.INSTANCE);
        }
      }
      for (ReaderReport report : reports.values()) {
        context.output(KV.of(shards, report.toBytes()), TIME, GlobalWindow.INSTANCE);
      }
      writers = null;
      reports = null;
    }
  }
}
