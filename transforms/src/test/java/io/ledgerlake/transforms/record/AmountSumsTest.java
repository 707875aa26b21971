package io.ledgerlake.transforms.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class AmountSumsTest {

  @Test
  void keepsCurrenciesApartAndCountsWhatHasNoAmount() {
    FileTally tally =
        sum(
            StubRow.money("10.25", "EUR"),
            StubRow.money("-3", "JPY"),
            StubRow.money("0.0001", "EUR"),
            StubRow.money("7", null),
            StubRow.money(null, "EUR"));

    assertThat(tally.sums())
        .containsOnlyKeys("EUR", "JPY", FileTally.NO_CURRENCY)
        .hasEntrySatisfying("EUR", sum -> assertThat(sum).isEqualByComparingTo("10.2501"))
        .hasEntrySatisfying("JPY", sum -> assertThat(sum).isEqualByComparingTo("-3"))
        .hasEntrySatisfying("?", sum -> assertThat(sum).isEqualByComparingTo("7"));
    assertThat(tally.withoutAmount()).isEqualTo(1);
  }

  @Test
  void carriesBeforeALongOverflows() {
    String most = "922337203685477.5807";
    FileTally tally =
        sum(StubRow.money(most, "EUR"), StubRow.money(most, "EUR"), StubRow.money("0.0001", "EUR"));

    assertThat(tally.sums().get("EUR")).isEqualByComparingTo("1844674407370955.1615");
  }

  @Test
  void takesAmountsThatNoLongHolds() {
    FileTally tally =
        sum(
            StubRow.money("99999999999999999999999999999999.9999", "EUR"),
            StubRow.money("0.0001", "EUR"));

    assertThat(tally.sums().get("EUR")).isEqualByComparingTo("100000000000000000000000000000000");
  }

  @Property
  void equalsTheSumOfDecimals(
      @ForAll
          List<
                  @BigRange(min = "-999999999999999999", max = "999999999999999999") @Scale(4)
                  BigDecimal>
              amounts) {
    FileTally tally =
        sum(
            amounts.stream()
                .map(amount -> StubRow.money(amount.toPlainString(), "EUR"))
                .toArray(StubRow[]::new));

    BigDecimal expected = amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(tally.sums().getOrDefault("EUR", BigDecimal.ZERO)).isEqualByComparingTo(expected);
  }

  private static FileTally sum(StubRow... rows) {
    FileTally tally = new FileTally(0);
    AmountSums sums = new AmountSums(4);
    for (StubRow row : rows) {
      sums.add(row, tally);
    }
    sums.drainTo(tally);
    return tally;
  }
}
