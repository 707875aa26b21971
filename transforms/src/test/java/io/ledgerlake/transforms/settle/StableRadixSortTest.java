package io.ledgerlake.transforms.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StableRadixSortTest {

  private final StableRadixSort sort = new StableRadixSort();

  @Property
  void ordersTheRangeStablyAndLeavesTheRestAlone(@ForAll("keys") long[] keys) {
    int from = Math.min(1, keys.length);
    int to = Math.max(from, keys.length - 1);
    int[] riders = IntStream.range(0, keys.length).toArray();
    int[] expected =
        IntStream.concat(
                IntStream.range(0, from),
                IntStream.concat(
                    IntStream.range(from, to)
                        .boxed()
                        .sorted(Comparator.comparingLong(i -> keys[i]))
                        .mapToInt(i -> i),
                    IntStream.range(to, keys.length)))
            .toArray();
    long[] sorted = keys.clone();
    sort.sort(sorted, riders, from, to);
    assertThat(riders).isEqualTo(expected);
    assertThat(sorted).isEqualTo(IntStream.of(expected).mapToLong(i -> keys[i]).toArray());
  }

  @Provide
  Arbitrary<long[]> keys() {
    return Arbitraries.longs()
        .edgeCases(cases -> cases.add(Long.MIN_VALUE, -1L, 0L, 255L, 256L, Long.MAX_VALUE))
        .flatMap(base -> Arbitraries.of(base, base + 1, base ^ 1L << 40, -base, 7L))
        .array(long[].class)
        .ofMaxSize(60);
  }

  @Test
  void anEmptyRangeIsSorted() {
    long[] keys = {3, 2, 1};
    int[] riders = {0, 1, 2};
    sort.sort(keys, riders, 1, 1);
    assertThat(keys).containsExactly(3, 2, 1);
  }
}
