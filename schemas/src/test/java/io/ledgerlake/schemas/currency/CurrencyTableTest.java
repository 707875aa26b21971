package io.ledgerlake.schemas.currency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Currency;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrencyTableTest {

  private static final String TOP = "# version,2020-01-01\ncode,numeric,minor_unit,withdrawn\n";

  private final CurrencyTable table = CurrencyTable.iso4217();

  @Test
  void saysForWhichDateItStands() {
    assertThat(table.version()).isEqualTo("2026-02-01");
  }

  @Test
  void holdsTheCurrentAndTheHistoricCodes() {
    int[] slots = IntStream.range(0, 26 * 26 * 26).filter(i -> table.code(i) != null).toArray();

    assertThat(slots).hasSize(307);
    assertThat(IntStream.of(slots).filter(i -> table.withdrawn(i) == null)).hasSize(178);
  }

  @ParameterizedTest
  @CsvSource({
    "EUR, 2", "USD, 2", "JPY, 0", "KRW, 0", "ISK, 0", "UGX, 0", "BHD, 3", "KWD, 3", "TND, 3",
    "IQD, 3", "CLF, 4", "UYW, 4", "MRU, 2", "MGA, 2", "XCG, 2", "VED, 2", "ZWG, 2", "SLE, 2",
  })
  void knowsTheMinorUnitsOfCurrentCodes(String code, int minorUnit) {
    int slot = table.slot(code);

    assertThat(table.minorUnit(slot)).isEqualTo(minorUnit);
    assertThat(table.withdrawn(slot)).isNull();
    assertThat(table.validOn(slot, Long.MAX_VALUE)).isFalse();
    assertThat(table.validOn(slot, LocalDate.of(9999, 12, 31).toEpochDay())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"XAU", "XAG", "XDR", "XTS", "XXX", "XBA", "XSU", "XUA"})
  void someCodesHaveNoMinorUnit(String code) {
    assertThat(table.minorUnit(table.slot(code))).isEqualTo(CurrencyTable.NO_MINOR_UNIT);
  }

  @ParameterizedTest
  @CsvSource({
    "HRK, 2023-01, 2, 2023-05-01",
    "BGN, 2026-01, 2, 2026-05-01",
    "DEM, 2002-03, 2, 2002-06-29",
    "ITL, 2002-03, 0, 2002-06-29",
    "ANG, 2025-03, 2, 2025-06-29",
    "ZWL, 2024-09, 2, 2024-12-29",
    "ILR, 1990-12, -1, 1991-03-31",
  })
  void historicCodesEndNinetyDaysAfterTheMonthOfTheirWithdrawal(
      String code, YearMonth withdrawn, int minorUnit, LocalDate last) {
    int slot = table.slot(code);

    assertThat(table.withdrawn(slot)).isEqualTo(withdrawn);
    assertThat(table.minorUnit(slot)).isEqualTo(minorUnit);
    assertThat(table.validOn(slot, last.toEpochDay())).isTrue();
    assertThat(table.validOn(slot, last.toEpochDay() + 1)).isFalse();
    assertThat(table.validOn(slot, LocalDate.of(1970, 1, 1).toEpochDay())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EUR", "RON", "TRY", "PEN", "IDR", "SZL"})
  void aCodeOnBothListsIsCurrent(String code) {
    assertThat(table.withdrawn(table.slot(code))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "E", "EU", "EURO", "eur", "Eur", "ABC", "E R", "€UR", "123", "[[["})
  void knowsNothingElse(String text) {
    byte[] utf8 = text.getBytes(UTF_8);

    assertThat(table.slot(utf8, 0, utf8.length)).isEqualTo(CurrencyTable.UNKNOWN);
    assertThat(table.slot(text)).isEqualTo(CurrencyTable.UNKNOWN);
  }

  @Test
  void findsACodeInsideALargerArray() {
    byte[] row = "1,12.00,EUR,x".getBytes(UTF_8);

    int slot = table.slot(row, 8, 11);

    assertThat(table.code(slot)).isEqualTo("EUR").isSameAs(table.code(table.slot("EUR")));
  }

  @Test
  void agreesWithTheJdkWhereBothHaveACode() {
    // A check of the file, not a source of it: the JDK's own table is of another date.
    int both = 0;
    for (Currency known : Currency.getAvailableCurrencies()) {
      int slot = table.slot(known.getCurrencyCode());
      if (slot != CurrencyTable.UNKNOWN) {
        both++;
        assertThat(table.minorUnit(slot))
            .as(known.getCurrencyCode())
            .isEqualTo(known.getDefaultFractionDigits());
      }
    }
    assertThat(both).isGreaterThan(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "EUR,978,2|t line 3: expected a new code, three digits, a minor unit or none, found"
            + " EUR,978,2",
        "eur,978,2,|t line 3: expected a new code, three digits, a minor unit or none, found"
            + " eur,978,2,",
        "EUR,97,2,|t line 3: expected a new code, three digits, a minor unit or none, found"
            + " EUR,97,2,",
        "EUR,978,N.A.,|t line 3: expected a new code, three digits, a minor unit or none, found"
            + " EUR,978,N.A.,",
        "DEM,276,2,2002|t line 3: expected the month of withdrawal as YYYY-MM, found 2002",
      })
  void refusesALineThatIsNotAsExpected(String line, String message) {
    assertThatThrownBy(() -> read(TOP + line + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void refusesACodeThatComesTwice() {
    assertThatThrownBy(() -> read(TOP + "EUR,978,2,\nEUR,978,2,\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("t line 4: expected a new code");
  }

  @Test
  void refusesAFileWithoutVersionOrHeader() {
    assertThatThrownBy(() -> read("code,numeric\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("t line 1: expected \"# version,...\", found \"code,numeric\"");
    assertThatThrownBy(() -> read("# version,1\ncode\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("t line 2: expected \"code,numeric,minor_unit,withdrawn\", found \"code\"");
  }

  private static CurrencyTable read(String csv) throws IOException {
    return CurrencyTable.read(new StringReader(csv), "t");
  }
}
