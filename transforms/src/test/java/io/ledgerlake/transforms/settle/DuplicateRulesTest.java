package io.ledgerlake.transforms.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.record.PackedRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DuplicateRulesTest {

  private static final Contract CONTRACT = TestContracts.transactions();
  private static final List<byte[]> FILE_IDS =
      List.of(new byte[] {'0'}, new byte[] {'1'}, new byte[] {'2'});
  private static final RowError FAULT =
      new RowError(ReasonCode.TYPE_ERROR, "amount", "expected a decimal", "x");

  /** A record of these tests. A rejected one has no key; its content is its raw bytes. */
  record Rec(boolean valid, String key, String content, int file, int offset) {
    byte[] packed() {
      return valid
          ? TestRecords.valid(
              CONTRACT, file, offset, Map.of("transaction_id", key, "note", content))
          : TestRecords.rejected(CONTRACT, file, offset, content, Map.of(), FAULT);
    }

    String id() {
      return file + ":" + offset;
    }
  }

  private static Rec valid(String key, String content, int file, int offset) {
    return new Rec(true, key, content, file, offset);
  }

  private static Rec rejected(String raw, int file, int offset) {
    return new Rec(false, "", raw, file, offset);
  }

  /** What an earlier run has left. Of a rejected record, the content is its raw bytes. */
  record Old(byte kind, String key, String content, String file, int offset) {
    byte[] packed() {
      byte[] hash = new byte[RowHash.LENGTH];
      PackedRecords.Cursor twin = new PackedRecords.Cursor();
      byte[] record = new Rec(kind != PackedRecords.OPEN_REJECTED, key, content, 0, 0).packed();
      twin.over(record, 0, record.length).next();
      RowHash.create().ofValues(record, twin.valuesStart(), twin.valuesEnd(), hash, 0);
      byte[] twinKey = Arrays.copyOfRange(record, twin.keyStart(), twin.keyEnd());
      PackedRecords.Writer writer = new PackedRecords.Writer(64);
      writer.appendHistoric(
          kind,
          file.getBytes(StandardCharsets.UTF_8),
          offset,
          kind == PackedRecords.OPEN_REJECTED ? new byte[0] : hash,
          twinKey,
          twinKey.length);
      return writer.drain();
    }

    String id() {
      return file + ":" + offset;
    }
  }

  private static Old published(String key, String content, String file, int offset) {
    return new Old(PackedRecords.PUBLISHED, key, content, file, offset);
  }

  private static Old conflict(String key, String content, String file, int offset) {
    return new Old(PackedRecords.OPEN_CONFLICT, key, content, file, offset);
  }

  private static Old openRejected(String raw, String file, int offset) {
    return new Old(PackedRecords.OPEN_REJECTED, "", raw, file, offset);
  }

  private static Map<String, String> settle(List<Rec> records) throws IOException {
    return settle(records, List.of());
  }

  /** Returns each record's verdict and the record it points at, by record id. */
  private static Map<String, String> settle(List<Rec> records, List<Old> history)
      throws IOException {
    Map<String, String> verdicts = new LinkedHashMap<>();
    HistoricFiles files = new HistoricFiles(FILE_IDS.size());
    DuplicateRules rules =
        new DuplicateRules(
            FILE_IDS,
            files,
            (record, verdict, file, offset) -> {
              String id = record.file() + ":" + record.offset();
              String fileId = files.has(file) ? files.fileId(file) : Integer.toString(file);
              String related = verdict.hasRelated() ? " " + fileId + ":" + offset : "";
              assertThat(verdicts.put(id, verdict + related)).as("one verdict").isNull();
            });
    try (RecordSorter sorter =
        new RecordSorter(DuplicateRules.layout(FILE_IDS), 1 << 20, Path.of("no spills"))) {
      for (Rec record : records) {
        sorter.add(record.packed(), 0, record.packed().length);
      }
      for (Old old : history) {
        sorter.add(old.packed(), 0, old.packed().length);
      }
      SortedEntries sorted = sorter.sorted();
      PackedRecords.Cursor cursor = new PackedRecords.Cursor();
      while (sorted.next()) {
        cursor.over(sorted.buffer(), sorted.start(), sorted.end()).next();
        rules.accept(cursor);
      }
    }
    rules.finish();
    return verdicts;
  }

  @Test
  void aRecordWithoutRepeatsIsAccepted() throws IOException {
    assertThat(settle(List.of(valid("k", "x", 0, 0), valid("l", "x", 0, 9))))
        .isEqualTo(Map.of("0:0", "ACCEPTED", "0:9", "ACCEPTED"));
  }

  @Test
  void ofEqualRecordsTheFirstGoesOnAndTheOthersPointAtIt() throws IOException {
    assertThat(
            settle(List.of(valid("k", "x", 1, 5), valid("k", "x", 0, 70), valid("k", "x", 0, 100))))
        .isEqualTo(Map.of("0:70", "ACCEPTED", "0:100", "REPEAT 0:70", "1:5", "REPEAT 0:70"));
  }

  @Test
  void differingContentsOfOneKeyAreAllInConflict() throws IOException {
    assertThat(settle(List.of(valid("k", "x", 0, 0), valid("k", "y", 0, 9), valid("k", "z", 1, 0))))
        .isEqualTo(Map.of("0:0", "CONFLICT 0:9", "0:9", "CONFLICT 0:0", "1:0", "CONFLICT 0:0"));
  }

  @Test
  void repeatsAreTakenOutBeforeTheRestIsInConflict() throws IOException {
    assertThat(
            settle(
                List.of(
                    valid("k", "x", 0, 0),
                    valid("k", "x", 0, 1),
                    valid("k", "y", 0, 2),
                    valid("k", "x", 0, 3),
                    valid("k", "y", 0, 4),
                    valid("k", "z", 0, 5))))
        .isEqualTo(
            Map.of(
                "0:0", "CONFLICT 0:2",
                "0:1", "REPEAT 0:0",
                "0:2", "CONFLICT 0:0",
                "0:3", "REPEAT 0:0",
                "0:4", "REPEAT 0:2",
                "0:5", "CONFLICT 0:0"));
  }

  @Test
  void aConflictOfOneKeyLeavesTheNextAlone() throws IOException {
    assertThat(
            settle(
                List.of(
                    valid("k", "x", 0, 0),
                    valid("k", "y", 0, 1),
                    valid("l", "y", 0, 2),
                    valid("l", "y", 0, 3))))
        .containsEntry("0:2", "ACCEPTED")
        .containsEntry("0:3", "REPEAT 0:2");
  }

  @Test
  void aKeyThatStartsLikeAnotherIsAnotherKey() throws IOException {
    assertThat(settle(List.of(valid("k", "x", 0, 0), valid("k0", "x", 0, 1))))
        .isEqualTo(Map.of("0:0", "ACCEPTED", "0:1", "ACCEPTED"));
  }

  @Test
  void aRejectedRecordIsRepeatedOnlyByTheSameBytes() throws IOException {
    assertThat(
            settle(List.of(rejected("bad", 0, 0), rejected("bad", 2, 1), rejected("worse", 0, 9))))
        .isEqualTo(Map.of("0:0", "REJECTED", "2:1", "REPEAT 0:0", "0:9", "REJECTED"));
  }

  @Test
  void aRejectedRecordNeverMeetsAValidOne() throws IOException {
    assertThat(settle(List.of(valid("k", "x", 0, 0), rejected("raw", 0, 9))))
        .isEqualTo(Map.of("0:0", "ACCEPTED", "0:9", "REJECTED"));
  }

  @Test
  void theSameRecordTwiceIsADefectAndNoRepeat() {
    assertThatThrownBy(() -> settle(List.of(valid("k", "x", 2, 40), valid("k", "x", 2, 40))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the record at offset 40 of planned file 2 came twice: its file was read twice in one"
                + " run; nothing of this run may be published, report this as a defect");
  }

  @Test
  void oneKeyAMillionTimesAllEqual() throws IOException {
    long[] counts = judgeMillion(new byte[] {0});
    assertThat(counts).containsExactly(1, 0, 0, 999_999, 0);
  }

  @Test
  void oneKeyAMillionTimesAllDifferent() throws IOException {
    long[] counts = judgeMillion(null);
    assertThat(counts).containsExactly(0, 0, 1_000_000, 0, 0);
  }

  /** Returns how often each verdict falls on a million records of one key. */
  private static long[] judgeMillion(byte[] sameContent) throws IOException {
    long[] counts = new long[Verdict.values().length];
    DuplicateRules rules =
        new DuplicateRules(
            FILE_IDS,
            new HistoricFiles(FILE_IDS.size()),
            (record, verdict, file, offset) -> counts[verdict.ordinal()]++);
    PackedRecords.Cursor cursor = new PackedRecords.Cursor();
    for (int i = 0; i < 1_000_000; i++) {
      String content = sameContent == null ? "content " + i : "same";
      byte[] packed = valid("k", content, 0, i).packed();
      cursor.over(packed, 0, packed.length).next();
      rules.accept(cursor);
    }
    rules.finish();
    return counts;
  }

  @Test
  void aPublishedRecordIsRepeatedByTheFirstAndThatByTheOthers() throws IOException {
    assertThat(
            settle(
                List.of(valid("k", "x", 0, 7), valid("k", "x", 1, 0), valid("l", "x", 0, 9)),
                List.of(published("k", "x", "h", 3))))
        .isEqualTo(Map.of("0:7", "REPEAT h:3", "1:0", "REPEAT 0:7", "0:9", "ACCEPTED"));
  }

  @Test
  void contentThatDiffersFromThePublishedRecordIsInConflictWithIt() throws IOException {
    assertThat(
            settle(
                List.of(
                    valid("k", "x", 0, 7),
                    valid("k", "y", 0, 8),
                    valid("k", "y", 0, 9),
                    valid("k", "z", 1, 0)),
                List.of(published("k", "x", "h", 3), conflict("k", "w", "g", 1))))
        .isEqualTo(
            Map.of(
                "0:7", "REPEAT h:3",
                "0:8", "CONFLICT h:3",
                "0:9", "REPEAT 0:8",
                "1:0", "CONFLICT h:3"));
  }

  @Test
  void anOpenConflictIsRemembered() throws IOException {
    assertThat(
            settle(
                List.of(valid("k", "x", 0, 7), valid("k", "z", 0, 8)),
                List.of(conflict("k", "x", "g", 1), conflict("k", "y", "h", 1))))
        .isEqualTo(Map.of("0:7", "CONFLICT h:1", "0:8", "CONFLICT g:1"));
  }

  @Test
  void anOpenConflictOfTheSameContentAloneContradictsNothing() throws IOException {
    List<Old> history = List.of(conflict("k", "x", "g", 1));
    assertThat(settle(List.of(valid("k", "x", 0, 7)), history))
        .isEqualTo(Map.of("0:7", "ACCEPTED"));
    assertThat(settle(List.of(valid("k", "x", 0, 7), valid("k", "y", 0, 8)), history))
        .isEqualTo(Map.of("0:7", "CONFLICT 0:8", "0:8", "CONFLICT g:1"));
  }

  @Test
  void anInvalidRecordRepeatsAnOpenOneByteForByteAndMakesNoConflict() throws IOException {
    assertThat(
            settle(
                List.of(rejected("bad", 0, 0), rejected("bad", 1, 0), rejected("other", 0, 9)),
                List.of(openRejected("bad", "h", 4), published("bad", "x", "h", 5))))
        .isEqualTo(Map.of("0:0", "REPEAT h:4", "1:0", "REPEAT h:4", "0:9", "REJECTED"));
  }

  @Test
  void aRecordIsNeverComparedWithItself() throws IOException {
    assertThat(
            settle(
                List.of(valid("k", "new", 0, 0), rejected("bad", 1, 0)),
                List.of(conflict("k", "old", "0", 0), openRejected("bad", "1", 0))))
        .isEqualTo(Map.of("0:0", "ACCEPTED", "1:0", "REJECTED"));
  }

  @Test
  void aKeyWithAMillionOpenConflictsIsSettledInLittleMemory() throws IOException {
    HistoricContents conflicts = HistoricContents.bounded();
    byte[] file = {'h'};
    for (int i = 0; i < 1_000_000; i++) {
      conflicts.add(new HistoricRecord(file, i, ("content " + i).getBytes(StandardCharsets.UTF_8)));
    }
    byte[] content = "content 0".getBytes(StandardCharsets.UTF_8);
    assertThat(conflicts.other(content, file, 1).offset()).isEqualTo(2);
    assertThat(conflicts.size()).isLessThan(10);
  }

  @Property(tries = 2000)
  void agreesWithTheRulesAsTheyAreWritten(
      @ForAll("records") List<Rec> records, @ForAll("history") List<Old> all) throws IOException {
    Set<String> inRun = records.stream().map(Rec::id).collect(Collectors.toSet());
    // Records that are evaluated again come from quarantine; a published one never is.
    List<Old> history =
        all.stream()
            .filter(old -> old.kind != PackedRecords.PUBLISHED || !inRun.contains(old.id()))
            .toList();
    assertThat(settle(records, history)).isEqualTo(ReferenceRules.verdicts(records, history));
  }

  @Provide
  Arbitrary<List<Rec>> records() {
    Arbitrary<Rec> one =
        Combinators.combine(
                Arbitraries.of(true, true, false),
                Arbitraries.of("a", "b"),
                Arbitraries.of("x", "y", "z"),
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(0, 9))
            .as(Rec::new);
    return one.list().ofMaxSize(10).uniqueElements(Rec::id);
  }

  @Provide
  Arbitrary<List<Old>> history() {
    Arbitrary<Old> one =
        Combinators.combine(
                Arbitraries.of(
                    PackedRecords.PUBLISHED,
                    PackedRecords.OPEN_CONFLICT,
                    PackedRecords.OPEN_CONFLICT,
                    PackedRecords.OPEN_REJECTED),
                Arbitraries.of("a", "b", "c"),
                Arbitraries.of("w", "x", "y", "z"),
                Arbitraries.of("0", "1", "2", "h"),
                Arbitraries.integers().between(0, 9))
            .as(Old::new);
    return one.list().ofMaxSize(8).uniqueElements(Old::id);
  }

  /** The rules again, literally and slowly: every record is compared with every other. */
  private static final class ReferenceRules {
    private final List<Rec> all;
    private final List<Old> history;

    private ReferenceRules(List<Rec> all, List<Old> history) {
      this.all = all.stream().sorted(Comparator.comparingLong(ReferenceRules::position)).toList();
      this.history = history.stream().sorted(Comparator.comparing(ReferenceRules::order)).toList();
    }

    static Map<String, String> verdicts(List<Rec> records, List<Old> history) {
      ReferenceRules rules = new ReferenceRules(records, history);
      Map<String, String> verdicts = new LinkedHashMap<>();
      for (Rec record : records) {
        verdicts.put(record.id(), record.valid ? rules.ofValid(record) : rules.ofInvalid(record));
      }
      return verdicts;
    }

    private String ofInvalid(Rec record) {
      for (Old open : old(PackedRecords.OPEN_REJECTED, record)) {
        if (open.content.equals(record.content)) {
          return "REPEAT " + open.id();
        }
      }
      Rec first =
          all.stream().filter(r -> !r.valid && r.content.equals(record.content)).findFirst().get();
      return first.equals(record) ? "REJECTED" : "REPEAT " + first.id();
    }

    private String ofValid(Rec record) {
      Rec first = firstOfContent(record);
      if (!first.equals(record)) {
        return "REPEAT " + first.id();
      }
      for (Old published : old(PackedRecords.PUBLISHED, record)) {
        if (published.content.equals(record.content)) {
          return "REPEAT " + published.id();
        }
      }
      List<Rec> remaining = all.stream().filter(r -> remains(r, record.key)).toList();
      if (remaining.stream().noneMatch(r -> differs(r, remaining))) {
        return "ACCEPTED";
      }
      return "CONFLICT " + opponent(record, remaining);
    }

    private Rec firstOfContent(Rec record) {
      return all.stream()
          .filter(r -> r.valid && r.key.equals(record.key) && r.content.equals(record.content))
          .findFirst()
          .get();
    }

    private boolean remains(Rec r, String key) {
      return r.valid
          && r.key.equals(key)
          && firstOfContent(r).equals(r)
          && old(PackedRecords.PUBLISHED, r).stream().noneMatch(p -> p.content.equals(r.content));
    }

    private boolean differs(Rec r, List<Rec> remaining) {
      return remaining.stream().anyMatch(other -> !other.content.equals(r.content))
          || !old(PackedRecords.PUBLISHED, r).isEmpty()
          || old(PackedRecords.OPEN_CONFLICT, r).stream()
              .anyMatch(c -> !c.content.equals(r.content));
    }

    private String opponent(Rec record, List<Rec> remaining) {
      for (Old published : old(PackedRecords.PUBLISHED, record)) {
        return published.id();
      }
      for (Old conflict : old(PackedRecords.OPEN_CONFLICT, record)) {
        if (!conflict.content.equals(record.content)) {
          return conflict.id();
        }
      }
      return remaining.stream().filter(r -> !r.equals(record)).findFirst().get().id();
    }

    /** Returns what history has for a record's key, the record itself aside, in order. */
    private List<Old> old(byte kind, Rec record) {
      return history.stream()
          .filter(o -> o.kind == kind && !o.id().equals(record.id()))
          .filter(o -> kind == PackedRecords.OPEN_REJECTED || o.key.equals(record.key))
          .toList();
    }

    private static String order(Old old) {
      return String.format(Locale.ROOT, "%s:%09d", old.file, old.offset);
    }

    private static long position(Rec record) {
      return record.file * 1_000_000L + record.offset;
    }
  }
}
