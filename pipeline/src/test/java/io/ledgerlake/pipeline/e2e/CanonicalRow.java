package io.ledgerlake.pipeline.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A published row as one line that a person can check by eye against the file it came from:
 *
 * <pre>
 * a.csv row 2 line 3 offset 120 | transaction_id=T1 ... | TYPE_ERROR(amount='N/A') | meets a.csv:74 | raw 'T1,...'
 * </pre>
 *
 * <p>Fields that are null are left out. A row in processed ends after its values. Bytes outside
 * printable ASCII are written as {@code \xx} in hex.
 */
final class CanonicalRow {

  /** By file in byte order, then by row. */
  static final Comparator<Record> ORDER =
      Comparator.<Record, byte[]>comparing(
              row -> ((String) row.getField("source_file")).getBytes(UTF_8),
              Arrays::compareUnsigned)
          .thenComparingLong(row -> (Long) row.getField("source_row"));

  private CanonicalRow() {}

  /**
   * @param paths the path of each file by its id
   */
  static String of(Record row, Map<String, String> paths) {
    List<String> parts = new ArrayList<>();
    parts.add(
        "%s row %s line %s offset %s"
            .formatted(
                row.getField("source_file"),
                row.getField("source_row"),
                row.getField("source_line"),
                row.getField("source_offset")));
    parts.add(values(row));
    if (row.struct().field("errors") != null) {
      parts.add(errors((List<?>) row.getField("errors")));
      if (row.getField("related_record_id") != null) {
        parts.add("meets " + related((String) row.getField("related_record_id"), paths));
      }
      parts.add("raw " + quoted(bytes(row.getField("raw_record"))));
    }
    return String.join(" | ", parts);
  }

  private static String values(Record row) {
    List<String> values = new ArrayList<>();
    for (NestedField field : row.struct().fields()) {
      if (field.name().equals("source_file")) {
        break;
      }
      Object value = row.getField(field.name());
      if (value != null) {
        values.add(field.name() + "=" + value(value));
      }
    }
    return String.join(" ", values);
  }

  private static String value(Object value) {
    if (value instanceof String text) {
      return quoted(text.getBytes(UTF_8));
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().truncatedTo(ChronoUnit.MICROS).toString();
    }
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, String> sorted = new TreeMap<>();
      map.forEach((k, v) -> sorted.put(value(k), v == null ? "null" : value(v)));
      return sorted.toString();
    }
    return value.toString();
  }

  private static String errors(List<?> errors) {
    List<String> found = new ArrayList<>();
    for (Object error : errors) {
      Record fault = (Record) error;
      Object field = fault.getField("field");
      Object value = fault.getField("value");
      found.add(
          fault.getField("code")
              + "("
              + (field == null ? "" : field)
              + (value == null ? "" : "=" + value(value))
              + ")");
    }
    return String.join(", ", found);
  }

  private static String related(String recordId, Map<String, String> paths) {
    int colon = recordId.lastIndexOf(':');
    return paths.getOrDefault(recordId.substring(0, colon), "unknown file")
        + recordId.substring(colon);
  }

  private static byte[] bytes(Object value) {
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static String quoted(byte[] bytes) {
    StringBuilder out = new StringBuilder("'");
    for (char c : new String(bytes, ISO_8859_1).toCharArray()) {
      if (c < ' ' || c > '~' || c == '\\' || c == '\'') {
        out.append(String.format(Locale.ROOT, "\\%02x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('\'').toString();
  }
}
