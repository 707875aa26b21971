package io.ledgerlake.pipeline.readers;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * One form for the values of any reader, so that rows can be compared as text: names and values in
 * the table's column order, decimals with their scale, instants in microseconds since 1970, bytes
 * in hex, control characters and quotes of a text as numbers, maps by key.
 */
final class CanonicalRows {

  /** Hands out a struct's values by position. */
  interface Fields {
    Object at(int position);
  }

  private CanonicalRows() {}

  static String struct(Types.StructType type, Fields values) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < type.fields().size(); i++) {
      Types.NestedField field = type.fields().get(i);
      fields.add(field.name() + "=" + value(field.type(), values.at(i)));
    }
    return "{" + String.join(", ", fields) + "}";
  }

  static String list(Type element, Iterable<?> values) {
    List<String> elements = new ArrayList<>();
    values.forEach(v -> elements.add(value(element, v)));
    return elements.toString();
  }

  static String map(Types.MapType type, Map<?, ?> values) {
    Map<String, String> sorted = new TreeMap<>();
    values.forEach((k, v) -> sorted.put(value(type.keyType(), k), value(type.valueType(), v)));
    return "map" + sorted;
  }

  /** Renders a value; nested ones as {@link Rendered}, or in the classes of Iceberg's generics. */
  static String value(Type type, Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Rendered rendered) {
      return rendered.text();
    }
    return switch (type.typeId()) {
      case STRUCT -> struct(type.asStructType(), ((org.apache.iceberg.data.Record) value)::get);
      case LIST -> list(type.asListType().elementType(), (Iterable<?>) value);
      case MAP -> map(type.asMapType(), (Map<?, ?>) value);
      case BINARY, FIXED -> "0x" + HexFormat.of().formatHex(bytes(value));
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? micros(((OffsetDateTime) value).toInstant()) + "us"
              : value.toString();
      case STRING -> quote(value.toString());
      default -> value.toString();
    };
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static byte[] bytes(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("'");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '\'' || c == '\\') {
        out.append('\\').append((int) c).append(';');
      } else {
        out.append(c);
      }
    }
    return out.append('\'').toString();
  }

  /** A nested value that its reader has already rendered. */
  record Rendered(String text) {}
}
