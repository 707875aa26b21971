package io.ledgerlake.pipeline.readers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Reads the tables of a Hadoop catalog with three readers that share no code with LedgerLake's
 * writer: Iceberg's generics, DuckDB by field id on the files that Iceberg plans, and Spark SQL
 * with Iceberg's own Spark runtime in a process of its own. Each returns the same canonical lines,
 * sorted, when it understands a table in the same way; {@link CanonicalRows} says how they look.
 *
 * <pre>{@code
 * ForeignReaders readers = ForeignReaders.of(lake);
 * List<String> rows = readers.iceberg("processed.transactions");
 * assertThat(readers.duckDb("processed.transactions")).isEqualTo(rows);
 * assertThat(readers.sparkSql("processed.transactions"))
 *     .containsEntry("processed.transactions", rows);
 * }</pre>
 */
public final class ForeignReaders {

  private static final long SPARK_MINUTES = 5;

  private final Path warehouse;

  private ForeignReaders(Path warehouse) {
    this.warehouse = warehouse.toAbsolutePath();
  }

  /**
   * @param warehouse the folder of the Hadoop catalog: for a local lake its root
   */
  public static ForeignReaders of(Path warehouse) {
    return new ForeignReaders(warehouse);
  }

  /** Returns a table's rows as Iceberg's generics read them, sorted. */
  public List<String> iceberg(String table) {
    return withTable(
        table,
        t -> {
          List<String> rows = new ArrayList<>();
          try (CloseableIterable<Record> records = IcebergGenerics.read(t).build()) {
            records.forEach(r -> rows.add(CanonicalRows.struct(t.schema().asStruct(), r::get)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return rows;
        });
  }

  /** Returns a table's rows as DuckDB reads them by field id, sorted. */
  public List<String> duckDb(String table) {
    return withTable(table, DuckDbTableReader::rows);
  }

  /**
   * Returns the rows of tables as Spark SQL reads them, each sorted, by table name. Starts one
   * process for all of them.
   */
  public Map<String, List<String>> sparkSql(String... tables) {
    try {
      Path work = Files.createTempDirectory("foreign-spark");
      try {
        return sparkSql(work, tables);
      } finally {
        delete(work);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Spark was reading", e);
    }
  }

  private Map<String, List<String>> sparkSql(Path work, String... tables)
      throws IOException, InterruptedException {
    Map<String, Path> dumps = new LinkedHashMap<>();
    for (String table : tables) {
      dumps.put(table, work.resolve(dumps.size() + ".rows"));
    }
    runSpark(work, dumps);
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (Map.Entry<String, Path> dump : dumps.entrySet()) {
      try (Stream<String> lines = Files.lines(dump.getValue(), StandardCharsets.UTF_8)) {
        rows.put(dump.getKey(), lines.sorted().toList());
      }
    }
    return rows;
  }

  private void runSpark(Path work, Map<String, Path> dumps)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> a.startsWith("--add-opens="))
        .forEach(command::add);
    command.addAll(List.of("-Djava.io.tmpdir=" + work, "-cp", sparkClassPath(work), mainClass()));
    command.add(warehouse.toString());
    dumps.forEach((table, file) -> command.addAll(List.of(table, file.toString())));

    Path log = work.resolve("spark.log");
    Process spark =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!spark.waitFor(SPARK_MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException(
            "Spark did not finish within " + SPARK_MINUTES + " minutes:\n" + Files.readString(log));
      }
    } finally {
      spark.destroyForcibly();
    }
    if (spark.exitValue() != 0) {
      throw new IllegalStateException(
          "Spark ended with " + spark.exitValue() + ":\n" + Files.readString(log));
    }
  }

  private static String mainClass() {
    return SparkTableDump.class.getName();
  }

  /**
   * Returns the class path of the Spark process: this one's jars without Beam, Iceberg and our own
   * classes, Iceberg's Spark runtime, and the main class by itself.
   */
  private static String sparkClassPath(Path work) throws IOException {
    List<String> entries = new ArrayList<>();
    entries.add(mainClassAlone(work).toString());
    entries.add(sparkRuntime().toString());
    Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(e -> e.endsWith(".jar"))
        .filter(e -> !Path.of(e).getFileName().toString().matches("(ledgerlake|iceberg|beam)-.*"))
        .forEach(entries::add);
    return String.join(File.pathSeparator, entries);
  }

  private static Path mainClassAlone(Path work) throws IOException {
    String resource = mainClass().replace('.', '/') + ".class";
    Path target = work.resolve("classes").resolve(resource);
    Files.createDirectories(target.getParent());
    try (InputStream bytes = SparkTableDump.class.getResourceAsStream("/" + resource)) {
      Files.copy(bytes, target);
    }
    return work.resolve("classes");
  }

  /** Returns the runtime jar, which the build copies and which is on no class path of ours. */
  private static Path sparkRuntime() throws IOException {
    Path folder = Path.of(System.getProperty("ledgerlake.foreign.dir", "target/foreign"));
    if (!Files.isDirectory(folder)) {
      throw missingRuntime(folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("iceberg-spark-runtime-"))
          .findFirst()
          .orElseThrow(() -> missingRuntime(folder));
    }
  }

  private static IllegalStateException missingRuntime(Path folder) {
    return new IllegalStateException(
        "no iceberg-spark-runtime in "
            + folder.toAbsolutePath()
            + "; mvn -pl pipeline generate-test-resources puts it there");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private interface TableRows {
    List<String> of(Table table);
  }

  private List<String> withTable(String name, TableRows rows) {
    try (HadoopCatalog catalog = new HadoopCatalog(new Configuration(), warehouse.toString())) {
      return rows.of(catalog.loadTable(TableIdentifier.parse(name))).stream().sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
