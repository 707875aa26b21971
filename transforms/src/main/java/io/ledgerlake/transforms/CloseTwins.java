package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.MovedFile;
import io.ledgerlake.transforms.zone.ParquetRecount;
import io.ledgerlake.transforms.zone.ShardSettler;
import io.ledgerlake.transforms.zone.TwinCloser;
import io.ledgerlake.transforms.zone.WrittenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Closes open rejected rows that have come again as valid ones: claims by bucket in, as {@link
 * SettleShards#TWIN_CLAIMS} has them; out, the data files of condemned rows, and how many rows of
 * which files of earlier runs have moved, as the writer counted and as was found in the files
 * again.
 */
public final class CloseTwins
    extends PTransform<PCollection<KV<Integer, byte[]>>, PCollection<RunOutcome>> {

  private static final long serialVersionUID = 1L;

  private final RunContext context;
  private final History.Places places;
  private final PCollectionView<List<Integer>> stored;

  private CloseTwins(
      RunContext context, History.Places places, PCollectionView<List<Integer>> stored) {
    this.context = context;
    this.places = places;
    this.stored = stored;
  }

  /**
   * @param context the run
   * @param history what it is compared with
   * @param stored the groups that {@link StoreFound} has stored
   */
  static CloseTwins of(RunContext context, History history, PCollectionView<List<Integer>> stored) {
    return new CloseTwins(context, history.places(), stored);
  }

  @Override
  public PCollection<RunOutcome> expand(PCollection<KV<Integer, byte[]>> claims) {
    return claims
        .apply("Group", GroupByKey.create())
        .apply("Close", ParDo.of(new CloseFn(context, places, stored)).withSideInputs(stored))
        .setCoder(SerializableCoder.of(RunOutcome.class));
  }

  static final class CloseFn extends DoFn<KV<Integer, Iterable<byte[]>>, RunOutcome> {
    private static final long serialVersionUID = 1L;

    private final RunContext context;
    private final History.Places places;
    private final PCollectionView<List<Integer>> stored;
    private transient ZoneStorage storage;
    private transient TwinCloser closer;

    CloseFn(RunContext context, History.Places places, PCollectionView<List<Integer>> stored) {
      this.context = context;
      this.places = places;
      this.stored = stored;
    }

    @Setup
    public void setUp(PipelineOptions options) {
      storage = new ZoneStorage(context, options);
      Contract contract =
          Contracts.parse(context.contractJson(), "contract of run " + context.runId());
      closer =
          new TwinCloser(
              context,
              contract,
              storage,
              ShardSettler.DEFAULT_BUDGET,
              Path.of(System.getProperty("java.io.tmpdir")));
    }

    @ProcessElement
    public void process(ProcessContext c) throws IOException {
      int bucket = c.element().getKey();
      int group = context.shards() + bucket;
      if (!c.sideInput(stored).contains(group)) {
        throw new IllegalStateException(
            "bucket " + bucket + " has claims on rows that were not found");
      }
      try (WorkFiles.Batches rows = new WorkFiles.Batches(places.found(group))) {
        TwinCloser.Result result = closer.close(bucket, c.element().getValue(), rows);
        RunOutcome outcome = new RunOutcome();
        result.moved().forEach((file, count) -> outcome.addMoved(file, count, 0));
        recount(result, outcome);
        c.output(outcome);
      }
    }

    private void recount(TwinCloser.Result result, RunOutcome outcome) throws IOException {
      List<MovedFile> files = List.copyOf(result.moved().keySet());
      ParquetRecount recount =
          new ParquetRecount(
              files.stream().map(MovedFile::fileId).toList(), Optional.empty(), Optional.empty());
      for (WrittenFile file : result.files()) {
        outcome.addFile(file);
        for (FileTally found : recount.count(file, storage)) {
          outcome.addMoved(files.get(found.file()), 0, found.rows());
        }
      }
    }
  }
}
