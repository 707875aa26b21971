package io.ledgerlake.pipeline.lake;

import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Looks up the rows that came from an input file, in any zone. Shows published runs only: a commit
 * whose run is not in the file ledger yet is not there.
 */
public final class RowQuery {

  private final LakeTables tables;
  private final Set<String> publishedRuns;

  private RowQuery(LakeTables tables, Set<String> publishedRuns) {
    this.tables = tables;
    this.publishedRuns = publishedRuns;
  }

  /** Returns a query over what is published now. */
  public static RowQuery of(LakeTables tables) {
    return new RowQuery(tables, FileLedger.of(tables).published().runs());
  }

  /**
   * A row.
   *
   * @param zone where it lies
   * @param values its values by column name, in the table's order: text, {@code Integer}, {@code
   *     Long}, {@code Boolean}, {@code BigDecimal}, {@code LocalDate}, {@code Instant}, {@code
   *     byte[]}, or maps and lists of these; null where there is none
   */
  public record Row(Zone zone, Map<String, Object> values) {

    /** Returns a value that the column's type makes a text. */
    public String text(String column) {
      return (String) values.get(column);
    }

    /** Returns a value that the column's type makes a long. */
    public long number(String column) {
      return (Long) values.get(column);
    }
  }

  /**
   * Returns the rows of a file in a zone, in no particular order. The caller closes the stream.
   *
   * @param sourceFile the file's path below the raw root
   */
  public Stream<Row> rows(Zone zone, String sourceFile) {
    return rows(zone, Expressions.equal(ZoneColumns.SOURCE_FILE, sourceFile));
  }

  /**
   * Returns what became of one row of a file, zone by zone. More than one row comes back when the
   * file was published under this name more than once.
   *
   * @param sourceFile the file's path below the raw root
   * @param sourceRow the record's number, from 1, the header not counted
   */
  public List<Row> row(String sourceFile, long sourceRow) {
    Expression filter =
        Expressions.and(
            Expressions.equal(ZoneColumns.SOURCE_FILE, sourceFile),
            Expressions.equal(ZoneColumns.SOURCE_ROW, sourceRow));
    List<Row> found = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      try (Stream<Row> rows = rows(zone, filter)) {
        rows.forEach(found::add);
      }
    }
    return found;
  }

  private Stream<Row> rows(Zone zone, Expression filter) {
    Optional<Table> table = tables.findZone(zone);
    if (table.isEmpty()) {
      return Stream.empty();
    }
    CloseableIterable<Record> records = IcebergGenerics.read(table.get()).where(filter).build();
    return StreamSupport.stream(records.spliterator(), false)
        .onClose(() -> close(records))
        .filter(row -> publishedRuns.contains((String) row.getField(ZoneColumns.RUN_ID)))
        .map(row -> new Row(zone, values(row)));
  }

  private static void close(CloseableIterable<Record> records) {
    try {
      records.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> values(Record row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (NestedField field : row.struct().fields()) {
      values.put(field.name(), plain(row.getField(field.name())));
    }
    return values;
  }

  private static Object plain(Object value) {
    if (value instanceof Record struct) {
      return values(struct);
    }
    if (value instanceof List<?> list) {
      List<Object> plain = new ArrayList<>();
      list.forEach(element -> plain.add(plain(element)));
      return plain;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new TreeMap<>();
      map.forEach((name, element) -> plain.put((String) name, plain(element)));
      return plain;
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    return value;
  }
}
