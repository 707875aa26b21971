package io.ledgerlake.schemas.contract;

import java.util.List;
import java.util.Optional;

/**
 * One field of a {@link Contract}: a column of the tables, and how it is read from a file.
 *
 * @param id the field's number in {@code row_hash}; never reused, kept over a rename
 * @param name the column name in the tables
 * @param type the value's type
 * @param source the column name in the file's header
 * @param aliases other header names that the column may come under
 * @param required whether a missing or blank value is a {@code NULL_VALUE_ERROR}
 * @param defaultText text that stands for a blank value, as it would stand in a file
 * @param constantText text that is every row's value; such a field has no column in the file
 * @param trim whether blanks around a string are removed; keys are always trimmed
 * @param pattern regular expression that the whole text must match
 * @param allowed the only permitted texts; empty: any
 * @param min least permitted value, as text of the field's type
 * @param max greatest permitted value, as text of the field's type
 * @param formats {@link java.time.format.DateTimeFormatter} patterns of a date or timestamp, and
 *     {@code ISO} for ISO 8601; empty: ISO 8601
 * @param zone zone id of a timestamp text that names none; empty: such a text is an error
 * @param decimalSign the decimal sign of a number
 * @param groupingSign the sign between groups of digits; empty: none is permitted
 * @param personal whether values are personal data, masked in logs, reports and error values
 */
public record Field(
    int id,
    String name,
    FieldType type,
    String source,
    List<String> aliases,
    boolean required,
    Optional<String> defaultText,
    Optional<String> constantText,
    boolean trim,
    Optional<String> pattern,
    List<String> allowed,
    Optional<String> min,
    Optional<String> max,
    List<String> formats,
    Optional<String> zone,
    char decimalSign,
    Optional<Character> groupingSign,
    boolean personal) {

  public Field {
    aliases = List.copyOf(aliases);
    allowed = List.copyOf(allowed);
    formats = List.copyOf(formats);
  }
}
