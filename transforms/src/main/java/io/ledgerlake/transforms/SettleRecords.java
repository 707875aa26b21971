package io.ledgerlake.transforms;

import io.ledgerlake.transforms.record.EvaluatedBatch;
import io.ledgerlake.transforms.zone.WrittenFile;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ProcessFunction;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * What becomes of evaluated records, wherever they come from: shard, compare with history, settle,
 * write, recount.
 *
 * <p>In: evaluated batches. Out: the parts of the run's outcome, to be added up by {@link
 * CollectOutcome}. The data files are the side effect; no table lists them yet. Without history
 * there is no stage for it; with it, the grouped records are read from the shuffle twice. Without
 * rejected rows in it none can come again.
 */
public final class SettleRecords
    extends PTransform<PCollection<EvaluatedBatch>, PCollection<RunOutcome>> {

  private static final long serialVersionUID = 1L;

  private final RunContext context;
  private final Optional<History> history;

  private SettleRecords(RunContext context, Optional<History> history) {
    this.context = context;
    this.history = history;
  }

  /** Settles the records of a run that has no history to compare with. */
  public static SettleRecords of(RunContext context) {
    return new SettleRecords(context, Optional.empty());
  }

  /** Returns this transform, comparing with history as well. */
  public SettleRecords against(History other) {
    return new SettleRecords(context, Optional.of(other).filter(known -> !known.isEmpty()));
  }

  @Override
  public PCollection<RunOutcome> expand(PCollection<EvaluatedBatch> evaluated) {
    PCollection<KV<Integer, Iterable<byte[]>>> shards =
        evaluated.apply("Shard", ShardRecords.over(context.shards()));
    if (history.isEmpty()) {
      return parts(shards.apply("Settle", SettleShards.of(context)));
    }
    PCollectionView<List<Integer>> found = search(shards, history.get());
    PCollectionTuple settled =
        shards.apply("Settle", SettleShards.of(context).against(history.get(), found));
    if (!history.get().hasRejects()) {
      return parts(settled);
    }
    return PCollectionList.of(parts(settled))
        .and(
            settled
                .get(SettleShards.TWIN_CLAIMS)
                .apply("Close twins", CloseTwins.of(context, history.get(), found)))
        .apply("All parts", Flatten.pCollections());
  }

  /** Returns the groups for which something was found; it lies in a file each. Never empty. */
  private PCollectionView<List<Integer>> search(
      PCollection<KV<Integer, Iterable<byte[]>>> shards, History known) {
    return shards
        .apply("Summarise", SummariseShards.of(context, known))
        .apply("Search", ScanHistory.of(context, known))
        .apply("Found", StoreFound.in(known))
        .apply("All found", View.asList());
  }

  private PCollection<RunOutcome> parts(PCollectionTuple settled) {
    PCollection<WrittenFile> files = settled.get(SettleShards.WRITTEN_FILES);
    return PCollectionList.of(part("Files", files, RunOutcome::ofFile))
        .and(
            part(
                "Recounted",
                files.apply("Recount", RecountFiles.of(context)),
                found -> RunOutcome.ofStored(found.getKey(), found.getValue())))
        .and(part("Settled", settled.get(SettleShards.SHARD_TALLIES), RunOutcome::ofSettled))
        .and(part("Seen", settled.get(SettleShards.READER_REPORTS), RunOutcome::ofReader))
        .apply("Parts", Flatten.pCollections());
  }

  private static <T> PCollection<RunOutcome> part(
      String name, PCollection<T> elements, ProcessFunction<T, RunOutcome> toOutcome) {
    return elements
        .apply(name, MapElements.into(TypeDescriptor.of(RunOutcome.class)).via(toOutcome))
        .setCoder(SerializableCoder.of(RunOutcome.class));
  }
}
