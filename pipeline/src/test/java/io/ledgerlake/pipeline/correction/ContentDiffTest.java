package io.ledgerlake.pipeline.correction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.correction.Correction.Difference;
import io.ledgerlake.pipeline.correction.Correction.Example;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two contents are told apart as a person would, with lists in memory. */
class ContentDiffTest {

  private static final long ROOM = 1 << 20;

  @TempDir private Path folder;

  /** What a row says: a key and an amount, or bytes that are no row. */
  private record Said(String key, String amount) {
    DiffRow row(boolean after, long number) {
      byte[] hash = DigestUtils.sha256(key + "|" + amount);
      return key.isEmpty()
          ? new DiffRow(false, hash, after, number, null, "?")
          : new DiffRow(
              true,
              DiffRow.identity(key.getBytes(UTF_8), key.length(), hash),
              after,
              number,
              new BigDecimal(amount),
              "EUR");
    }
  }

  private ContentDiff diff(long budget, List<Said> before, List<Said> after) throws IOException {
    ContentDiff diff =
        new ContentDiff(
            budget, folder, row -> new String(row.identity(), 0, row.keyLength(), UTF_8));
    for (int i = 0; i < before.size(); i++) {
      diff.add(before.get(i).row(false, i + 1));
    }
    for (int i = 0; i < after.size(); i++) {
      diff.add(after.get(i).row(true, i + 1));
    }
    diff.compare();
    return diff;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void rowsAndSumsAreThoseOfPlainLists(long seed) throws IOException {
    Random random = new Random(seed);
    List<Said> before = some(random);
    List<Said> after = some(random);
    List<Said> onlyBefore = without(before, after);
    List<Said> onlyAfter = without(after, before);
    Set<String> keysBefore = keys(onlyBefore);
    Set<String> keysAfter = keys(onlyAfter);

    // A budget of a few rows: sorted on disk.
    try (ContentDiff diff = diff(600, before, after)) {
      Correction.Rows rows = diff.rows();
      Correction.Money money = diff.money().get("EUR");
      assertThat(rows.before()).isEqualTo(before.size());
      assertThat(rows.after()).isEqualTo(after.size());
      assertThat(rows.unchanged()).isEqualTo(before.size() - onlyBefore.size());
      assertThat(rows.missing()).isEqualTo(count(onlyBefore, keysAfter, false));
      assertThat(rows.changedBefore()).isEqualTo(count(onlyBefore, keysAfter, true));
      assertThat(rows.changedAfter()).isEqualTo(count(onlyAfter, keysBefore, true));
      assertThat(rows.added()).isEqualTo(count(onlyAfter, keysBefore, false));
      assertThat(money.before()).isEqualByComparingTo(sum(before, Set.of(), false));
      assertThat(money.after()).isEqualByComparingTo(sum(after, Set.of(), false));
      assertThat(money.missing()).isEqualByComparingTo(sum(onlyBefore, keysAfter, false));
      assertThat(money.changedBefore()).isEqualByComparingTo(sum(onlyBefore, keysAfter, true));
      assertThat(money.changedAfter()).isEqualByComparingTo(sum(onlyAfter, keysBefore, true));
      assertThat(money.added()).isEqualByComparingTo(sum(onlyAfter, keysBefore, false));
    }
  }

  private static List<Said> some(Random random) {
    List<Said> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      // One key is the beginning of another; some rows are rejected.
      String key =
          List.of("K", "K1", "K12", "L", "", "M" + random.nextInt(20)).get(random.nextInt(6));
      rows.add(new Said(key, List.of("1.00", "-2.50", "3").get(random.nextInt(3))));
    }
    return rows;
  }

  private static List<Said> without(List<Said> rows, List<Said> others) {
    List<Said> left = new ArrayList<>(rows);
    others.forEach(left::remove);
    return left;
  }

  private static Set<String> keys(List<Said> rows) {
    Set<String> keys = new HashSet<>();
    rows.stream().map(Said::key).filter(key -> !key.isEmpty()).forEach(keys::add);
    return keys;
  }

  private static long count(List<Said> rows, Set<String> keys, boolean in) {
    return rows.stream().filter(row -> keys.contains(row.key()) == in).count();
  }

  private static BigDecimal sum(List<Said> rows, Set<String> keys, boolean in) {
    return rows.stream()
        .filter(row -> !row.key().isEmpty() && keys.contains(row.key()) == in)
        .map(row -> new BigDecimal(row.amount()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void aFewExamplesOfEachKindAreKeptInTheOrderOfTheirKeys() throws IOException {
    List<Said> before = new ArrayList<>();
    List<Said> after = new ArrayList<>();
    for (int i = 100; i < 120; i++) {
      before.add(new Said("gone" + i, "1"));
      before.add(new Said("other" + i, "1"));
      after.add(new Said("other" + i, "2"));
      after.add(new Said("", "text " + i));
    }
    try (ContentDiff diff = diff(ROOM, before, after)) {
      assertThat(diff.examples()).hasSize(3 * ContentDiff.EXAMPLES);
      assertThat(diff.examples())
          .contains(
              new Example(Difference.MISSING, "gone100", 1, 0, "1 EUR", null),
              new Example(Difference.CHANGED, "other100", 2, 1, "1 EUR", "2 EUR"));
      assertThat(diff.examples().get(0).key()).as("a rejected row has no key").isNull();
    }
  }

  /** Rows of a key are counted one by one, and shown once: by the first row of either side. */
  @Test
  void aKeyOfSeveralRowsIsShownByItsFirstRows() throws IOException {
    List<Said> before =
        List.of(new Said("K", "5"), new Said("K", "1"), new Said("K", "2"), new Said("K", "1"));
    List<Said> after =
        List.of(new Said("L", "9"), new Said("K", "4"), new Said("K", "3"), new Said("K", "5"));
    try (ContentDiff diff = diff(ROOM, before, after)) {
      assertThat(diff.rows()).isEqualTo(new Correction.Rows(4, 4, 1, 1, 3, 2, 0));
      assertThat(diff.examples())
          .containsExactlyInAnyOrder(
              new Example(Difference.CHANGED, "K", 2, 2, "1 EUR", "4 EUR"),
              new Example(Difference.ADDED, "L", 0, 1, null, "9 EUR"));
    }
  }
}
