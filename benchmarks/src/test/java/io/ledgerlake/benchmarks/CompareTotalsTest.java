package io.ledgerlake.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CompareTotalsTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void equalTotalsAreTheSame() {
    assertThat(same(Map.of("processed EUR", "1.0000"), Map.of("processed EUR", "1.0000"))).isTrue();
    assertThat(printed.toString(UTF_8)).doesNotContain("differs");
  }

  @Test
  void aCentIsADifference() {
    assertThat(same(Map.of("processed EUR", "1.0000"), Map.of("processed EUR", "1.0100")))
        .isFalse();
    assertThat(printed.toString(UTF_8))
        .contains("| processed EUR | 1.0000 | 1.0100 | **differs** |");
  }

  @Test
  void aTotalThatOnlyOneHasIsADifference() {
    assertThat(same(Map.of(), Map.of("condemned rows", "1"))).isFalse();
    assertThat(printed.toString(UTF_8)).contains("| condemned rows | - | 1 | **differs** |");
  }

  private boolean same(Map<String, String> lake, Map<String, String> rival) {
    return CompareTotals.print(
        new PrintStream(printed, true, UTF_8), new TreeMap<>(lake), new TreeMap<>(rival));
  }
}
