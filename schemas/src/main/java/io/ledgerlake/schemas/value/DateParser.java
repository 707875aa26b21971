package io.ledgerlake.schemas.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.schemas.contract.Field;
import java.time.LocalDate;
import java.util.List;

/**
 * Calendar dates, {@code 2024-01-31} (ISO 8601) or in the contract's formats. A date is a date: no
 * zone ever moves it to its neighbour.
 */
final class DateParser extends ValueParser {

  private static final int ISO_LENGTH = 10;

  private final boolean iso;
  private final List<TimePattern> patterns;
  private final String malformed;
  private long day;

  private DateParser(boolean iso, List<TimePattern> patterns, String malformed) {
    this.iso = iso;
    this.patterns = patterns;
    this.malformed = malformed;
  }

  static DateParser forField(Field field) {
    List<String> formats = field.formats();
    return new DateParser(
        TimePattern.takeIso(formats),
        TimePattern.dates(formats),
        formats.isEmpty()
            ? "not a date: expected ISO 8601, such as 2024-01-31"
            : "not a real date in the contract's format: " + TextParser.list(formats));
  }

  @Override
  public boolean read(byte[] utf8, int start, int end) {
    return iso && readIso(utf8, start, end) || !patterns.isEmpty() && readPattern(utf8, start, end);
  }

  private boolean readIso(byte[] utf8, int start, int end) {
    if (end - start != ISO_LENGTH || !IsoText.isDate(utf8, start)) {
      return refuse(malformed);
    }
    int year = IsoText.year(utf8, start);
    int month = IsoText.month(utf8, start);
    int dayOfMonth = IsoText.dayOfMonth(utf8, start);
    if (!Civil.isDate(year, month, dayOfMonth)) {
      return refuse("not a real date: expected a day that the calendar has");
    }
    day = Civil.epochDay(year, month, dayOfMonth);
    return true;
  }

  private boolean readPattern(byte[] utf8, int start, int end) {
    String text = new String(utf8, start, end - start, UTF_8);
    for (TimePattern pattern : patterns) {
      if (pattern.read(text)) {
        LocalDate date = pattern.date();
        if (date.getYear() < 0 || date.getYear() > Civil.LAST_YEAR) {
          return refuse("year outside 0000 to 9999");
        }
        day = date.toEpochDay();
        return true;
      }
    }
    return refuse(malformed);
  }

  @Override
  public void put(CanonicalValues.Encoder out, int id) {
    out.putLong(id, day);
  }

  @Override
  public void putKey(KeyBytes out) {
    out.putLong(day);
  }

  @Override
  public Value value() {
    return Value.ofNumber(day);
  }

  @Override
  public void load(Value kept) {
    day = kept.number;
  }

  @Override
  public int compareTo(Value other) {
    return Long.compare(day, other.number);
  }

  @Override
  public long epochDay() {
    return day;
  }
}
