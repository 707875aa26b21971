package io.ledgerlake.transforms.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KeyRangesTest {

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static KeyRanges of(List<String> keys) {
    KeyRanges ranges = new KeyRanges();
    for (String key : keys) {
      byte[] padded = bytes("<" + key + ">");
      ranges.add(padded, 1, padded.length - 1);
    }
    ranges.shrink();
    return ranges;
  }

  private static String key(int number) {
    return String.format(Locale.ROOT, "TXN-2024-%09d", number);
  }

  @Property(tries = 300)
  void fewKeysAreRangesOfTheirOwn(
      @ForAll("keys") List<String> keys, @ForAll("key") String from, @ForAll("key") String to) {
    boolean between =
        keys.stream()
            .anyMatch(
                k ->
                    Arrays.compareUnsigned(bytes(k), bytes(from)) >= 0
                        && Arrays.compareUnsigned(bytes(k), bytes(to)) <= 0);
    assertThat(of(keys).meets(bytes(from), bytes(to))).isEqualTo(between);
    KeyRanges halves = of(keys.subList(0, keys.size() / 2));
    halves.addAll(of(keys.subList(keys.size() / 2, keys.size())));
    assertThat(halves.meets(bytes(from), bytes(to))).isEqualTo(between);
  }

  @Provide
  Arbitrary<String> key() {
    return Arbitraries.strings().withChars('\0', 'a', 'b', '\u00ff').ofMaxLength(3);
  }

  @Provide
  Arbitrary<List<String>> keys() {
    return key().list().ofMaxSize(20);
  }

  @Test
  void manyRisingKeysAndSomeLateOnesLeaveTheGapsBetween() {
    KeyRanges ranges = new KeyRanges();
    for (int i = 0; i < 200_000; i++) {
      byte[] key = bytes(key(900_000_000 + i * 7919 % 200_000));
      ranges.add(key, 0, key.length);
      if (i % 2_000 == 0) {
        byte[] late = bytes(key(i * 1_000));
        ranges.add(late, 0, late.length);
      }
    }
    ranges.shrink();
    assertThat(ranges.size()).isLessThanOrEqualTo(KeyRanges.MAX);
    assertThat(ranges.meets(bytes(key(900_000_000)), bytes(key(900_199_999)))).isTrue();
    assertThat(ranges.meets(bytes(key(4_000_000)), bytes(key(4_000_000)))).as("late").isTrue();
    assertThat(ranges.meets(bytes(key(4_500_000)), bytes(key(5_500_000)))).as("a gap").isFalse();
    assertThat(ranges.meets(bytes(key(300_000_000)), bytes(key(899_999_999)))).isFalse();
    assertThat(ranges.meets(null, bytes(key(1)))).as("no lower bound").isTrue();
    assertThat(ranges.meets(bytes(key(950_000_000)), null)).as("no upper bound").isFalse();
  }

  @Test
  void noKeyIsEverLost() {
    KeyRanges ranges = new KeyRanges();
    for (int i = 0; i < 10_000; i++) {
      byte[] key = bytes(Integer.toHexString(i * 0x9E3779B9));
      ranges.add(key, 0, key.length);
    }
    ranges.shrink();
    assertThat(ranges.size()).isEqualTo(KeyRanges.MAX);
    for (int i = 0; i < 10_000; i++) {
      byte[] key = bytes(Integer.toHexString(i * 0x9E3779B9));
      assertThat(ranges.meets(key, key)).isTrue();
    }
  }

  @Test
  void aFilterHasEveryHashAndFewOthers() throws IOException {
    HashFilter.Builder builder = new HashFilter.Builder();
    for (int i = 0; i < 100_000; i++) {
      byte[] key = bytes(key(i));
      builder.add(HashFilter.hash(key, 0, key.length));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    builder.build().write(new DataOutputStream(bytes));
    HashFilter filter =
        HashFilter.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    int others = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] key = bytes(key(i));
      boolean known = filter.mightContain(HashFilter.hash(key, 0, key.length));
      assertThat(known || i >= 100_000).isTrue();
      others += known && i >= 100_000 ? 1 : 0;
    }
    assertThat(others).isLessThan(2_000);
  }
}
