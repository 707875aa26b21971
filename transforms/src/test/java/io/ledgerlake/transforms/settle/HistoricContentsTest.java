package io.ledgerlake.transforms.settle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The few records that are kept of many answer as all of them would. */
class HistoricContentsTest {

  private static final int PARTS = 3;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsKeptOfEachPartAnswersForTheWhole(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      TreeSet<HistoricRecord> all = new TreeSet<>();
      List<HistoricContents> parts = new ArrayList<>();
      for (int part = 0; part < PARTS; part++) {
        parts.add(HistoricContents.bounded());
      }
      int count = random.nextInt(40);
      for (int i = 0; i < count; i++) {
        HistoricRecord record = record(random);
        if (all.add(record)) {
          parts.get(random.nextInt(PARTS)).add(record);
        }
      }
      HistoricContents together = HistoricContents.bounded();
      parts.forEach(part -> part.records().forEach(together::add));

      HistoricRecord asks = record(random);
      assertThat(together.other(asks.hash(), asks.fileId(), asks.offset()))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(first(all, asks));
      assertThat(together.size()).isLessThanOrEqualTo(6);
    }
  }

  private static HistoricRecord record(Random random) {
    return new HistoricRecord(
        ("file" + random.nextInt(3)).getBytes(UTF_8),
        random.nextInt(30),
        new byte[] {(byte) random.nextInt(5)});
  }

  private static HistoricRecord first(TreeSet<HistoricRecord> all, HistoricRecord asks) {
    for (HistoricRecord record : all) {
      if (!record.hasContent(asks.hash()) && !record.is(asks.fileId(), asks.offset())) {
        return record;
      }
    }
    return null;
  }
}
