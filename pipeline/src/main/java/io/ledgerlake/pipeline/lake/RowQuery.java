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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Looks up the rows that came from an input file, in any zone. Of the tables, published runs only:
 * a commit whose run is not in the file ledger yet is not there.
 */
public final class RowQuery {

  private final BiFunction<Zone, Expression, CloseableIterable<Record>> source;

  private RowQuery(BiFunction<Zone, Expression, CloseableIterable<Record>> source) {
    this.source = source;
  }

  /** Returns a query over what is published now. */
  public static RowQuery of(LakeTables tables) {
    Set<String> runs = FileLedger.of(tables).published().runs();
    return new RowQuery(
        (zone, filter) ->
            tables
                .findZone(zone)
                .<CloseableIterable<Record>>map(
                    table ->
                        CloseableIterable.filter(
                            IcebergGenerics.read(table).where(filter).build(),
                            row -> runs.contains((String) row.getField(ZoneColumns.RUN_ID))))
                .orElse(CloseableIterable.empty()));
  }

  /**
   * Returns a query over data files that no table lists: those of a run that is not published.
   *
   * @param files their locations, by zone
   */
  public static RowQuery ofFiles(LakeTables tables, Map<Zone, List<String>> files) {
    return new RowQuery(
        (zone, filter) -> {
          Table table = tables.zone(zone);
          return CloseableIterable.concat(
              files.getOrDefault(zone, List.of()).stream()
                  .map(file -> records(table, file, filter))
                  .toList());
        });
  }

  private static CloseableIterable<Record> records(Table table, String file, Expression filter) {
    Schema schema = table.schema();
    Evaluator wanted = new Evaluator(schema.asStruct(), filter);
    InternalRecordWrapper plain = new InternalRecordWrapper(schema.asStruct());
    CloseableIterable<Record> records =
        Parquet.read(table.io().newInputFile(file))
            .project(schema)
            .filter(filter)
            .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
            .build();
    return CloseableIterable.filter(records, row -> wanted.eval(plain.wrap(row)));
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
    CloseableIterable<Record> records = source.apply(zone, filter);
    return StreamSupport.stream(records.spliterator(), false)
        .onClose(() -> close(records))
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
