package io.ledgerlake.schemas.contract;

import io.ledgerlake.schemas.value.Value;
import io.ledgerlake.schemas.value.ValueParser;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The values that a contract writes down for a field: they are read by the same parser as the
 * field's texts in a file, and the ones that stand for a file's text must pass the field's rules.
 */
final class FieldValues {

  private static final Pattern QUOTED = Pattern.compile("'[^']*'");
  private static final Pattern OFFSET_OR_ZONE = Pattern.compile("[VzOXxZ]");

  private final Field field;
  private final JsonProperties json;
  private final ValueParser parser;

  private FieldValues(Field field, JsonProperties json, ValueParser parser) {
    this.field = field;
    this.json = json;
    this.parser = parser;
  }

  /** Reports every format and value that the field cannot have. */
  static void check(Field field, JsonProperties json) {
    boolean good = true;
    for (String format : field.formats()) {
      good &= isFormat(field, format, json);
    }
    if (good) {
      new FieldValues(field, json, ValueParser.of(field)).check();
    }
  }

  private static boolean isFormat(Field field, String format, JsonProperties json) {
    boolean timestamp = field.type() instanceof FieldType.Timestamp;
    if (!timestamp && !(field.type() instanceof FieldType.Date)) {
      return false; // Reported as misplaced.
    }
    try {
      ValueParser.of(withFormat(field, format));
    } catch (IllegalArgumentException e) {
      json.problem("\"formats\": " + e.getMessage());
      return false;
    }
    if (timestamp
        && field.zone().isEmpty()
        && !json.has("zone")
        && !format.equals("ISO")
        && !OFFSET_OR_ZONE.matcher(QUOTED.matcher(format).replaceAll("")).find()) {
      json.problem(
          "\"formats\" has \""
              + format
              + "\", which names no offset; expected a \"zone\" beside it");
    }
    return true;
  }

  private static Field withFormat(Field f, String format) {
    return new Field(
        f.id(),
        f.name(),
        f.type(),
        f.source(),
        f.aliases(),
        f.required(),
        f.defaultText(),
        f.constantText(),
        f.trim(),
        f.pattern(),
        f.allowed(),
        f.min(),
        f.max(),
        List.of(format),
        f.zone(),
        f.decimalSign(),
        f.groupingSign(),
        f.personal());
  }

  private void check() {
    Optional<Value> min = hasBounds() ? value("min", field.min()) : Optional.empty();
    Optional<Value> max = hasBounds() ? value("max", field.max()) : Optional.empty();
    if (min.isPresent() && max.isPresent()) {
      parser.load(min.get());
      if (parser.compareTo(max.get()) > 0) {
        json.problem(
            "\"min\" " + field.min().get() + " is greater than \"max\" " + field.max().get());
      }
    }
    List<Value> allowed =
        field.allowed().stream()
            .flatMap(text -> value("allowed", Optional.of(text)).stream())
            .toList();
    fits("defaultText", field.defaultText(), allowed, min, max);
    fits("constantText", field.constantText(), allowed, min, max);
  }

  private boolean hasBounds() {
    return !(field.type() instanceof FieldType.Text
        || field.type() instanceof FieldType.Bool
        || field.type() instanceof FieldType.Enumeration);
  }

  private Optional<Value> value(String property, Optional<String> text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!parser.parses(text.get())) {
      json.problem("\"" + property + "\" is \"" + text.get() + "\", " + parser.problem());
      return Optional.empty();
    }
    return Optional.of(parser.value());
  }

  private void fits(
      String property,
      Optional<String> text,
      List<Value> allowed,
      Optional<Value> min,
      Optional<Value> max) {
    Optional<Value> value = value(property, text);
    if (value.isEmpty()) {
      return;
    }
    parser.load(value.get());
    String found = "\"" + property + "\" is \"" + text.get() + "\", expected ";
    if (!field.allowed().isEmpty()
        && allowed.stream().noneMatch(one -> parser.compareTo(one) == 0)) {
      json.problem(found + "one of \"allowed\": " + String.join(", ", field.allowed()));
    }
    if (field.pattern().isPresent() && !matches(field.pattern().get(), text.get())) {
      json.problem(found + "a match of \"pattern\" " + field.pattern().get());
    }
    if (min.isPresent() && parser.compareTo(min.get()) < 0) {
      json.problem(found + "at least \"min\" " + field.min().get());
    }
    if (max.isPresent() && parser.compareTo(max.get()) > 0) {
      json.problem(found + "at most \"max\" " + field.max().get());
    }
  }

  private static boolean matches(String pattern, String text) {
    try {
      return Pattern.compile(pattern).matcher(text).matches();
    } catch (PatternSyntaxException e) {
      return true; // The pattern itself has been reported.
    }
  }
}
