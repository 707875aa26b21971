package io.ledgerlake.schemas.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * A field's Avro type, as a contract understands it.
 *
 * @param type the value's type
 * @param optional whether the Avro type is a union with null
 */
record AvroType(FieldType type, boolean optional) {

  /** Precision and scale of a decimal that gives neither. */
  private static final FieldType.Decimal DEFAULT_DECIMAL = new FieldType.Decimal(18, 4);

  private static final int MAX_PRECISION = 38;

  private static final String EXPECTED =
      "expected string, int, long, boolean, an enum, bytes with logicalType decimal, int with date"
          + " or long with timestamp-micros";

  private static final Map<String, String> UNSUPPORTED =
      Map.of(
          "float", "a binary fraction cannot hold money; use bytes with logicalType decimal",
          "double", "a binary fraction cannot hold money; use bytes with logicalType decimal",
          "fixed", "write a decimal as bytes with logicalType decimal",
          "timestamp-millis", "times are kept in microseconds; use timestamp-micros",
          "local-timestamp-millis", "use timestamp-micros, and \"zone\" for texts without a zone",
          "local-timestamp-micros", "use timestamp-micros, and \"zone\" for texts without a zone");

  /**
   * Reads a field's {@code type}.
   *
   * @param parser knows the named types of the fields before
   * @param field where problems are reported; its known names are taken as hints
   * @return empty if the type cannot be used; then a problem has been reported
   */
  static Optional<AvroType> read(JsonNode json, Schema.Parser parser, JsonProperties field) {
    Schema schema;
    try {
      schema = parser.parse(json.toString());
    } catch (SchemaParseException e) {
      field.problem("\"type\" is no Avro type: " + e.getMessage());
      return Optional.empty();
    }
    if (schema.getType() != Schema.Type.UNION) {
      return valueType(schema, field).map(type -> new AvroType(type, false));
    }
    List<Schema> values =
        schema.getTypes().stream().filter(s -> s.getType() != Schema.Type.NULL).toList();
    if (values.size() != 1 || schema.getTypes().size() != 2) {
      field.problem("\"type\" is the union " + schema + ", expected one type and null");
      return Optional.empty();
    }
    return valueType(values.get(0), field).map(type -> new AvroType(type, true));
  }

  private static Optional<FieldType> valueType(Schema schema, JsonProperties field) {
    Object logical = schema.getObjectProp("logicalType");
    String name = schema.getType().getName() + (logical == null ? "" : "+" + logical);
    Optional<FieldType> type =
        switch (name) {
          case "string" -> Optional.of(new FieldType.Text());
          case "int" -> Optional.of(new FieldType.Int32());
          case "long" -> Optional.of(new FieldType.Int64());
          case "boolean" -> Optional.of(new FieldType.Bool());
          case "int+date" -> Optional.of(new FieldType.Date());
          case "long+timestamp-micros" -> Optional.of(new FieldType.Timestamp());
          case "bytes+decimal" -> decimal(schema, field);
          case "enum" -> enumeration(schema, field);
          default -> unsupported(schema, logical, field);
        };
    refuseUnknown(schema, name, field);
    return type;
  }

  private static Optional<FieldType> unsupported(
      Schema schema, Object logical, JsonProperties field) {
    String name = schema.getType().getName();
    String reason =
        UNSUPPORTED.getOrDefault(
            logical == null ? name : logical.toString(), UNSUPPORTED.getOrDefault(name, EXPECTED));
    field.problem(
        "\"type\" is "
            + name
            + (logical == null ? "" : " with logicalType " + logical)
            + ", which a contract cannot have; "
            + reason);
    return Optional.empty();
  }

  private static Optional<FieldType> decimal(Schema schema, JsonProperties field) {
    Object precision = schema.getObjectProp("precision");
    Object scale = schema.getObjectProp("scale");
    if (precision == null && scale == null) {
      return Optional.of(DEFAULT_DECIMAL);
    }
    if (!(precision instanceof Integer p) || p < 1 || p > MAX_PRECISION) {
      field.problem(
          "decimal \"precision\" is "
              + (precision == null ? "missing" : precision)
              + ", expected a whole number from 1 to "
              + MAX_PRECISION);
      return Optional.empty();
    }
    // Avro: "scale ... defaults to 0".
    Object digits = scale == null ? Integer.valueOf(0) : scale;
    if (!(digits instanceof Integer s) || s < 0 || s > p) {
      field.problem(
          "decimal \"scale\" is " + digits + ", expected a whole number from 0 to precision " + p);
      return Optional.empty();
    }
    return Optional.of(new FieldType.Decimal(p, s));
  }

  private static Optional<FieldType> enumeration(Schema schema, JsonProperties field) {
    if (schema.getEnumSymbols().isEmpty()) {
      field.problem("the enum has no \"symbols\"; expected at least one");
      return Optional.empty();
    }
    if (schema.getEnumDefault() != null) {
      field.problem("the enum has a \"default\"; use the field's \"defaultText\" for blank values");
    }
    return Optional.of(new FieldType.Enumeration(schema.getEnumSymbols()));
  }

  private static void refuseUnknown(Schema schema, String name, JsonProperties field) {
    Set<String> known = new TreeSet<>(Set.of("logicalType"));
    if (name.equals("bytes+decimal")) {
      known.addAll(Set.of("precision", "scale"));
    }
    for (String property : schema.getObjectProps().keySet()) {
      if (known.contains(property)) {
        continue;
      }
      field.problem(
          "unknown property \""
              + property
              + "\" inside \"type\""
              + (FieldReader.PROPERTIES.contains(property)
                  ? "; it belongs to the field, beside \"type\""
                  : NearestName.suggestion(property, known)));
    }
  }
}
