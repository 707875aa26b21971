package io.ledgerlake.transforms.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashFilterTest {

  /** Returns hashes that look like any others: the finaliser of SplitMix64 over a number. */
  private static long hash(long number) {
    long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }

  private static HashFilter filter(int own, long asked) {
    HashFilter.Builder builder = new HashFilter.Builder(asked);
    for (int i = 0; i < own; i++) {
      builder.add(hash(i));
    }
    return builder.build();
  }

  @Test
  void everyHashPassesAfterAWayThroughBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    filter(100_000, 1_000_000).write(new DataOutputStream(bytes));

    HashFilter.Lookup read =
        HashFilter.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())))
            .lookup();

    for (int i = 0; i < 100_000; i++) {
      assertThat(read.mightContain(hash(i))).isTrue();
    }
  }

  /** However small a day and however large its past, what passes by chance is less than the day. */
  @ParameterizedTest
  @CsvSource({"1, 10000000", "24, 50000000", "100, 50000000", "5000, 5000000", "100000, 10000000"})
  void ofForeignHashesFewerPassThanThereAreOwn(int own, long asked) {
    HashFilter.Lookup filter = filter(own, asked).lookup();
    long passed = 0;
    for (long i = own; i < own + asked; i++) {
      passed += filter.mightContain(hash(i)) ? 1 : 0;
    }
    assertThat(passed).isLessThan(own);
    assertThat(passed).as("of a page of 20,000 rows").isLessThan(asked / 20_000 / 4 + 1);
  }

  @Test
  void itTakesAboutEightBytesAHashAtMost() throws IOException {
    for (int own : new int[] {1_000, 10_000, 70_000, 140_000, 1_000_000, 5_000_000}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      filter(own, 100L * own).write(new DataOutputStream(bytes));
      assertThat(bytes.size()).isLessThan(10 * own);
    }
  }

  @Test
  void nothingPassesAnEmptyOne() {
    HashFilter filter = filter(0, 1_000);
    assertThat(filter.isEmpty()).isTrue();
    assertThat(filter.lookup().mightContain(hash(1))).isFalse();
  }
}
