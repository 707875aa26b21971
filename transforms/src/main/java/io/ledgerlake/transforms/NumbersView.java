package io.ledgerlake.transforms;

import java.util.List;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Numbers of shards or groups as a side input that is never empty.
 *
 * <p>Whoever waits for an empty one may wait for ever on the direct runner of Beam 2.62. That it
 * stays empty is learnt from a watermark, and this, unlike an element, wakes nobody: once the
 * runner has tried the waiting bundles in vain and found itself quiescent, it does not try them
 * again.
 */
final class NumbersView extends PTransform<PCollection<Integer>, PCollectionView<List<Integer>>> {

  private static final long serialVersionUID = 1L;

  /** The number of no shard and no group, always in the view. */
  private static final int NONE = -1;

  private NumbersView() {}

  static NumbersView create() {
    return new NumbersView();
  }

  @Override
  public PCollectionView<List<Integer>> expand(PCollection<Integer> numbers) {
    PCollection<Integer> none =
        numbers.getPipeline().apply("None", Create.of(NONE).withCoder(VarIntCoder.of()));
    return PCollectionList.of(numbers)
        .and(none)
        .apply("Never empty", Flatten.pCollections())
        .apply("View", View.asList());
  }

  /** Returns the numbers in a view. */
  static List<Integer> numbers(List<Integer> view) {
    return view.stream().filter(number -> number != NONE).toList();
  }
}
