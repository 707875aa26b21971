package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.history.Found;
import io.ledgerlake.transforms.history.HistoryFile;
import io.ledgerlake.transforms.history.HistoryScan;
import io.ledgerlake.transforms.history.ShardSummaries;
import io.ledgerlake.transforms.history.ShardSummary;
import io.ledgerlake.transforms.history.VersionSet;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.record.Sharding;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Searches data files for what the shards ask for: {@link HistoryFile}s in, spread over the workers
 * by the caller (a {@code Reshuffle}). Out, packed batches: under a shard's number its historic
 * entries; under the number of shards and a bucket more, open rejected rows whose bytes a valid
 * record may have, by the hash of these bytes. What passes by chance is among them; never more than
 * a few times what the run itself brings.
 */
public final class ScanHistory
    extends PTransform<PCollection<HistoryFile>, PCollection<KV<Integer, byte[]>>> {

  /** Counter, for display: bytes of history that were read. */
  public static final String BYTES = "historyBytes";

  /** Counter, for display: data files of history that were opened. */
  public static final String FILES = "historyFiles";

  private static final long serialVersionUID = 1L;

  private final RunContext context;
  private final History.Places places;
  private final PCollectionView<List<Integer>> summarised;

  private ScanHistory(
      RunContext context, History.Places places, PCollectionView<List<Integer>> summarised) {
    this.context = context;
    this.places = places;
    this.summarised = summarised;
  }

  /**
   * @param context the run
   * @param history what it is compared with
   * @param summarised the output of {@link SummariseShards}, as a {@link NumbersView}
   */
  public static ScanHistory of(
      RunContext context, History history, PCollectionView<List<Integer>> summarised) {
    return new ScanHistory(context, history.places(), summarised);
  }

  @Override
  public PCollection<KV<Integer, byte[]>> expand(PCollection<HistoryFile> files) {
    return files
        .apply("Scan", ParDo.of(new ScanFn(context, places, summarised)).withSideInputs(summarised))
        .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
  }

  static final class ScanFn extends DoFn<HistoryFile, KV<Integer, byte[]>> {
    private static final long serialVersionUID = 1L;

    private final RunContext context;
    private final History.Places places;
    private final PCollectionView<List<Integer>> summarised;
    private final Counter bytes = Metrics.counter(ValidateRecords.PROGRESS, BYTES);
    private final Counter opened = Metrics.counter(ValidateRecords.PROGRESS, FILES);
    private transient HistoryScan scan;
    private transient Batches batches;

    ScanFn(RunContext context, History.Places places, PCollectionView<List<Integer>> summarised) {
      this.context = context;
      this.places = places;
      this.summarised = summarised;
    }

    @Setup
    public void setUp() {
      batches = new Batches(context.shards());
    }

    @ProcessElement
    public void process(ProcessContext c) throws IOException {
      if (scan == null) {
        scan = scan(c.sideInput(summarised));
      }
      if (!scan.mayHold(c.element())) {
        return;
      }
      batches.to((group, batch) -> c.output(KV.of(group, batch)));
      try (CountedInput input = CountedInput.open(c.element().uri())) {
        scan.scan(c.element(), input);
        opened.inc();
        bytes.inc(input.bytes());
      }
    }

    @FinishBundle
    public void finish(FinishBundleContext c) {
      batches.to(
          (group, batch) ->
              c.output(
                  KV.of(group, batch), BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
      batches.flush();
    }

    private HistoryScan scan(List<Integer> shards) throws IOException {
      List<ShardSummary> summaries = new ArrayList<>();
      for (int shard : NumbersView.numbers(shards)) {
        try (InputStream in = WorkFiles.open(places.summary(shard))) {
          summaries.add(ShardSummary.read(in));
        }
      }
      return new HistoryScan(
          Contracts.parse(context.contractJson(), "contract of run " + context.runId()),
          context.zoneSchemas(),
          new ShardSummaries(context.shards(), summaries),
          superseded(),
          Set.copyOf(places.leaving()),
          batches);
    }

    private VersionSet superseded() throws IOException {
      if (places.superseded() == null) {
        return new VersionSet();
      }
      try (InputStream in = WorkFiles.open(places.superseded())) {
        return VersionSet.read(in);
      }
    }
  }

  /** Gathers what is found into batches. */
  private static final class Batches implements Found {

    interface Output {
      void batch(int group, byte[] batch);
    }

    private static final int BATCH_BYTES = 64 << 10;

    private final int shards;
    private final Map<Integer, PackedRecords.Writer> writers = new TreeMap<>();
    private Output output;

    Batches(int shards) {
      this.shards = shards;
    }

    void to(Output to) {
      output = to;
    }

    @Override
    public void entry(
        int shard, byte kind, byte[] fileId, long offset, byte[] hash, byte[] key, int keyLength) {
      writer(shard).appendHistoric(kind, fileId, offset, hash, key, keyLength);
      sendIfFull(shard);
    }

    @Override
    public void openRow(PackedRecords.Cursor row) {
      int group = shards + Sharding.shardOf(row.buffer(), row.keyStart(), row.keyEnd(), shards);
      writer(group).appendPacked(row.buffer(), row.start(), row.end());
      sendIfFull(group);
    }

    private PackedRecords.Writer writer(int group) {
      return writers.computeIfAbsent(group, g -> new PackedRecords.Writer(1 << 10));
    }

    private void sendIfFull(int group) {
      if (writer(group).length() >= BATCH_BYTES) {
        output.batch(group, writer(group).drain());
      }
    }

    void flush() {
      writers.forEach(
          (group, writer) -> {
            if (writer.length() > 0) {
              output.batch(group, writer.drain());
            }
          });
    }
  }
}
