package io.ledgerlake.schemas.contract;

import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What the properties of one field must agree on. */
final class FieldChecks {

  private static final String GROUPING_SIGNS = ".,' _";

  private FieldChecks() {}

  /** Reports every disagreement. */
  static void check(Field field, JsonProperties json) {
    boolean dateOrTime =
        field.type() instanceof FieldType.Date || field.type() instanceof FieldType.Timestamp;
    boolean whole =
        field.type() instanceof FieldType.Int32 || field.type() instanceof FieldType.Int64;
    boolean decimal = field.type() instanceof FieldType.Decimal;
    only(json, "formats", dateOrTime, "a date or a timestamp");
    only(json, "zone", field.type() instanceof FieldType.Timestamp, zoneUser(field));
    only(json, "decimalSign", decimal, "a decimal");
    only(json, "groupingSign", decimal || whole, "a number");
    only(json, "min", dateOrTime || decimal || whole, "a number, a date or a timestamp");
    only(json, "max", dateOrTime || decimal || whole, "a number, a date or a timestamp");
    constant(field, json);
    if (field.required() && field.defaultText().isPresent()) {
      json.problem(
          "\"defaultText\" can never apply, as a required field refuses blank values; make the"
              + " \"type\" [\"null\", ...] or leave \"defaultText\" out");
    }
    signs(field, json);
    if (formats(field, json)) {
      values(field, json);
    }
  }

  private static String zoneUser(Field field) {
    return field.type() instanceof FieldType.Date
        ? "a timestamp; a date is never shifted"
        : "a timestamp";
  }

  private static void only(JsonProperties json, String property, boolean fits, String owner) {
    if (!fits && json.has(property)) {
      json.problem("\"" + property + "\" is only for " + owner);
    }
  }

  private static void constant(Field field, JsonProperties json) {
    if (field.constantText().isEmpty()) {
      return;
    }
    for (String property : List.of("source", "sourceAliases", "aliases", "defaultText")) {
      if (json.has(property)) {
        json.problem(
            "\"constantText\" and \""
                + property
                + "\" exclude each other: a constant has no column in the file; keep one of them");
      }
    }
  }

  private static void signs(Field field, JsonProperties json) {
    if (field.decimalSign() != '.' && field.decimalSign() != ',') {
      json.problem("\"decimalSign\" is \"" + field.decimalSign() + "\", expected \".\" or \",\"");
    }
    Optional<Character> grouping = field.groupingSign();
    if (grouping.isPresent() && GROUPING_SIGNS.indexOf(grouping.get()) < 0) {
      json.problem(
          "\"groupingSign\" is \""
              + grouping.get()
              + "\", expected a point, a comma, an apostrophe, a blank or an underscore");
    }
    if (grouping.isPresent()
        && grouping.get() == field.decimalSign()
        && field.type() instanceof FieldType.Decimal) {
      json.problem(
          "\"groupingSign\" and \"decimalSign\" are both \""
              + grouping.get()
              + "\", expected two different signs");
    }
  }

  private static boolean formats(Field field, JsonProperties json) {
    boolean good = true;
    for (String format : field.formats()) {
      good &= formatter(format, json).isPresent();
    }
    return good;
  }

  private static Optional<DateTimeFormatter> formatter(String format, JsonProperties json) {
    try {
      return Optional.of(DateTimeFormatter.ofPattern(format, Locale.ROOT));
    } catch (IllegalArgumentException e) {
      json.problem(
          "\"formats\" has \""
              + format
              + "\", expected a java.time pattern such as dd.MM.uuuu: "
              + e.getMessage());
      return Optional.empty();
    }
  }

  private static void values(Field field, JsonProperties json) {
    Optional<Comparable<Object>> min = parsed(field, json, "min", field.min());
    Optional<Comparable<Object>> max = parsed(field, json, "max", field.max());
    if (min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0) {
      json.problem("\"min\" " + field.min().get() + " is above \"max\" " + field.max().get());
    }
    field.allowed().forEach(text -> parsed(field, json, "allowed", Optional.of(text)));
    fits(field, json, "defaultText", field.defaultText(), min, max);
    fits(field, json, "constantText", field.constantText(), min, max);
  }

  /** A value that the contract itself supplies must pass the field's own rules. */
  private static void fits(
      Field field,
      JsonProperties json,
      String property,
      Optional<String> text,
      Optional<Comparable<Object>> min,
      Optional<Comparable<Object>> max) {
    Optional<Comparable<Object>> value = parsed(field, json, property, text);
    if (value.isEmpty()) {
      return;
    }
    String found = "\"" + property + "\" is \"" + text.get() + "\", ";
    if (!field.allowed().isEmpty() && !field.allowed().contains(text.get())) {
      json.problem(found + "expected one of \"allowed\": " + String.join(", ", field.allowed()));
    }
    if (field.pattern().isPresent() && !matches(field.pattern().get(), text.get())) {
      json.problem(found + "expected a match of \"pattern\" " + field.pattern().get());
    }
    if (min.isPresent() && min.get().compareTo(value.get()) > 0) {
      json.problem(found + "expected at least \"min\" " + field.min().get());
    }
    if (max.isPresent() && max.get().compareTo(value.get()) < 0) {
      json.problem(found + "expected at most \"max\" " + field.max().get());
    }
  }

  private static boolean matches(String pattern, String text) {
    try {
      return Pattern.compile(pattern).matcher(text).matches();
    } catch (PatternSyntaxException e) {
      return true; // The pattern itself has been reported.
    }
  }

  private static Optional<Comparable<Object>> parsed(
      Field field, JsonProperties json, String property, Optional<String> text) {
    if (text.isEmpty() || !hasOrder(field, property)) {
      return Optional.empty();
    }
    try {
      return Optional.of(FieldText.parse(field, text.get()));
    } catch (IllegalArgumentException e) {
      json.problem("\"" + property + "\" is \"" + text.get() + "\", " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Bounds of a type without an order have been reported as misplaced. */
  private static boolean hasOrder(Field field, String property) {
    return !Set.of("min", "max").contains(property)
        || !(field.type() instanceof FieldType.Text
            || field.type() instanceof FieldType.Bool
            || field.type() instanceof FieldType.Enumeration);
  }
}
