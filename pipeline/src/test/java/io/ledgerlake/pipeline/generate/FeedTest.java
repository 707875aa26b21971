package io.ledgerlake.pipeline.generate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.options.GenerateOptions.Keys;
import io.ledgerlake.schemas.record.ReasonCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FeedTest {

  private static final List<FeedSpec.Money> MONEY =
      List.of(FeedSpec.Money.of("EUR"), FeedSpec.Money.of("JPY"), FeedSpec.Money.of("BHD"));

  @Test
  void aSeedAlwaysGivesTheSameBytes() throws Exception {
    FeedSpec spec = transactions(2_000, 7, 20_000, 10_000, 20_000, 100_000);

    assertThat(write(spec)).isEqualTo(write(spec));
    // A feed that changes under its seed changes every benchmark and every test that quotes it.
    assertThat(sha256(write(spec)))
        .isEqualTo("71dcc7ceef73ec15ef6094d683dce6de0281ddf982efbd4ad6fbd6b897cef9df");
    assertThat(sha256(write(postings(2_000))))
        .isEqualTo("c795933bb34e169269a149e7223dc23889cca97d980730025e861e271ab591fe");
  }

  @Test
  void anotherSeedGivesOtherRows() throws Exception {
    assertThat(write(transactions(10, 1, 0, 0, 0, 0)))
        .isNotEqualTo(write(transactions(10, 2, 0, 0, 0, 0)));
  }

  @Test
  void sharesAreKeptAndCounted() throws Exception {
    FeedSpec spec = transactions(100_000, 3, 20_000, 5_000, 30_000, 0);

    FeedCounts counts = new Feed(spec).write(OutputStream.nullOutputStream(), spec.rows());

    assertThat(counts.rows()).isEqualTo(100_000);
    assertThat(counts.repeats()).isBetween(1_800L, 2_200L);
    assertThat(counts.conflicts()).isBetween(400L, 600L);
    assertThat(counts.faulty()).isBetween(2_700L, 3_300L);
    assertThat(counts.codes())
        .containsOnlyKeys(
            ReasonCode.SCHEMA_ERROR,
            ReasonCode.ENCODING_ERROR,
            ReasonCode.NULL_VALUE_ERROR,
            ReasonCode.TYPE_ERROR,
            ReasonCode.AMOUNT_ERROR,
            ReasonCode.CURRENCY_ERROR,
            ReasonCode.TIMESTAMP_ERROR);
  }

  @Test
  void aRepeatIsItsTwinAndAContradictionHasAVictimOfItsOwn() throws Exception {
    FeedSpec spec = transactions(50_000, 3, 20_000, 10_000, 0, 0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FeedCounts counts = new Feed(spec).write(out, spec.rows());

    Map<String, Set<String>> contents = new HashMap<>();
    long repeats = 0;
    for (String line : rows(out.toByteArray())) {
      Set<String> ofKey =
          contents.computeIfAbsent(line.substring(0, line.indexOf(',')), k -> new HashSet<>());
      if (!ofKey.add(line)) {
        repeats++;
      }
    }

    assertThat(repeats).isEqualTo(counts.repeats());
    assertThat(contents.values().stream().filter(c -> c.size() == 2).count())
        .isEqualTo(counts.conflicts());
    assertThat(contents.values()).allMatch(c -> c.size() <= 2);
  }

  @Test
  void hotRowsShareAKeyThatNoOtherRowHas() throws Exception {
    for (Keys keys : Keys.values()) {
      FeedSpec spec = transactions(20_000, 3, 20_000, 0, 0, 0).withKeys(keys).withHotKey(50_000);
      FeedCounts counts = new Feed(spec).write(OutputStream.nullOutputStream(), spec.rows());

      Map<String, Set<String>> contents = new HashMap<>();
      for (String line : rows(write(spec))) {
        contents.computeIfAbsent(line.substring(0, 15), k -> new HashSet<>()).add(line);
      }

      assertThat(counts.hot()).isBetween(900L, 1_100L);
      assertThat(contents.values())
          .extracting(Set::size)
          .filteredOn(size -> size > 1)
          .as("keys with several contents")
          .containsExactly((int) counts.hot());
    }
  }

  @Test
  void randomKeysAreAllDifferent() throws Exception {
    FeedSpec spec = transactions(50_000, 3, 0, 0, 0, 0).withKeys(Keys.RANDOM);

    List<String> keys = rows(write(spec)).stream().map(l -> l.substring(0, 15)).toList();

    assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
    assertThat(keys).isNotEqualTo(keys.stream().sorted().toList());
  }

  @Test
  void sumsAreThoseOfTheRowsWritten() throws Exception {
    FeedSpec spec = transactions(5_000, 9, 20_000, 10_000, 0, 0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FeedCounts counts = new Feed(spec).write(out, spec.rows());

    Map<String, BigDecimal> sums = new TreeMap<>();
    for (String line : rows(out.toByteArray())) {
      String[] fields = line.split(",", -1);
      sums.merge(fields[3], new BigDecimal(fields[2]), BigDecimal::add);
    }

    assertThat(sums).containsOnlyKeys("EUR", "JPY", "BHD").isEqualTo(counts.sums());
  }

  @Test
  void partsOfAFeedAreTheWholeWithMoreHeaders() throws Exception {
    FeedSpec spec = transactions(3_000, 4, 20_000, 0, 20_000, 0);
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    Feed feed = new Feed(spec);
    feed.write(parts, 1_000);
    feed.write(parts, 2_000);

    assertThat(rows(parts.toByteArray()).stream().filter(l -> !l.startsWith("TransactionID")))
        .containsExactlyElementsOf(rows(write(spec)));
  }

  @Test
  void postingsCarryARunningBalance() throws Exception {
    Map<String, BigDecimal> balances = new HashMap<>();
    for (String line : rows(write(postings(5_000)))) {
      String[] fields = line.split(",", -1);
      BigDecimal balance = balances.merge(fields[1], new BigDecimal(fields[2]), BigDecimal::add);
      assertThat(new BigDecimal(fields[3])).as(line).isEqualByComparingTo(balance);
    }
    assertThat(balances).hasSizeGreaterThan(50);
  }

  @Test
  void rowsSpreadOverAllMonths() throws Exception {
    assertThat(rows(write(transactions(1_000, 1, 0, 0, 0, 0))))
        .extracting(l -> l.substring(l.lastIndexOf(',') + 1).substring(0, 7))
        .contains("2024-01", "2024-02", "2024-03")
        .allMatch(m -> m.compareTo("2024-01") >= 0 && m.compareTo("2024-03") <= 0);
  }

  static FeedSpec transactions(
      long rows, long seed, int duplicates, int conflicts, int faults, int quoted) {
    return new FeedSpec(
        FeedSpec.Dataset.TRANSACTIONS,
        rows,
        seed,
        duplicates,
        conflicts,
        0,
        faults,
        quoted,
        Keys.RISING,
        1,
        LocalDate.of(2024, 1, 1),
        3,
        MONEY,
        1_000,
        false);
  }

  private static FeedSpec postings(long rows) {
    return new FeedSpec(
        FeedSpec.Dataset.POSTINGS,
        rows,
        5,
        0,
        0,
        0,
        0,
        0,
        Keys.RISING,
        1,
        LocalDate.of(2024, 1, 1),
        3,
        List.of(FeedSpec.Money.of("EUR")),
        100,
        false);
  }

  private static byte[] write(FeedSpec spec) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Feed(spec).write(out, spec.rows());
    return out.toByteArray();
  }

  private static List<String> rows(byte[] file) {
    return new String(file, ISO_8859_1).lines().skip(1).toList();
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
