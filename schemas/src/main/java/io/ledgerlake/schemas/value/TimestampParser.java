package io.ledgerlake.schemas.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.schemas.contract.Field;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Instants in microseconds, from ISO 8601 texts or from the contract's formats.
 *
 * <p>ISO 8601 here is {@code 2024-01-31T23:59:59.123456Z}: {@code T} or a space between date and
 * time, seconds optional, a fraction of any length whose digits after the sixth are zeros, and
 * {@code Z}, {@code +HH:MM}, {@code +HHMM} or {@code +HH}. A text without an offset is read in the
 * field's zone; without one it is refused. Local times that the zone skips are refused, those that
 * it has twice are the earlier instant. There is no second 60 and no hour 24.
 */
final class TimestampParser extends ValueParser {

  private static final String UNREAL =
      "not a real date or time of day: expected one that calendar and clock show, seconds 00 to 59";
  private static final String TOO_FINE =
      "finer than a microsecond: expected at most 6 decimals of a second";
  private static final String NO_ZONE =
      "names no offset, and the contract declares no zone for the field";
  private static final int MAX_OFFSET_SECONDS = 18 * 3600;
  private static final int SHORTEST = "2024-01-31T23:59".length();

  private final boolean iso;
  private final List<TimePattern> patterns;
  private final ZoneOffsets zone;
  private final String malformed;
  private final String skipped;
  private long micros;

  // What the ISO text before the offset says.
  private long localSecond;
  private int fraction;
  private int position;

  private TimestampParser(
      boolean iso, List<TimePattern> patterns, Optional<ZoneId> zone, String malformed) {
    this.iso = iso;
    this.patterns = patterns;
    this.zone = zone.map(ZoneOffsets::new).orElse(null);
    this.malformed = malformed;
    skipped = zone.map(TimestampParser::skippedIn).orElse("");
  }

  static TimestampParser forField(Field field) {
    List<String> formats = field.formats();
    return new TimestampParser(
        TimePattern.takeIso(formats),
        TimePattern.timestamps(formats),
        field.zone().map(TimestampParser::zoneId),
        formats.isEmpty()
            ? "not a timestamp: expected ISO 8601, such as 2024-01-31T23:59:59.123456Z"
            : "not a real timestamp in the contract's format: " + TextParser.list(formats));
  }

  private static String skippedIn(ZoneId zone) {
    return "not a local time of " + zone.getId() + ": the clocks there were put forward over it";
  }

  private static ZoneId zoneId(String id) {
    try {
      return ZoneId.of(id);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "zone \"" + id + "\" is unknown: expected a name such as Europe/Berlin, or an offset", e);
    }
  }

  @Override
  public boolean read(byte[] utf8, int start, int end) {
    return iso && readIso(utf8, start, end) || !patterns.isEmpty() && readPattern(utf8, start, end);
  }

  private boolean readIso(byte[] utf8, int start, int end) {
    if (end - start < SHORTEST || !IsoText.isDate(utf8, start)) {
      return refuse(malformed);
    }
    byte between = utf8[start + 10];
    int hour = Civil.twoDigits(utf8, start + 11);
    int minute = Civil.twoDigits(utf8, start + 14);
    if (between != 'T' && between != ' ' || (hour | minute) < 0 || utf8[start + 13] != ':') {
      return refuse(malformed);
    }
    int second = 0;
    position = start + SHORTEST;
    if (position < end && utf8[position] == ':') {
      second = end - position < 3 ? -1 : Civil.twoDigits(utf8, position + 1);
      position += 3;
      if (second < 0) {
        return refuse(malformed);
      }
      if (!readFraction(utf8, end)) {
        return false;
      }
    } else {
      fraction = 0;
    }
    int year = IsoText.year(utf8, start);
    int month = IsoText.month(utf8, start);
    int day = IsoText.dayOfMonth(utf8, start);
    if (!Civil.isDate(year, month, day) || hour > 23 || minute > 59 || second > 59) {
      return refuse(UNREAL);
    }
    int secondOfDay = 3600 * hour + 60 * minute + second;
    return readOffset(utf8, end, Civil.epochDay(year, month, day), secondOfDay);
  }

  private boolean readFraction(byte[] utf8, int end) {
    fraction = 0;
    if (position == end || utf8[position] != '.') {
      return true;
    }
    int from = ++position;
    boolean tooFine = false;
    while (position < end && utf8[position] >= '0' && utf8[position] <= '9') {
      if (position - from < 6) {
        fraction = 10 * fraction + utf8[position] - '0';
      } else {
        tooFine |= utf8[position] != '0';
      }
      position++;
    }
    for (int digits = position - from; digits < 6; digits++) {
      fraction *= 10;
    }
    return position > from ? !tooFine || refuse(TOO_FINE) : refuse(malformed);
  }

  private boolean readOffset(byte[] utf8, int end, long day, int secondOfDay) {
    localSecond = day * Civil.SECONDS_PER_DAY + secondOfDay;
    if (position == end) {
      return zone == null ? refuse(NO_ZONE) : in(zone.of(day, secondOfDay));
    }
    byte sign = utf8[position];
    int left = end - position;
    if (sign == 'Z') {
      return left == 1 ? in(0) : refuse(malformed);
    }
    boolean colon = left == 6 && utf8[position + 3] == ':';
    if (sign != '+' && sign != '-' || left != 3 && left != 5 && !colon) {
      return refuse(malformed);
    }
    int hours = Civil.twoDigits(utf8, position + 1);
    int minutes = left == 3 ? 0 : Civil.twoDigits(utf8, end - 2);
    if ((hours | minutes) < 0) {
      return refuse(malformed);
    }
    int offset = 3600 * hours + 60 * minutes;
    if (minutes > 59 || offset > MAX_OFFSET_SECONDS) {
      return refuse("offset outside -18:00 to +18:00");
    }
    return in(sign == '-' ? -offset : offset);
  }

  private boolean in(int offsetSeconds) {
    if (offsetSeconds == ZoneOffsets.NONE) {
      return refuse(skipped);
    }
    micros = (localSecond - offsetSeconds) * Civil.MICROS_PER_SECOND + fraction;
    return true;
  }

  private boolean readPattern(byte[] utf8, int start, int end) {
    String text = new String(utf8, start, end - start, UTF_8);
    for (TimePattern pattern : patterns) {
      if (pattern.read(text)) {
        return resolve(pattern.date(), pattern.time(), pattern.zone());
      }
    }
    return refuse(malformed);
  }

  private boolean resolve(LocalDate date, LocalTime time, ZoneId named) {
    if (date.getYear() < 0 || date.getYear() > Civil.LAST_YEAR) {
      return refuse("year outside 0000 to 9999");
    }
    if (time.getNano() % 1000 != 0) {
      return refuse(TOO_FINE);
    }
    if (named == null && zone == null) {
      return refuse(NO_ZONE);
    }
    int secondOfDay = time.toSecondOfDay();
    localSecond = date.toEpochDay() * Civil.SECONDS_PER_DAY + secondOfDay;
    fraction = time.getNano() / 1000;
    if (named instanceof ZoneOffset offset) {
      return in(offset.getTotalSeconds());
    }
    if (named == null) {
      return in(zone.of(date.toEpochDay(), secondOfDay));
    }
    int offset = new ZoneOffsets(named).of(date.toEpochDay(), secondOfDay);
    return offset == ZoneOffsets.NONE ? refuse(skippedIn(named)) : in(offset);
  }

  @Override
  public void put(CanonicalValues.Encoder out, int id) {
    out.putLong(id, micros);
  }

  @Override
  public void putKey(KeyBytes out) {
    out.putLong(micros);
  }

  @Override
  public Value value() {
    return Value.ofNumber(micros);
  }

  @Override
  public void load(Value kept) {
    micros = kept.number;
  }

  @Override
  public int compareTo(Value other) {
    return Long.compare(micros, other.number);
  }

  @Override
  public long epochDay() {
    return Math.floorDiv(micros, Civil.SECONDS_PER_DAY * Civil.MICROS_PER_SECOND);
  }
}
