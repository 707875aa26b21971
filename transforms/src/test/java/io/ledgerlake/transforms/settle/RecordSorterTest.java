package io.ledgerlake.transforms.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSorterTest {

  private static final long ROOMY = 64 << 20;

  @TempDir Path folder;

  /** An entry of these tests: group, major and minor in one byte each, then the key. */
  record Entry(int group, String key, int major, int minor, int number) {

    static final SortKey.Layout LAYOUT =
        (buffer, start, end, key) ->
            key.set(buffer[start], buffer, start + 7, end, buffer[start + 1], buffer[start + 2]);

    /** The contract of the order, spelled out; the number is what stability is seen by. */
    static final Comparator<Entry> ORDER =
        Comparator.comparingInt(Entry::group)
            .thenComparing(Entry::keyBytes, Arrays::compareUnsigned)
            .thenComparingInt(Entry::major)
            .thenComparingInt(Entry::minor);

    byte[] keyBytes() {
      return key.getBytes(StandardCharsets.ISO_8859_1);
    }

    byte[] bytes() {
      byte[] key = keyBytes();
      return ByteBuffer.allocate(7 + key.length)
          .put((byte) group)
          .put((byte) major)
          .put((byte) minor)
          .putInt(number)
          .put(key)
          .array();
    }

    static Entry of(SortedEntries sorted) {
      ByteBuffer in =
          ByteBuffer.wrap(sorted.buffer(), sorted.start(), sorted.end() - sorted.start());
      int group = in.get();
      int major = in.get();
      int minor = in.get();
      int number = in.getInt();
      byte[] key = new byte[in.remaining()];
      in.get(key);
      return new Entry(group, new String(key, StandardCharsets.ISO_8859_1), major, minor, number);
    }
  }

  private static List<Entry> sort(List<Entry> entries, long budget, Path spills)
      throws IOException {
    List<Entry> result = new ArrayList<>();
    try (RecordSorter sorter = new RecordSorter(Entry.LAYOUT, budget, spills)) {
      for (Entry entry : entries) {
        byte[] bytes = entry.bytes();
        sorter.add(bytes, 0, bytes.length);
      }
      SortedEntries sorted = sorter.sorted();
      while (sorted.next()) {
        result.add(Entry.of(sorted));
      }
      assertThat(sorted.next()).as("nothing follows the end").isFalse();
    }
    return result;
  }

  @Property(tries = 300)
  void sortsAsTheOrderSaysInMemoryAndOnDisk(
      @ForAll("entries") List<Entry> entries, @ForAll @IntRange(min = 1, max = 600) int budget)
      throws IOException {
    List<Entry> numbered = new ArrayList<>();
    for (Entry e : entries) {
      numbered.add(new Entry(e.group, e.key, e.major, e.minor, numbered.size()));
    }
    List<Entry> expected = new ArrayList<>(numbered);
    expected.sort(Entry.ORDER);
    Path spills = Files.createTempDirectory("sorter-test");
    try {
      assertThat(sort(numbered, ROOMY, spills)).isEqualTo(expected);
      assertThat(sort(numbered, budget, spills)).isEqualTo(expected);
      assertThat(spills).isEmptyDirectory();
    } finally {
      Files.delete(spills);
    }
  }

  @Provide
  Arbitrary<List<Entry>> entries() {
    Arbitrary<String> alike =
        Arbitraries.strings().withChars('\0', 'a', '\u00ff').ofMinLength(0).ofMaxLength(4);
    Arbitrary<String> start =
        Arbitraries.of("", "TXN-2024-", "TXN-2024-0000000", "a much longer common start of keys");
    Arbitrary<String> keys = Combinators.combine(start, alike, alike).as((a, b, c) -> a + b + c);
    Arbitrary<Integer> small = Arbitraries.integers().between(0, 2);
    return Combinators.combine(small, keys, small, small)
        .as((group, key, major, minor) -> new Entry(group, key, major, minor, 0))
        .list()
        .ofMaxSize(120);
  }

  @Test
  void aHundredThousandSequentialIdsComeBackInOrder() throws IOException {
    List<Entry> expected = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      expected.add(new Entry(0, "ACCOUNT-" + (i % 7) + "-" + (1_000_000 + i), 0, 0, i));
    }
    expected.sort(Entry.ORDER);
    List<Entry> shuffled = new ArrayList<>(expected);
    Collections.shuffle(shuffled, new Random(7));
    assertThat(sort(shuffled, ROOMY, folder)).isEqualTo(expected);
    assertThat(sort(shuffled, 300_000, folder)).isEqualTo(expected);
  }

  @Test
  void equalKeysAMillionTimesKeepTheirOrder() throws IOException {
    int count = 1_000_000;
    try (RecordSorter sorter = new RecordSorter(Entry.LAYOUT, ROOMY, folder)) {
      for (int i = 0; i < count; i++) {
        byte[] bytes = new Entry(0, "one and the same key", 0, 0, i).bytes();
        sorter.add(bytes, 0, bytes.length);
      }
      SortedEntries sorted = sorter.sorted();
      for (int i = 0; i < count; i++) {
        sorted.next();
        assertThat(Entry.of(sorted).number()).isEqualTo(i);
      }
    }
  }

  @Test
  void anEntryLargerThanAChunkOrTheBudgetIsSortedLikeAnyOther() throws IOException {
    Entry large = new Entry(0, "b".repeat(700_000), 0, 0, 1);
    Entry first = new Entry(0, "a", 0, 0, 2);
    Entry last = new Entry(0, "c", 0, 0, 3);
    assertThat(sort(List.of(last, large, first), ROOMY, folder))
        .containsExactly(first, large, last);
    assertThat(sort(List.of(last, large, first), 1000, folder)).containsExactly(first, large, last);
  }

  @Test
  void spillsOnlyWhatExceedsTheBudget() throws IOException {
    try (RecordSorter sorter = new RecordSorter(Entry.LAYOUT, 200, folder)) {
      byte[] bytes = new Entry(0, "key", 0, 0, 0).bytes();
      for (int i = 0; i < 11; i++) {
        sorter.add(bytes, 0, bytes.length);
      }
      assertThat(sorter.runs()).as("11 entries of 18 bytes fit 200").isZero();
      sorter.add(bytes, 0, bytes.length);
      assertThat(sorter.runs()).isEqualTo(1);
    }
  }

  @Test
  void nothingIsLeftOnDiskWhenTheSortIsGivenUp() throws IOException {
    try (RecordSorter sorter = new RecordSorter(Entry.LAYOUT, 50, folder)) {
      byte[] bytes = new Entry(0, "a key of some length", 0, 0, 0).bytes();
      for (int i = 0; i < 10; i++) {
        sorter.add(bytes, 0, bytes.length);
      }
      assertThat(folder).isNotEmptyDirectory();
      sorter.sorted().next();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aSpillThatCannotBeWrittenSaysWhereAndWhatToDo() throws IOException {
    Path noFolder = Files.writeString(folder.resolve("occupied"), "a file, not a folder");
    try (RecordSorter sorter = new RecordSorter(Entry.LAYOUT, 20, noFolder)) {
      byte[] bytes = new Entry(0, "a key", 0, 0, 0).bytes();
      sorter.add(bytes, 0, bytes.length);
      assertThatThrownBy(() -> sorter.add(bytes, 0, bytes.length))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot sort on disk, in " + noFolder + ": ")
          .hasMessageEndingWith(
              "; free space there, or let java.io.tmpdir name a folder with room for twice the"
                  + " shard's records");
    }
  }

  @Test
  void refusesBudgetsItCannotAddress() {
    assertThatThrownBy(() -> new RecordSorter(Entry.LAYOUT, 0, folder))
        .hasMessage("budget must be 1 byte to 1 GiB, not 0");
    assertThatThrownBy(() -> new RecordSorter(Entry.LAYOUT, 2L << 30, folder))
        .hasMessage("budget must be 1 byte to 1 GiB, not 2147483648");
  }

  @Test
  void takesNoEntryOnceTheyAreSorted() throws IOException {
    try (RecordSorter sorter = new RecordSorter(Entry.LAYOUT, 100, folder)) {
      assertThat(sorter.sorted().next()).isFalse();
      assertThatThrownBy(() -> sorter.add(new byte[8], 0, 8))
          .hasMessage("entries are already sorted");
      assertThatThrownBy(sorter::sorted).hasMessage("entries are walked once");
    }
  }
}
