package io.ledgerlake.transforms;

import io.ledgerlake.transforms.history.HashFilter;
import io.ledgerlake.transforms.history.HistoryFile;
import io.ledgerlake.transforms.history.HistoryIndex;
import io.ledgerlake.transforms.history.ShardSummary;
import it.unimi.dsi.fastutil.ints.IntList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Walks each shard's records for what they ask of history: the output of {@link ShardRecords} in;
 * out, under the number of a data file of history, each shard that asks for it and the hash of its
 * {@link ShardSummary}, which now lies in the run's folder. Once, under {@link #NO_FILE}, an
 * element that asks for nothing. The groups are read once more by {@link SettleShards}.
 */
final class SummariseShards
    extends PTransform<
        PCollection<KV<Integer, Iterable<byte[]>>>, PCollection<KV<Integer, KV<Integer, Long>>>> {

  /**
   * The number of no data file. Whatever waits for what was found would wait for ever on the direct
   * runner of Beam 2.62, if nothing ever came: that a side input stays empty is learnt from a
   * watermark, and this, unlike an element, wakes nobody once the runner has found itself
   * quiescent.
   */
  static final int NO_FILE = -1;

  private static final long serialVersionUID = 1L;

  private final int shards;
  private final History history;

  private SummariseShards(int shards, History history) {
    this.shards = shards;
    this.history = history;
  }

  /**
   * @param context the run
   * @param history what it is compared with
   */
  static SummariseShards of(RunContext context, History history) {
    return new SummariseShards(context.shards(), history);
  }

  @Override
  public PCollection<KV<Integer, KV<Integer, Long>>> expand(
      PCollection<KV<Integer, Iterable<byte[]>>> groups) {
    return groups
        .apply(
            "Summarise",
            ParDo.of(new SummariseFn(shards, new ArrayList<>(history.files()), history.places())))
        .setCoder(KvCoder.of(VarIntCoder.of(), KvCoder.of(VarIntCoder.of(), VarLongCoder.of())));
  }

  static final class SummariseFn
      extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, KV<Integer, Long>>> {
    private static final long serialVersionUID = 1L;

    private final int shards;
    private final ArrayList<HistoryFile> files;
    private final History.Places places;
    private transient HistoryIndex index;

    SummariseFn(int shards, ArrayList<HistoryFile> files, History.Places places) {
      this.shards = shards;
      this.files = files;
      this.places = places;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<byte[]>> group,
        PipelineOptions options,
        OutputReceiver<KV<Integer, KV<Integer, Long>>> output)
        throws IOException {
      int shard = group.getKey();
      if (shard == shards) {
        // The readers' reports: there whenever there are records.
        output.output(KV.of(NO_FILE, KV.of(shard, 0L)));
        return;
      }
      if (index == null) {
        index = new HistoryIndex(files, shards);
      }
      ShardSummary summary = ShardSummary.of(shard, group.getValue(), index);
      IntList asked = index.askedBy(summary);
      if (!asked.isEmpty()) {
        KV<Integer, Long> asking = KV.of(shard, store(summary, options));
        asked.forEach(file -> output.output(KV.of(file, asking)));
      }
    }

    private long store(ShardSummary summary, PipelineOptions options) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
      summary.write(bytes);
      WorkFiles.write(places.summary(summary.shard()), options, bytes::writeTo);
      return HashFilter.hash(bytes.toByteArray(), 0, bytes.size());
    }
  }
}
