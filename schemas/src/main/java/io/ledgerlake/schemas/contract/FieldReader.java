package io.ledgerlake.schemas.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.avro.Schema;

/** Reads the fields of one contract, in order. */
final class FieldReader {

  /** The properties that a field of a contract may have. */
  static final Set<String> PROPERTIES =
      Set.of(
          "name",
          "type",
          "doc",
          "default",
          "aliases",
          "id",
          "source",
          "sourceAliases",
          "defaultText",
          "constantText",
          "trim",
          "pattern",
          "allowed",
          "min",
          "max",
          "formats",
          "zone",
          "decimalSign",
          "groupingSign",
          "personal");

  private static final Map<String, String> HINTS =
      Map.of(
          "required", "a field is required unless its \"type\" is [\"null\", ...]",
          "optional", "a field is optional when its \"type\" is [\"null\", ...]",
          "nullable", "a field is optional when its \"type\" is [\"null\", ...]",
          "constant", "did you mean \"constantText\"?",
          "format", "did you mean \"formats\"? It is a list",
          "precision", "it belongs to the decimal, inside \"type\"",
          "scale", "it belongs to the decimal, inside \"type\"",
          "logicalType", "it belongs inside \"type\": {\"type\": ..., \"logicalType\": ...}",
          "symbols", "it belongs to the enum, inside \"type\"");

  private static final Pattern AVRO_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Problems problems;
  private final Schema.Parser types = new Schema.Parser();

  FieldReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * Reads a field.
   *
   * @param position its place among the contract's fields, from 1; its id when it gives none
   * @return empty if it has no usable name or type; then a problem has been reported
   */
  Optional<Field> read(JsonNode node, int position) {
    if (!(node instanceof ObjectNode object)) {
      problems.add("field " + position, "expected an object {\"name\": ..., \"type\": ...}");
      return Optional.empty();
    }
    String label = object.path("name").isTextual() ? object.path("name").textValue() : "";
    JsonProperties json =
        new JsonProperties(
            object, "field " + (label.isBlank() ? String.valueOf(position) : label), problems);
    Optional<String> name = name(json);
    Optional<AvroType> type = type(json);
    json.text("doc");
    avroDefault(json, type);
    Optional<Field> field = read(json, position, name.orElse(""), type);
    json.refuseUnknown(HINTS);
    return name.isPresent() ? field : Optional.empty();
  }

  private Optional<Field> read(
      JsonProperties json, int position, String name, Optional<AvroType> type) {
    Optional<String> constant = json.text("constantText");
    List<String> aliases = aliases(json);
    Optional<Character> groupingSign = json.character("groupingSign");
    Field field =
        new Field(
            json.count("id", 1).orElse(position),
            name,
            type.map(AvroType::type).orElse(new FieldType.Text()),
            json.text("source").orElse(constant.isPresent() ? "" : name),
            aliases,
            !type.map(AvroType::optional).orElse(true),
            json.text("defaultText"),
            constant,
            json.flag("trim").orElse(true),
            pattern(json),
            json.texts("allowed"),
            json.text("min"),
            json.text("max"),
            json.texts("formats"),
            zone(json),
            json.character("decimalSign").orElse(decimalSign(type, groupingSign)),
            groupingSign,
            json.flag("personal").orElse(false));
    if (type.isEmpty()) {
      return Optional.empty();
    }
    FieldChecks.check(field, json);
    return Optional.of(field);
  }

  /** A point between groups of digits leaves the comma for decimals, also where there are none. */
  private static char decimalSign(Optional<AvroType> type, Optional<Character> groupingSign) {
    boolean whole = type.isPresent() && !(type.get().type() instanceof FieldType.Decimal);
    return whole && groupingSign.equals(Optional.of('.')) ? ',' : '.';
  }

  private static Optional<String> name(JsonProperties json) {
    if (!json.has("name")) {
      json.any("name");
      json.problem("\"name\" is missing, expected the column's name in the tables");
      return Optional.empty();
    }
    Optional<String> name = json.text("name");
    if (name.isPresent() && !AVRO_NAME.matcher(name.get()).matches()) {
      json.problem(
          "\"name\" is \""
              + name.get()
              + "\", expected a letter or _ and then letters, digits and _; a header's own spelling"
              + " goes into \"source\"");
      return Optional.empty();
    }
    return name;
  }

  private Optional<AvroType> type(JsonProperties json) {
    Optional<JsonNode> type = json.any("type");
    if (type.isEmpty()) {
      json.problem("\"type\" is missing, expected an Avro type such as \"string\"");
      return Optional.empty();
    }
    return AvroType.read(type.get(), types, json);
  }

  /** Avro's own default is for its readers; only the usual null of an optional field is of use. */
  private static void avroDefault(JsonProperties json, Optional<AvroType> type) {
    Optional<JsonNode> value = json.any("default");
    if (value.isEmpty() || type.isEmpty()) {
      return;
    }
    if (!value.get().isNull()) {
      json.problem(
          "Avro's \"default\" is "
              + value.get()
              + ", expected null; use \"defaultText\" for what a blank value stands for");
    } else if (!type.get().optional()) {
      json.problem(
          "\"default\" is null but the field is required; make its \"type\" [\"null\", ...] or leave"
              + " \"default\" out");
    }
  }

  private static List<String> aliases(JsonProperties json) {
    List<String> aliases = new ArrayList<>();
    for (String former : json.texts("aliases")) {
      if (AVRO_NAME.matcher(former).matches()) {
        aliases.add(former);
      } else {
        json.problem(
            "Avro's \"aliases\" lists \""
                + former
                + "\", expected earlier column names; other header names go into"
                + " \"sourceAliases\"");
      }
    }
    for (String other : json.texts("sourceAliases")) {
      if (aliases.contains(other)) {
        json.problem("\"" + other + "\" is in \"aliases\" and in \"sourceAliases\"");
      } else {
        aliases.add(other);
      }
    }
    return aliases;
  }

  private static Optional<String> pattern(JsonProperties json) {
    Optional<String> pattern = json.text("pattern");
    if (pattern.isPresent()) {
      try {
        Pattern.compile(pattern.get());
      } catch (PatternSyntaxException e) {
        json.problem(
            "\"pattern\" is \""
                + pattern.get()
                + "\", expected a Java regular expression: "
                + e.getDescription()
                + " near position "
                + e.getIndex());
      }
    }
    return pattern;
  }

  private static Optional<String> zone(JsonProperties json) {
    return json.text("zone").filter(zone -> isZone(zone, "zone", json));
  }

  /** Returns whether a text is a zone id; reports a problem when it is not. */
  static boolean isZone(String zone, String property, JsonProperties json) {
    try {
      return ZoneId.of(zone) != null;
    } catch (DateTimeException e) {
      json.problem(
          "\""
              + property
              + "\" is \""
              + zone
              + "\", expected a zone id such as UTC or Europe/Amsterdam"
              + NearestName.suggestion(zone, ZoneId.getAvailableZoneIds()));
      return false;
    }
  }
}
