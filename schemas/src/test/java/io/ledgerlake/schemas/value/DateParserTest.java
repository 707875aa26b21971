package io.ledgerlake.schemas.value;

import static io.ledgerlake.schemas.FieldBuilder.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.FieldBuilder;
import io.ledgerlake.schemas.contract.FieldType.Date;
import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateParserTest {

  @Property(tries = 5000)
  void readsIsoDatesAsJavaTimeDoes(
      @ForAll @IntRange(max = 9999) int year,
      @ForAll @IntRange(max = 13) int month,
      @ForAll @IntRange(max = 32) int day) {
    String text = String.format(java.util.Locale.ROOT, "%04d-%02d-%02d", year, month, day);
    Long expected;
    try {
      expected = LocalDate.of(year, month, day).toEpochDay();
    } catch (java.time.DateTimeException e) {
      expected = null;
    }
    ValueParser parser = ValueParser.of(field(new Date()).build());

    assertThat(parser.parses(text)).isEqualTo(expected != null);
    if (expected != null) {
      assertThat(parser.epochDay()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-1-31",
        "20240131",
        "2024/01/31",
        "31.01.2024",
        "2024-01-31T00:00:00",
        "24-01-31",
        "2024-01-3x",
        "2024-01-311",
        "-024-01-31"
      })
  void refusesOtherForms(String text) {
    ValueParser parser = ValueParser.of(field(new Date()).build());

    assertThat(parser.parses(text)).isFalse();
    assertThat(parser.problem()).isEqualTo("not a date: expected ISO 8601, such as 2024-01-31");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2023-02-29", "1900-02-29", "2024-04-31", "2024-00-10", "2024-13-01"})
  void refusesDaysThatTheCalendarDoesNotHave(String text) {
    ValueParser parser = ValueParser.of(field(new Date()).build());

    assertThat(parser.parses(text)).isFalse();
    assertThat(parser.problem()).isEqualTo("not a real date: expected a day that the calendar has");
  }

  @ParameterizedTest
  @CsvSource({
    "dd.MM.yyyy, 31.01.2024, 2024-01-31",
    "dd.MM.yy, 31.01.24, 2024-01-31",
    "dd.MM.yy, 31.01.70, 2070-01-31",
    "dd.MM.yy, 31.01.99, 2099-01-31",
    "yyyyMMdd, 20240229, 2024-02-29",
    "d MMM uuuu, 5 Sep 2024, 2024-09-05",
    "MM/dd/uuuu, 01/31/2024, 2024-01-31",
    "'year' yyyy-MM-dd, year 2024-01-31, 2024-01-31",
    "yyyy-MM-dd G, 2024-01-31 AD, 2024-01-31",
    "uuuu-DDD, 2024-366, 2024-12-31",
  })
  void readsTheContractsFormats(String format, String text, LocalDate expected) {
    ValueParser parser = ValueParser.of(field(new Date()).formats(format).build());

    assertThat(parser.parses(text)).isTrue();
    assertThat(parser.epochDay()).isEqualTo(expected.toEpochDay());
  }

  @ParameterizedTest
  @CsvSource({
    "dd.MM.yyyy, 30.02.2024", "dd.MM.yyyy, 1.1.2024", "dd.MM.yyyy, 2024-01-31",
    "dd.MM.yyyy, 01.01.24", "dd.MM.yy, 29.02.23", "d MMM uuuu, 5 sep 2024",
    "d MMM uuuu, 5 Eyl 2024",
  })
  void refusesWhatIsNotInTheContractsFormats(String format, String text) {
    ValueParser parser = ValueParser.of(field(new Date()).formats(format).build());

    assertThat(parser.parses(text)).isFalse();
    assertThat(parser.problem()).isEqualTo("not a real date in the contract's format: " + format);
  }

  @ParameterizedTest
  @CsvSource({"2024-01-31", "31.01.2024"})
  void triesEachFormat(String text) {
    FieldBuilder field = field(new Date()).formats("ISO", "dd.MM.uuuu");
    ValueParser parser = ValueParser.of(field.build());

    assertThat(parser.parses(text)).isTrue();
    assertThat(parser.epochDay()).isEqualTo(LocalDate.of(2024, 1, 31).toEpochDay());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "dd.MM;format \"dd.MM\" does not name a whole date: expected year, month and day",
        "HH:mm;format \"HH:mm\" does not name a whole date: expected year, month and day",
        "qq{;format \"qq{\" is no DateTimeFormatter pattern: Pattern includes reserved character:"
            + " '{'",
      })
  void refusesFormatsThatAreNoDate(String format, String message) {
    FieldBuilder field = field(new Date()).formats(format);

    assertThatThrownBy(() -> ValueParser.of(field.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+12024-01-31", "-2024-01-31"})
  void refusesYearsOfMoreThanFourDigits(String text) {
    ValueParser parser = ValueParser.of(field(new Date()).formats("uuuu-MM-dd").build());

    assertThat(parser.parses(text)).isFalse();
    assertThat(parser.problem()).isEqualTo("year outside 0000 to 9999");
  }
}
