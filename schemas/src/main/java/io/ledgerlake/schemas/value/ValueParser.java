package io.ledgerlake.schemas.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;

/**
 * Reads texts as values of one field's type. Holds the value it read last, so that a row costs no
 * object; a parser therefore belongs to one thread.
 *
 * <p>A text is given without the blanks that are to be trimmed, and is not blank: what a blank
 * stands for is the field's affair, not its type's.
 */
public abstract sealed class ValueParser
    permits TextParser, BooleanParser, IntegerParser, DecimalParser, DateParser, TimestampParser {

  private String problem = "";
  private boolean misfit;

  ValueParser() {}

  /**
   * Returns a parser of a field's texts.
   *
   * @throws IllegalArgumentException if the field's formats, zone or signs cannot be used; the
   *     message says which and why, without the field's name
   */
  public static ValueParser of(Field field) {
    FieldType type = field.type();
    if (type instanceof FieldType.Text) {
      return TextParser.any();
    } else if (type instanceof FieldType.Enumeration e) {
      return TextParser.oneOf(e.symbols());
    } else if (type instanceof FieldType.Bool) {
      return new BooleanParser();
    } else if (type instanceof FieldType.Int32) {
      return IntegerParser.int32(NumberScanner.of(field));
    } else if (type instanceof FieldType.Int64) {
      return IntegerParser.int64(NumberScanner.of(field));
    } else if (type instanceof FieldType.Decimal d) {
      return new DecimalParser(NumberScanner.of(field), d);
    } else if (type instanceof FieldType.Date) {
      return DateParser.forField(field);
    } else if (type instanceof FieldType.Timestamp) {
      return TimestampParser.forField(field);
    }
    throw new IllegalArgumentException("type " + type + " has no parser");
  }

  /**
   * Reads {@code utf8[start, end)}. The slice must stay unchanged for as long as the value is used.
   *
   * @return whether it is a value of the type; if not, {@link #problem()} says why
   */
  public abstract boolean read(byte[] utf8, int start, int end);

  /** Appends the value to a record in canonical bytes. */
  public abstract void put(CanonicalValues.Encoder out, int id);

  /** Appends bytes to a key that order as the values do. */
  public abstract void putKey(KeyBytes out);

  /** Returns a copy of the value. */
  public abstract Value value();

  /** Makes a kept value of the same field the current one. */
  public abstract void load(Value value);

  /** Compares the value with a kept one of the same field, in the order of the type. */
  public abstract int compareTo(Value other);

  /**
   * Returns the value's date in UTC, in days since 1970-01-01.
   *
   * @throws IllegalStateException if the type is neither date nor timestamp
   */
  public long epochDay() {
    throw new IllegalStateException("the field is neither a date nor a timestamp");
  }

  /** Returns whether blanks around the text of such a value are never part of it. */
  public boolean ignoresBlanks() {
    return true;
  }

  /**
   * Returns why the last text was no value, and what was expected: one sentence without the text.
   */
  public final String problem() {
    return problem;
  }

  /** Returns whether the last text was a number, but too large or too precise for the type. */
  public final boolean misfit() {
    return misfit;
  }

  /**
   * Reads a text of a contract: a default, a constant, a bound, an allowed value.
   *
   * @return whether it is a value of the type; if not, {@link #problem()} says why
   */
  public final boolean parses(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    int start = 0;
    int end = utf8.length;
    if (ignoresBlanks()) {
      start = Blanks.skip(utf8, start, end);
      end = Blanks.cut(utf8, start, end);
    }
    return read(utf8, start, end);
  }

  /**
   * Returns a text of a contract as a value.
   *
   * @throws IllegalArgumentException if it is none
   */
  public final Value value(String text) {
    if (!parses(text)) {
      throw new IllegalArgumentException("\"" + text + "\": " + problem);
    }
    return value();
  }

  final boolean refuse(String why) {
    problem = why;
    misfit = false;
    return false;
  }

  final boolean refuseMisfit(String why) {
    problem = why;
    misfit = true;
    return false;
  }
}
