package io.ledgerlake.schemas.value;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A contract's date or timestamp pattern in the letters of {@link DateTimeFormatter}, resolved
 * strictly: 31 February is no date. {@code y} is read as {@code u}, because strict resolution knows
 * no year of an era that is not named; a two-digit year lies in 2000 to 2099. Names of months and
 * days are English. The word {@link #ISO} among the formats stands for ISO 8601.
 */
final class TimePattern {

  /** A time at which every field of a pattern shows whether it can be told from the others. */
  private static final ZonedDateTime SAMPLE =
      OffsetDateTime.of(2024, 11, 23, 17, 48, 59, 123_456_000, ZoneOffset.ofHours(1))
          .toZonedDateTime();

  /** No pattern, as {@code I} is no pattern letter; what a field without formats has. */
  static final String ISO = "ISO";

  private static final Pattern QUOTED = Pattern.compile("'[^']*'");
  private static final Pattern TIME_OF_DAY = Pattern.compile("[aBhKkHmsSAnN]");

  private final DateTimeFormatter formatter;
  private TemporalAccessor parsed;

  private TimePattern(DateTimeFormatter formatter) {
    this.formatter = formatter;
  }

  /** Returns whether the formats of a field take ISO 8601. */
  static boolean takeIso(List<String> formats) {
    return formats.isEmpty() || formats.contains(ISO);
  }

  /** Returns the patterns among the formats of a date. */
  static List<TimePattern> dates(List<String> formats) {
    return formats.stream()
        .filter(format -> !format.equals(ISO))
        .map(TimePattern::compile)
        .toList();
  }

  /** Returns the patterns among the formats of a timestamp; one of a date alone is its midnight. */
  static List<TimePattern> timestamps(List<String> formats) {
    List<TimePattern> timestamps = new ArrayList<>();
    for (String format : formats) {
      if (format.equals(ISO)) {
        continue;
      }
      TimePattern timestamp = compile(format);
      if (timestamp.parsed.query(TemporalQueries.localTime()) == null
          && TIME_OF_DAY.matcher(QUOTED.matcher(format).replaceAll("")).find()) {
        throw new IllegalArgumentException(
            "format \""
                + format
                + "\" names no whole time of day: expected hours of 24, or with a");
      }
      timestamps.add(timestamp);
    }
    return timestamps;
  }

  private static TimePattern compile(String pattern) {
    try {
      TimePattern compiled =
          new TimePattern(
              DateTimeFormatter.ofPattern(years(pattern), Locale.ROOT)
                  .withResolverStyle(ResolverStyle.STRICT));
      if (!compiled.parses(compiled.formatter.format(SAMPLE))) {
        throw new IllegalArgumentException(
            "format \"" + pattern + "\" cannot read what it writes: its fields run together");
      }
      if (compiled.date() == null) {
        throw new IllegalArgumentException(
            "format \"" + pattern + "\" does not name a whole date: expected year, month and day");
      }
      return compiled;
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "format \"" + pattern + "\" cannot be read back: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      if (e.getMessage().startsWith("format ")) {
        throw e;
      }
      throw new IllegalArgumentException(
          "format \"" + pattern + "\" is no DateTimeFormatter pattern: " + e.getMessage(), e);
    }
  }

  /** Reads {@code y} as {@code u} outside quotes, unless the pattern names an era. */
  private static String years(String pattern) {
    StringBuilder out = new StringBuilder(pattern);
    boolean quoted = false;
    boolean era = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      era |= !quoted && c == 'G';
      if (!quoted && c == 'y') {
        out.setCharAt(i, 'u');
      }
    }
    return era ? pattern : out.toString();
  }

  /** Reads a text; returns whether it is in this pattern and real. */
  boolean read(String text) {
    return parses(text) && date() != null;
  }

  private boolean parses(String text) {
    try {
      parsed = formatter.parse(text);
      return true;
    } catch (DateTimeException e) {
      parsed = null;
      return false;
    }
  }

  /** Returns the date read last, or null. */
  LocalDate date() {
    return parsed.query(TemporalQueries.localDate());
  }

  /** Returns the time of day read last: midnight, if the pattern is that of a date alone. */
  LocalTime time() {
    LocalTime time = parsed.query(TemporalQueries.localTime());
    return time == null ? LocalTime.MIDNIGHT : time;
  }

  /** Returns the offset or zone read last, or null; an offset goes before a zone's name. */
  ZoneId zone() {
    return parsed.isSupported(ChronoField.OFFSET_SECONDS)
        ? ZoneOffset.ofTotalSeconds(parsed.get(ChronoField.OFFSET_SECONDS))
        : parsed.query(TemporalQueries.zone());
  }
}
