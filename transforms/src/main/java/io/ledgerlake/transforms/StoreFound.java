package io.ledgerlake.transforms;

import java.io.IOException;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Brings what {@link ScanHistory} found to the shards that ask for it: its output in; out, the
 * numbers of the groups whose batches now lie in a file each in the run's folder, and {@link
 * ScanHistory#NO_GROUP}. A file, because it may be as much as the run itself, and no worker may
 * have to hold that.
 */
final class StoreFound extends PTransform<PCollection<KV<Integer, byte[]>>, PCollection<Integer>> {

  private static final long serialVersionUID = 1L;

  private final History.Places places;

  private StoreFound(History.Places places) {
    this.places = places;
  }

  static StoreFound in(History history) {
    return new StoreFound(history.places());
  }

  @Override
  public PCollection<Integer> expand(PCollection<KV<Integer, byte[]>> found) {
    return found
        .apply("Group", GroupByKey.create())
        .apply("Store", ParDo.of(new StoreFn(places)))
        .setCoder(VarIntCoder.of())
        .apply("Forget windows", Window.into(new GlobalWindows()));
  }

  static final class StoreFn extends DoFn<KV<Integer, Iterable<byte[]>>, Integer> {
    private static final long serialVersionUID = 1L;

    private final History.Places places;

    StoreFn(History.Places places) {
      this.places = places;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<byte[]>> group,
        PipelineOptions options,
        OutputReceiver<Integer> output)
        throws IOException {
      if (group.getKey() == ScanHistory.NO_GROUP) {
        output.output(ScanHistory.NO_GROUP);
        return;
      }
      WorkFiles.write(places.found(group.getKey()), group.getValue(), options);
      output.output(group.getKey());
    }
  }
}
