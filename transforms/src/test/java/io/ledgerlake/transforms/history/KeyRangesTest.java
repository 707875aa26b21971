package io.ledgerlake.transforms.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.transforms.zone.Zone;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
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

  @Property(tries = 300)
  void aKeyIsInHistoryIfAFileMayHaveIt(
      @ForAll("keys") List<String> ends, @ForAll("keys") List<String> asked) {
    List<HistoryFile> files = new ArrayList<>();
    for (int i = 0; i + 1 < ends.size(); i += 2) {
      byte[] a = bytes(ends.get(i));
      byte[] b = bytes(ends.get(i + 1));
      boolean rising = Arrays.compareUnsigned(a, b) <= 0;
      files.add(new HistoryFile(Zone.PROCESSED, "", 1, rising ? a : b, rising ? b : a));
    }
    KeyRanges history = KeyRanges.of(files).orElseThrow();
    for (String text : asked) {
      byte[] key = bytes(text);
      byte[] padded = bytes("<" + text + ">");
      assertThat(history.contains(padded, 1, padded.length - 1))
          .as(text)
          .isEqualTo(
              files.stream()
                  .anyMatch(
                      file ->
                          Arrays.compareUnsigned(file.keyFrom(), key) <= 0
                              && Arrays.compareUnsigned(key, file.keyTo()) <= 0));
    }
  }

  @Test
  void keysOfManyFilesAreNeverOutside() {
    List<HistoryFile> files = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      int start = i * 31 % 5_000 * 1_000;
      files.add(
          new HistoryFile(Zone.PROCESSED, "", 1, bytes(key(start)), bytes(key(start + i % 700))));
    }
    KeyRanges history = KeyRanges.of(files).orElseThrow();
    assertThat(history.size()).isEqualTo(KeyRanges.MAX);
    for (HistoryFile file : files) {
      assertThat(history.contains(file.keyFrom(), 0, file.keyFrom().length)).isTrue();
      assertThat(history.contains(file.keyTo(), 0, file.keyTo().length)).isTrue();
    }
    byte[] after = bytes(key(5_000_000));
    assertThat(history.contains(after, 0, after.length)).isFalse();
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
  void risingKeysSoonExtendRangesAndNeverReachIntoOthers() {
    KeyRanges ranges = new KeyRanges();
    int shrunk = 0;
    for (int i = 0; i < 100_000; i++) {
      // Gaps of 1 to 5, and a wide one in every thousand keys.
      byte[] key = bytes(key(i / 1_000 * 900_000 + i % 1_000 * 3 + i * 31 % 3));
      int before = ranges.size();
      ranges.add(key, 0, key.length);
      shrunk += ranges.size() < before ? 1 : 0;
    }
    assertThat(shrunk).as("times that there were too many").isBetween(1, 15);
    for (int block = 0; block < 99; block++) {
      int end = block * 900_000 + 999 * 3 + 2;
      assertThat(ranges.meets(bytes(key(end + 1)), bytes(key((block + 1) * 900_000 - 1))))
          .as("the gap after block %d", block)
          .isFalse();
    }
  }

  @Property(tries = 300)
  void manyKeysAreAllFoundAndRangesAreDisjoint(@ForAll Random random) throws IOException {
    KeyRanges ranges = new KeyRanges();
    List<byte[]> keys = new ArrayList<>();
    for (int at = 0; keys.size() < 3_000; at += random.nextInt(3) == 0 ? -40 : random.nextInt(30)) {
      byte[] key = bytes(Integer.toString(50_000 + at, 10 + random.nextInt(3)));
      keys.add(key);
      ranges.add(key, 0, key.length);
    }
    ranges.shrink();
    for (byte[] key : keys) {
      assertThat(ranges.meets(key, key)).isTrue();
    }
    assertThat(ends(ranges)).isSortedAccordingTo(Arrays::compareUnsigned);
  }

  /** All ends of all ranges in the order in which they are stored. */
  private static List<byte[]> ends(KeyRanges ranges) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ranges.write(new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    List<byte[]> ends = new ArrayList<>();
    for (int left = 2 * in.readInt(); left > 0; left--) {
      ends.add(in.readNBytes(in.readInt()));
    }
    return ends;
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
}
