package io.ledgerlake.transforms;

import io.ledgerlake.transforms.history.KeyRanges;
import io.ledgerlake.transforms.history.ShardSummary;
import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Walks each shard's records for what they ask of history: the output of {@link ShardRecords} in;
 * out, the numbers of the shards whose {@link ShardSummary} now lies in the run's folder. The
 * groups are read once more by {@link SettleShards}.
 */
public final class SummariseShards
    extends PTransform<PCollection<KV<Integer, Iterable<byte[]>>>, PCollection<Integer>> {

  private static final long serialVersionUID = 1L;

  private final int shards;
  private final History.Places places;
  private final byte[] historicKeys;

  private SummariseShards(int shards, History.Places places, byte[] historicKeys) {
    this.shards = shards;
    this.places = places;
    this.historicKeys = historicKeys;
  }

  /**
   * @param context the run
   * @param history what it is compared with
   */
  public static SummariseShards of(RunContext context, History history) {
    return new SummariseShards(
        context.shards(),
        history.places(),
        KeyRanges.of(history.files()).map(KeyRanges::toBytes).orElse(null));
  }

  @Override
  public PCollection<Integer> expand(PCollection<KV<Integer, Iterable<byte[]>>> groups) {
    return groups
        .apply("Summarise", ParDo.of(new SummariseFn(shards, places, historicKeys)))
        .setCoder(VarIntCoder.of())
        .apply("Forget windows", Window.into(new GlobalWindows()));
  }

  static final class SummariseFn extends DoFn<KV<Integer, Iterable<byte[]>>, Integer> {
    private static final long serialVersionUID = 1L;

    private final int shards;
    private final History.Places places;

    /** As {@link KeyRanges#toBytes} has them; null: the keys of history may be anywhere. */
    private final byte[] historicKeys;

    SummariseFn(int shards, History.Places places, byte[] historicKeys) {
      this.shards = shards;
      this.places = places;
      this.historicKeys = historicKeys;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<byte[]>> group,
        PipelineOptions options,
        OutputReceiver<Integer> output)
        throws IOException {
      int shard = group.getKey();
      if (shard == shards) {
        return;
      }
      ShardSummary summary =
          ShardSummary.of(
              shard,
              group.getValue(),
              places.openRejects(),
              Optional.ofNullable(historicKeys).map(KeyRanges::of));
      WorkFiles.write(places.summary(shard), options, summary::write);
      output.output(shard);
    }
  }
}
