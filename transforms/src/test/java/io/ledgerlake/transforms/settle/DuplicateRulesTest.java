package io.ledgerlake.transforms.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.transforms.record.PackedRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DuplicateRulesTest {

  private static final Contract CONTRACT = TestContracts.transactions();
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

  /** Returns each record's verdict and the record it points at, by record id. */
  private static Map<String, String> settle(List<Rec> records) throws IOException {
    Map<String, String> verdicts = new LinkedHashMap<>();
    DuplicateRules rules =
        new DuplicateRules(
            (record, verdict, file, offset) -> {
              String id = record.file() + ":" + record.offset();
              String related = verdict.hasRelated() ? " " + file + ":" + offset : "";
              assertThat(verdicts.put(id, verdict + related)).as("one verdict").isNull();
            });
    List<Rec> sorted = new ArrayList<>(records);
    sorted.sort(
        Comparator.comparing((Rec r) -> !r.valid)
            .thenComparing(r -> r.valid ? r.key : r.content)
            .thenComparing(Rec::file)
            .thenComparing(Rec::offset));
    PackedRecords.Cursor cursor = new PackedRecords.Cursor();
    for (Rec record : sorted) {
      byte[] packed = record.packed();
      cursor.over(packed, 0, packed.length).next();
      rules.accept(cursor);
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
    assertThat(counts).containsExactly(1, 0, 0, 999_999);
  }

  @Test
  void oneKeyAMillionTimesAllDifferent() throws IOException {
    long[] counts = judgeMillion(null);
    assertThat(counts).containsExactly(0, 0, 1_000_000, 0);
  }

  /** Returns how often each verdict falls on a million records of one key. */
  private static long[] judgeMillion(byte[] sameContent) throws IOException {
    long[] counts = new long[Verdict.values().length];
    DuplicateRules rules =
        new DuplicateRules((record, verdict, file, offset) -> counts[verdict.ordinal()]++);
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

  @Property(tries = 1000)
  void agreesWithTheRulesAsTheyAreWritten(@ForAll("records") List<Rec> records) throws IOException {
    assertThat(settle(records)).isEqualTo(ReferenceRules.verdicts(records));
  }

  @Provide
  Arbitrary<List<Rec>> records() {
    Arbitrary<Rec> one =
        Combinators.combine(
                Arbitraries.of(true, true, false),
                Arbitraries.of("a", "b"),
                Arbitraries.of("x", "y", "z"),
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(0, 400))
            .as(Rec::new);
    return one.list().ofMaxSize(14).uniqueElements(Rec::id);
  }

  /** The rules again, literally and slowly: every record is compared with every other. */
  private static final class ReferenceRules {

    static Map<String, String> verdicts(List<Rec> records) {
      Map<String, String> verdicts = new LinkedHashMap<>();
      for (Rec record : records) {
        verdicts.put(record.id(), verdict(record, records));
      }
      return verdicts;
    }

    private static String verdict(Rec record, List<Rec> all) {
      List<Rec> twins =
          all.stream().filter(r -> sameKey(r, record) && r.content.equals(record.content)).toList();
      Rec first = first(twins);
      if (!first.equals(record)) {
        return "REPEAT " + first.id();
      }
      if (!record.valid) {
        return "REJECTED";
      }
      List<Rec> remaining =
          all.stream()
              .filter(r -> sameKey(r, record))
              .filter(
                  r ->
                      all.stream()
                          .noneMatch(
                              e ->
                                  sameKey(e, r)
                                      && e.content.equals(r.content)
                                      && position(e) < position(r)))
              .sorted(Comparator.comparingLong(ReferenceRules::position))
              .toList();
      if (remaining.size() == 1) {
        return "ACCEPTED";
      }
      Rec other = remaining.get(0).equals(record) ? remaining.get(1) : remaining.get(0);
      return "CONFLICT " + other.id();
    }

    private static boolean sameKey(Rec a, Rec b) {
      return a.valid == b.valid && (!a.valid || a.key.equals(b.key));
    }

    private static Rec first(List<Rec> records) {
      return records.stream().min(Comparator.comparingLong(ReferenceRules::position)).orElseThrow();
    }

    private static long position(Rec record) {
      return record.file * 1_000_000L + record.offset;
    }
  }
}
