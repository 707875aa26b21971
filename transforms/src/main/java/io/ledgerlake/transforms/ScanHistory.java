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
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Searches data files for what the shards ask for: the output of {@link SummariseShards} in, which
 * spreads the files over the workers. Out, packed batches: under a shard's number its historic
 * entries; under the number of shards and a bucket more, open rejected rows whose bytes a valid
 * record may have, by the hash of these bytes; under {@link #NO_GROUP}, once, an empty one. What
 * passes by chance is among them; on average far less than what the run itself brings.
 */
public final class ScanHistory
    extends PTransform<
        PCollection<KV<Integer, KV<Integer, Long>>>, PCollection<KV<Integer, byte[]>>> {

  /** Counter, for display: bytes of history that were read. */
  public static final String BYTES = "historyBytes";

  /** Counter, for display: data files of history that were opened. */
  public static final String FILES = "historyFiles";

  /** The number of no group, for the element of {@link SummariseShards#NO_FILE}. */
  static final int NO_GROUP = -1;

  private static final long serialVersionUID = 1L;

  private final RunContext context;
  private final History history;

  private ScanHistory(RunContext context, History history) {
    this.context = context;
    this.history = history;
  }

  /**
   * @param context the run
   * @param history what it is compared with
   */
  static ScanHistory of(RunContext context, History history) {
    return new ScanHistory(context, history);
  }

  @Override
  public PCollection<KV<Integer, byte[]>> expand(
      PCollection<KV<Integer, KV<Integer, Long>>> asking) {
    return asking
        .apply("Group", GroupByKey.create())
        .apply(
            "Scan",
            ParDo.of(new ScanFn(context, new ArrayList<>(history.files()), history.places())))
        .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
  }

  static final class ScanFn
      extends DoFn<KV<Integer, Iterable<KV<Integer, Long>>>, KV<Integer, byte[]>> {
    private static final long serialVersionUID = 1L;

    private final RunContext context;
    private final ArrayList<HistoryFile> files;
    private final History.Places places;
    private final Counter bytes = Metrics.counter(ValidateRecords.PROGRESS, BYTES);
    private final Counter opened = Metrics.counter(ValidateRecords.PROGRESS, FILES);
    private transient Batches batches;
    private transient HistoryScan scan;
    private transient Map<Integer, Long> shards;
    private transient ShardSummaries asked;

    ScanFn(RunContext context, ArrayList<HistoryFile> files, History.Places places) {
      this.context = context;
      this.files = files;
      this.places = places;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<KV<Integer, Long>>> element,
        OutputReceiver<KV<Integer, byte[]>> output)
        throws IOException {
      if (element.getKey() == SummariseShards.NO_FILE) {
        output.output(KV.of(NO_GROUP, new byte[0]));
        return;
      }
      if (scan == null) {
        batches = new Batches(context.shards());
        scan = scan();
      }
      ask(element.getValue());
      batches.to((group, batch) -> output.output(KV.of(group, batch)));
      HistoryFile file = files.get(element.getKey());
      try (CountedInput input = CountedInput.open(file.uri())) {
        scan.scan(file, input, asked);
        opened.inc();
        bytes.inc(input.bytes());
      }
      batches.flush();
    }

    /** Looks up what shards ask for; most often the same ones as for the file before. */
    private void ask(Iterable<KV<Integer, Long>> asking) throws IOException {
      Map<Integer, Long> these = new TreeMap<>();
      asking.forEach(shard -> these.put(shard.getKey(), shard.getValue()));
      if (these.equals(shards)) {
        return;
      }
      List<ShardSummary> summaries = new ArrayList<>();
      for (Map.Entry<Integer, Long> shard : these.entrySet()) {
        summaries.add(SharedSummaries.of(places.summary(shard.getKey()), shard.getValue()));
      }
      asked = new ShardSummaries(context.shards(), summaries);
      shards = these;
    }

    private HistoryScan scan() throws IOException {
      return new HistoryScan(
          Contracts.parse(context.contractJson(), "contract of run " + context.runId()),
          context.zoneSchemas(),
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
