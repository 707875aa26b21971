package io.ledgerlake.schemas.contract;

import java.util.List;
import java.util.Optional;

/** What the properties of one field must agree on. */
final class FieldChecks {

  /** Signs of common locales; the last three: a curly apostrophe and two no-break blanks. */
  private static final String GROUPING_SIGNS = ".,' _\u2019\u00a0\u202f";

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
    if (signs(field, json)) {
      FieldValues.check(field, json);
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

  private static boolean signs(Field field, JsonProperties json) {
    Optional<Character> grouping = field.groupingSign();
    if (field.decimalSign() != '.' && field.decimalSign() != ',') {
      json.problem("\"decimalSign\" is \"" + field.decimalSign() + "\", expected \".\" or \",\"");
    } else if (grouping.isPresent() && GROUPING_SIGNS.indexOf(grouping.get()) < 0) {
      json.problem(
          "\"groupingSign\" is \""
              + grouping.get()
              + "\", expected a point, a comma, an apostrophe, a blank or an underscore");
    } else if (grouping.equals(Optional.of(field.decimalSign()))) {
      json.problem(
          "\"groupingSign\" and \"decimalSign\" are both \""
              + grouping.get()
              + "\", expected two different signs");
    } else {
      return true;
    }
    return false;
  }
}
