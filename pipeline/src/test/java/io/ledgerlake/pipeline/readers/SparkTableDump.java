package io.ledgerlake.pipeline.readers;

import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * Main class of the Spark SQL process: writes the rows of Iceberg tables to files, one canonical
 * line per row (see {@link ForeignReaders}). It runs with Spark and Iceberg's own Spark runtime and
 * without any class of LedgerLake, so it renders rows on its own.
 *
 * <p>Arguments: the catalog's warehouse folder, then pairs of a table name and the file to write.
 */
public final class SparkTableDump {

  private SparkTableDump() {}

  /** Dumps the tables. */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .appName("foreign reader")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.datetime.java8API.enabled", "true")
            .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.lake.type", "hadoop")
            .config("spark.sql.catalog.lake.warehouse", args[0])
            .getOrCreate()) {
      for (int i = 1; i < args.length; i += 2) {
        dump(spark.sql("SELECT * FROM lake." + args[i]), Path.of(args[i + 1]));
      }
    }
  }

  private static void dump(Dataset<Row> rows, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (Iterator<Row> i = rows.toLocalIterator(); i.hasNext(); ) {
        out.write(struct(i.next()));
        out.write('\n');
      }
    }
  }

  private static String struct(Row row) {
    StructType type = row.schema();
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < row.length(); i++) {
      fields.add(type.fieldNames()[i] + "=" + value(row.get(i)));
    }
    return "{" + String.join(", ", fields) + "}";
  }

  private static String value(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Row row) {
      return struct(row);
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, String> sorted = new TreeMap<>();
      JavaConverters.mapAsJavaMap(map).forEach((k, v) -> sorted.put(value(k), value(v)));
      return "map" + sorted;
    }
    if (value instanceof scala.collection.Seq<?> list) {
      List<String> elements = new ArrayList<>();
      JavaConverters.seqAsJavaList(list).forEach(e -> elements.add(value(e)));
      return elements.toString();
    }
    if (value instanceof byte[] bytes) {
      return "0x" + HexFormat.of().formatHex(bytes);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Instant instant) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant) + "us";
    }
    if (value instanceof String text) {
      return quote(text);
    }
    return value.toString();
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("'");
    text.chars()
        .forEach(
            c -> {
              if (c < ' ' || c == '\'' || c == '\\') {
                out.append('\\').append(c).append(';');
              } else {
                out.append((char) c);
              }
            });
    return out.append('\'').toString();
  }
}
