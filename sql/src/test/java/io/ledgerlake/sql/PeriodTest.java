package io.ledgerlake.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class PeriodTest {

  private static final Period WINTER = new Period(YearMonth.of(2023, 12), YearMonth.of(2024, 2));

  @Test
  void hasItsMonthsInOrderAcrossTheYear() {
    assertThat(WINTER.months())
        .containsExactly(YearMonth.of(2023, 12), YearMonth.of(2024, 1), YearMonth.of(2024, 2));
  }

  @Test
  void beginsAndEndsAtMidnightInItsZone() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Period march = Period.of(YearMonth.of(2024, 3));

    assertThat(march.starts(berlin)).isEqualTo(Instant.parse("2024-02-29T23:00:00Z"));
    assertThat(march.ends(berlin)).isEqualTo(Instant.parse("2024-03-31T22:00:00Z"));
  }

  @Test
  void beginsWithTheFirstInstantOfADayThatHasNoMidnight() {
    // Clocks in Asuncion went from 00:00 to 01:00 on 1 October 2023.
    assertThat(Period.of(YearMonth.of(2023, 10)).starts(ZoneId.of("America/Asuncion")))
        .isEqualTo(Instant.parse("2023-10-01T04:00:00Z"));
  }

  @Test
  void cannotEndBeforeItBegins() {
    assertThatThrownBy(() -> new Period(YearMonth.of(2024, 2), YearMonth.of(2024, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the period ends in 2024-01, before 2024-02");
  }
}
