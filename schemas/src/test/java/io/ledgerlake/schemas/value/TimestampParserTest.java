package io.ledgerlake.schemas.value;

import static io.ledgerlake.schemas.FieldBuilder.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.FieldBuilder;
import io.ledgerlake.schemas.contract.FieldType.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampParserTest {

  private static final long YEAR_0 = -62_167_219_200_000_000L;
  private static final long YEAR_10000 = 253_402_300_799_999_999L;

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    "2024-01-31 23:59:59Z, 2024-01-31T23:59:59Z",
    "2024-01-31T23:59:59.123456Z, 2024-01-31T23:59:59.123456Z",
    "2024-01-31T23:59:59.1Z, 2024-01-31T23:59:59.1Z",
    "2024-01-31T23:59:59.123456000Z, 2024-01-31T23:59:59.123456Z",
    "2024-01-31T23:59Z, 2024-01-31T23:59:00Z",
    "2024-02-01T01:00:00+01:00, 2024-02-01T00:00:00Z",
    "2024-02-01T01:00:00+0100, 2024-02-01T00:00:00Z",
    "2024-02-01T01:00:00+01, 2024-02-01T00:00:00Z",
    "2024-01-31T18:30:00-05:30, 2024-02-01T00:00:00Z",
    "2024-01-31T18:30:00.5-18:00, 2024-02-01T12:30:00.5Z",
    "2024-01-31T00:00:00-00:00, 2024-01-31T00:00:00Z",
    "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z",
  })
  void readsIsoTimestamps(String text, Instant expected) {
    assertThat(read(field(new Timestamp()), text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-01-31",
        "2024-01-31T",
        "2024-01-31t23:59:59Z",
        "2024-01-31T23:59:59z",
        "2024-01-31T23Z",
        "2024-01-31  23:59:59Z",
        "2024-01-31T23:59:59.Z",
        "2024-01-31T23:59:5Z",
        "2024-01-31T23:59:59,5Z",
        "2024-01-31T23:59:59 Z",
        "2024-01-31T23:59:59+1:00",
        "2024-01-31T23:59:59+01:0",
        "2024-01-31T23:59:59+01:00:00",
        "2024-01-31T23:59:59ZZ",
        "2024-01-31T23:59:59UTC",
        "2024-01-31T23-59-59Z",
        "1706745599",
        "2024-01-31T23:59:",
        "2024-01-31T23:59:59+",
        "2024-01-31T23:59:59*01:00",
        "2024-01-31T23:59:59+0x:00"
      })
  void refusesOtherForms(String text) {
    assertThat(problem(field(new Timestamp()), text))
        .isEqualTo("not a timestamp: expected ISO 8601, such as 2024-01-31T23:59:59.123456Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-02-29T00:00:00Z",
        "2024-01-31T24:00:00Z",
        "2024-01-31T23:60:00Z",
        "2016-12-31T23:59:60Z",
        "2024-13-01T00:00:00Z"
      })
  void refusesWhatCalendarOrClockNeverShow(String text) {
    assertThat(problem(field(new Timestamp()), text))
        .isEqualTo(
            "not a real date or time of day: expected one that calendar and clock show, seconds 00"
                + " to 59");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-01-31T23:59:59.1234567Z", "2024-01-31T23:59:59.0000000001Z"})
  void neverCutsAFraction(String text) {
    assertThat(problem(field(new Timestamp()), text))
        .isEqualTo("finer than a microsecond: expected at most 6 decimals of a second");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-01-31T23:59:59+18:01",
        "2024-01-31T23:59:59-19:00",
        "2024-01-31T23:59:59+01:60"
      })
  void refusesOffsetsThatNoPlaceHas(String text) {
    assertThat(problem(field(new Timestamp()), text)).isEqualTo("offset outside -18:00 to +18:00");
  }

  @Test
  void aTextWithoutOffsetNeedsTheFieldsZone() {
    assertThat(problem(field(new Timestamp()), "2024-01-31T23:59:59"))
        .isEqualTo("names no offset, and the contract declares no zone for the field");
    assertThat(read(field(new Timestamp()).zone("Europe/Berlin"), "2024-01-31T23:59:59"))
        .isEqualTo("2024-01-31T22:59:59Z");
    assertThat(read(field(new Timestamp()).zone("+05:30"), "2024-01-31T23:59"))
        .isEqualTo("2024-01-31T18:29:00Z");
    assertThat(read(field(new Timestamp()).zone("Europe/Berlin"), "2024-01-31T23:59:59Z"))
        .as("a named offset goes before the zone")
        .isEqualTo("2024-01-31T23:59:59Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2024-03-31T02:00:00", "2024-03-31T02:30:00", "2024-03-31T02:59:59.999999"})
  void refusesLocalTimesThatTheClocksSkip(String text) {
    assertThat(problem(field(new Timestamp()).zone("Europe/Berlin"), text))
        .isEqualTo("not a local time of Europe/Berlin: the clocks there were put forward over it");
  }

  @ParameterizedTest
  @CsvSource({
    "2024-03-31T01:59:59, 2024-03-31T00:59:59Z",
    "2024-03-31T03:00:00, 2024-03-31T01:00:00Z",
    "2024-10-27T01:59:59, 2024-10-26T23:59:59Z",
    "2024-10-27T02:00:00, 2024-10-27T00:00:00Z",
    "2024-10-27T02:59:59, 2024-10-27T00:59:59Z",
    "2024-10-27T03:00:00, 2024-10-27T02:00:00Z",
  })
  void localTimesThatComeTwiceAreTheEarlierInstant(String text, Instant expected) {
    assertThat(read(field(new Timestamp()).zone("Europe/Berlin"), text)).isEqualTo(expected);
  }

  @Test
  void aDayThatAZoneLeftOutDoesNotExist() {
    assertThat(problem(field(new Timestamp()).zone("Pacific/Apia"), "2011-12-30T12:00:00"))
        .isEqualTo("not a local time of Pacific/Apia: the clocks there were put forward over it");
  }

  @Property(tries = 3000)
  void agreesWithJavaTimeInZonesThatChange(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long second,
      @ForAll @IntRange(max = 4) int which) {
    String zone =
        List.of("Europe/Berlin", "America/New_York", "Pacific/Chatham", "Africa/Monrovia", "UTC")
            .get(which);
    LocalDateTime local = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    List<ZoneOffset> valid = ZoneId.of(zone).getRules().getValidOffsets(local);
    ValueParser parser = ValueParser.of(field(new Timestamp()).zone(zone).build());

    // Twice, so that the second reading meets what the first one remembered.
    for (int i = 0; i < 2; i++) {
      assertThat(parser.parses(local.toString())).isEqualTo(!valid.isEmpty());
      if (!valid.isEmpty()) {
        assertThat(instant(parser)).isEqualTo(local.toInstant(valid.get(0)));
      }
    }
  }

  @Property(tries = 5000)
  void readsEveryInstantAsJavaTimeDoes(
      @ForAll @LongRange(min = YEAR_0, max = YEAR_10000) long micros,
      @ForAll @IntRange(min = -1080, max = 1080) int offsetMinutes) {
    Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    OffsetDateTime local = instant.atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
    if (local.getYear() < 0 || local.getYear() > 9999) {
      return;
    }
    String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(local);

    assertThat(read(field(new Timestamp()), text)).isEqualTo(instant);
    assertThat(read(field(new Timestamp()), text.replace('T', ' '))).isEqualTo(instant);
  }

  @ParameterizedTest
  @CsvSource({
    "dd.MM.yy HH:mm, 31.01.24 23:59, 2024-01-31T22:59:00Z",
    "yyyy-MM-dd HH:mm:ss.SSS, 2024-01-31 23:59:59.125, 2024-01-31T22:59:59.125Z",
    "MM/dd/yyyy hh:mm a, 01/31/2024 11:59 PM, 2024-01-31T22:59:00Z",
    "yyyyMMddHHmmssXX, 20240131235959+0200, 2024-01-31T21:59:59Z",
    "yyyy-MM-dd HH:mm VV, 2024-07-31 12:00 America/New_York, 2024-07-31T16:00:00Z",
  })
  void readsTheContractsFormats(String format, String text, Instant expected) {
    assertThat(read(field(new Timestamp()).formats(format).zone("Europe/Berlin"), text))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-01-31T23:59:59+02:00, 2024-01-31T21:59:59Z",
    "2024-01-31 23:59, 2024-01-31T22:59:00Z",
    "2024-01-31, 2024-01-30T23:00:00Z",
    "31.01.24 at noon, 2024-01-30T23:00:00Z",
  })
  void readsIsoAndOtherFormatsSideBySideAndADateAsItsMidnight(String text, Instant expected) {
    FieldBuilder field =
        field(new Timestamp())
            .formats("uuuu-MM-dd", "ISO", "dd.MM.uu' at noon'")
            .zone("Europe/Berlin");

    assertThat(read(field, text)).isEqualTo(expected);
  }

  @Test
  void aMidnightThatTheClocksSkipIsRefused() {
    FieldBuilder field = field(new Timestamp()).formats("uuuu-MM-dd").zone("America/Sao_Paulo");

    assertThat(problem(field, "2018-11-04"))
        .isEqualTo(
            "not a local time of America/Sao_Paulo: the clocks there were put forward over it");
  }

  @Test
  void namesAllFormatsWhenNoneFits() {
    FieldBuilder field = field(new Timestamp()).formats("ISO", "uuuu-MM-dd").zone("UTC");

    assertThat(problem(field, "31/01/2024"))
        .isEqualTo("not a real timestamp in the contract's format: ISO, uuuu-MM-dd");
  }

  @Test
  void formatsFollowTheSameRulesAsIso() {
    FieldBuilder field = field(new Timestamp()).formats("yyyy-MM-dd HH:mm:ss.SSSSSSSSS");
    assertThat(problem(field, "2024-01-31 23:59:59.000000000"))
        .isEqualTo("names no offset, and the contract declares no zone for the field");
    field.zone("Europe/Berlin");
    assertThat(problem(field, "2024-01-31 23:59:59.000000001"))
        .isEqualTo("finer than a microsecond: expected at most 6 decimals of a second");
    assertThat(problem(field, "2024-03-31 02:30:00.000000000"))
        .isEqualTo("not a local time of Europe/Berlin: the clocks there were put forward over it");
    assertThat(problem(field, "2016-12-31 23:59:60.000000000"))
        .isEqualTo("not a real timestamp in the contract's format: yyyy-MM-dd HH:mm:ss.SSSSSSSSS");
    assertThat(problem(field, "2024-01-31T23:59:59Z"))
        .as("declared formats replace ISO 8601")
        .startsWith("not a real timestamp in the contract's format");
    field.formats("yyyy-MM-dd HH:mm VV");
    assertThat(problem(field, "2024-03-31 02:30 Europe/Berlin"))
        .as("a zone in the text has gaps, too")
        .isEqualTo("not a local time of Europe/Berlin: the clocks there were put forward over it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "HH:mm;format \"HH:mm\" does not name a whole date: expected year, month and day",
        "yyyy-MM-dd hh:mm;format \"yyyy-MM-dd hh:mm\" names no whole time of day: expected hours of"
            + " 24, or with a",
        "yyyy-MM-dd mm;format \"yyyy-MM-dd mm\" names no whole time of day: expected hours of 24, or"
            + " with a",
      })
  void refusesFormatsThatAreNoInstant(String format, String message) {
    FieldBuilder field = field(new Timestamp()).formats(format);

    assertThatThrownBy(() -> ValueParser.of(field.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void refusesUnknownZones() {
    FieldBuilder field = field(new Timestamp()).zone("Europe/Atlantis");

    assertThatThrownBy(() -> ValueParser.of(field.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "zone \"Europe/Atlantis\" is unknown: expected a name such as Europe/Berlin, or an"
                + " offset");
  }

  private static Instant read(FieldBuilder field, String text) {
    ValueParser parser = ValueParser.of(field.build());
    assertThat(parser.parses(text)).as(text + ": " + parser.problem()).isTrue();
    return instant(parser);
  }

  private static Instant instant(ValueParser parser) {
    CanonicalValues.Encoder out = new CanonicalValues.Encoder();
    parser.put(out, 1);
    return Instant.EPOCH.plus(CanonicalValues.readLong(out.array(), 2), ChronoUnit.MICROS);
  }

  private static String problem(FieldBuilder field, String text) {
    ValueParser parser = ValueParser.of(field.build());
    assertThat(parser.parses(text)).as(text).isFalse();
    return parser.problem();
  }
}
