package io.ledgerlake.schemas.contract;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;

/** Texts of a contract that stand for values of a field, written as in the field's files. */
final class FieldText {

  private FieldText() {}

  /**
   * Parses a text as the field's type.
   *
   * @throws IllegalArgumentException if it is none; the message says what was expected
   */
  @SuppressWarnings("unchecked")
  static Comparable<Object> parse(Field field, String text) {
    try {
      return (Comparable<Object>) (Comparable<?>) value(field, text);
    } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
      throw new IllegalArgumentException("expected " + expected(field), e);
    }
  }

  private static Comparable<?> value(Field field, String text) {
    if (field.type() instanceof FieldType.Int32) {
      return Integer.valueOf(plain(field, text));
    } else if (field.type() instanceof FieldType.Int64) {
      return Long.valueOf(plain(field, text));
    } else if (field.type() instanceof FieldType.Decimal type) {
      return decimal(field, type, text);
    } else if (field.type() instanceof FieldType.Date) {
      return date(field, text);
    } else if (field.type() instanceof FieldType.Timestamp) {
      return timestamp(field, text);
    } else if (field.type() instanceof FieldType.Bool
        && !List.of("true", "false").contains(text.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("expected true or false");
    } else if (field.type() instanceof FieldType.Enumeration type
        && !type.symbols().contains(text)) {
      throw new IllegalArgumentException(
          "expected one of the enum's symbols " + String.join(", ", type.symbols()));
    }
    return text;
  }

  private static String plain(Field field, String text) {
    String digits = text;
    if (field.groupingSign().isPresent()) {
      digits = digits.replace(String.valueOf(field.groupingSign().get()), "");
    }
    if (!digits.matches("[+-]?[0-9]+([.,][0-9]+)?")) {
      throw new NumberFormatException(text);
    }
    return digits.replace(field.decimalSign(), '.');
  }

  private static BigDecimal decimal(Field field, FieldType.Decimal type, String text) {
    if (field.decimalSign() == ',' && text.contains(".") && field.groupingSign().isEmpty()) {
      throw new NumberFormatException(text);
    }
    BigDecimal value = new BigDecimal(plain(field, text)).setScale(type.scale());
    if (value.precision() > type.precision()) {
      throw new NumberFormatException(text);
    }
    return value;
  }

  private static LocalDate date(Field field, String text) {
    if (field.formats().isEmpty()) {
      return LocalDate.parse(text);
    }
    for (String format : field.formats()) {
      try {
        return LocalDate.parse(text, DateTimeFormatter.ofPattern(format, Locale.ROOT));
      } catch (DateTimeException e) {
        continue;
      }
    }
    throw new DateTimeException(text);
  }

  private static Instant timestamp(Field field, String text) {
    if (field.formats().isEmpty()) {
      return instant(field, text, DateTimeFormatter.ISO_DATE_TIME);
    }
    for (String format : field.formats()) {
      try {
        return instant(field, text, DateTimeFormatter.ofPattern(format, Locale.ROOT));
      } catch (DateTimeException e) {
        continue;
      }
    }
    throw new DateTimeException(text);
  }

  private static Instant instant(Field field, String text, DateTimeFormatter formatter) {
    TemporalAccessor value =
        formatter.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
    if (value instanceof OffsetDateTime dateTime) {
      return dateTime.toInstant();
    }
    if (field.zone().isEmpty()) {
      throw new DateTimeException(text);
    }
    LocalDateTime local =
        value instanceof LocalDate day ? day.atStartOfDay() : (LocalDateTime) value;
    return local.atZone(ZoneId.of(field.zone().get())).toInstant();
  }

  private static String expected(Field field) {
    String formats =
        field.formats().isEmpty()
            ? "ISO 8601"
            : "written as " + String.join(" or ", field.formats());
    if (field.type() instanceof FieldType.Decimal type) {
      return "a decimal of at most "
          + type.precision()
          + " digits, "
          + type.scale()
          + " of them after the sign \""
          + field.decimalSign()
          + "\"";
    } else if (field.type() instanceof FieldType.Date) {
      return "a date, " + formats;
    } else if (field.type() instanceof FieldType.Timestamp) {
      return "a timestamp, "
          + formats
          + field.zone().map(zone -> " in " + zone).orElse(" with Z or an offset");
    }
    return field.type() instanceof FieldType.Int32 ? "a 32-bit integer" : "a 64-bit integer";
  }
}
