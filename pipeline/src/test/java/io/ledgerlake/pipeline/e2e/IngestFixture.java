package io.ledgerlake.pipeline.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import io.ledgerlake.pipeline.command.Command;
import io.ledgerlake.pipeline.command.Ingest;
import io.ledgerlake.pipeline.command.Replay;
import io.ledgerlake.pipeline.lake.Catalogs;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.transforms.zone.Zone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * A lake in a temporary folder, and commands run on it as the launcher runs them, in this process.
 *
 * <pre>{@code
 * IngestFixture fixture = IngestFixture.in(folder);
 * fixture.write("day.csv", HEADER + "T1,C1,10.00,EUR,2024-03-01T10:00:00Z\n");
 * Answer answer = fixture.ingest("--runId=r1");
 * assertThat(answer.exitCode()).isZero();
 * assertThat(fixture.rows(Zone.PROCESSED)).hasSize(1);
 * }</pre>
 *
 * <p>Files are written to the dataset's raw folder, which an ingest without {@code --input} reads.
 * The system property {@code ledgerlake.home} names the repository's root, so {@code
 * --input=sample} finds the sample feed.
 */
final class IngestFixture {

  static final String HEADER =
      "TransactionID,CustomerID,TransactionAmount,Currency,TransactionTimestamp\n";

  static final String DIRECT = "--runner=DirectRunner";
  static final String SPARK = "--runner=SparkRunner";

  /** The logical time of every run that is not given another. */
  static final String INGESTED_AT = "2024-04-01T02:00:00Z";

  private static final String DEFAULT_DATASET = "transactions";

  static {
    System.setProperty("ledgerlake.home", Path.of("..").toAbsolutePath().normalize().toString());
  }

  private final Path folder;
  private final String dataset;

  private IngestFixture(Path folder, String dataset) {
    this.folder = folder.toAbsolutePath();
    this.dataset = dataset;
  }

  /** Returns a fixture for {@code transactions} in a folder, which holds its lake. */
  static IngestFixture in(Path folder) {
    return new IngestFixture(folder, DEFAULT_DATASET);
  }

  /** Returns the same folder's fixture for another dataset. */
  IngestFixture dataset(String other) {
    return new IngestFixture(folder, other);
  }

  /**
   * What a command answered.
   *
   * @param exitCode its exit code
   * @param out what it wrote to its standard output
   * @param err what it wrote to its standard error
   */
  record Answer(int exitCode, String out, String err) {

    /** Returns both streams, for messages of failed assertions. */
    String all() {
      return "exit code " + exitCode + "\n" + out + err;
    }

    /** Asserts a failure that is told in exactly two lines, after what was said of the progress. */
    void isFailure(int expected, String happened, String nextStep) {
      assertThat(err.replaceAll("(?m)^[A-Z].* \\.\\.\\.\\R", ""))
          .isEqualToNormalizingNewlines(
              "ledgerlake ingest: " + happened + "\n  " + nextStep + "\n");
      assertThat(out).isEmpty();
      assertThat(exitCode).isEqualTo(expected);
    }

    /** Returns what was printed, with line breaks and indentation as single spaces. */
    String words() {
      return out.replaceAll("\\s+", " ");
    }
  }

  Path lake() {
    return folder.resolve("lake");
  }

  /** Returns the folder that an ingest without {@code --input} reads. */
  Path raw() {
    return lake().resolve("raw").resolve(dataset);
  }

  Path runFolder(String runId) {
    return lake().resolve("runs").resolve(dataset).resolve(runId);
  }

  Path write(String path, String text) throws IOException {
    return write(path, text.getBytes(UTF_8));
  }

  /** Writes a file as it is; one named {@code .gz} or {@code .zst} is not compressed by this. */
  Path write(String path, byte[] bytes) throws IOException {
    Path file = raw().resolve(path);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  static byte[] zstd(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  /**
   * Ingests on the direct runner, at {@link #INGESTED_AT}, with two threads, unless the arguments
   * say otherwise.
   */
  Answer ingest(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    unlessGiven(all, DIRECT);
    unlessGiven(all, "--ingestedAt=" + INGESTED_AT);
    unlessGiven(all, "--parallelism=2");
    return run(new Ingest(), all.toArray(String[]::new));
  }

  /** Replays on the direct runner, a month later, unless the arguments say otherwise. */
  Answer replay(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    unlessGiven(all, DIRECT);
    unlessGiven(all, "--ingestedAt=2024-05-01T02:00:00Z");
    unlessGiven(all, "--parallelism=2");
    return run(new Replay(), all.toArray(String[]::new));
  }

  /** Runs a command on this fixture's lake and dataset, unless the arguments name others. */
  Answer run(Command<?> command, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    unlessGiven(all, "--lake=" + lake());
    unlessGiven(all, "--dataset=" + dataset);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = command.run(all.toArray(String[]::new), Terminal.of(out, err));
    return new Answer(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** Adds {@code --name=value} unless there is a {@code --name=} already. */
  static void unlessGiven(List<String> args, String argument) {
    String name = argument.substring(0, argument.indexOf('=') + 1);
    if (args.stream().noneMatch(a -> a.startsWith(name))) {
      args.add(argument);
    }
  }

  /**
   * Returns a zone's rows as canonical lines, in order of file and row; empty where there is no
   * such table. {@link CanonicalRow} says how they look. Run ids and times are left out.
   */
  List<String> rows(Zone zone) {
    Map<String, String> paths = pathsById();
    return records(zone).stream()
        .sorted(CanonicalRow.ORDER)
        .map(row -> CanonicalRow.of(row, paths))
        .toList();
  }

  /** Returns the rows of all zones as canonical lines that begin with their zone. */
  List<String> allRows() {
    List<String> lines = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      rows(zone).forEach(row -> lines.add(zone.folder() + " " + row));
    }
    return lines;
  }

  /** Returns a zone's rows as Iceberg reads them; empty where there is no such table. */
  List<Record> records(Zone zone) {
    LakeTables tables = tables();
    if (tables.findZone(zone).isEmpty()) {
      return List.of();
    }
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(tables.zone(zone)).build()) {
      records.forEach(rows::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  LakeTables tables() {
    LakeLayout layout = LakeLayout.of(lake().toString());
    return LakeTables.of(Catalogs.open(layout, "", Map.of()), layout, dataset);
  }

  /** Returns how many snapshots each zone's table and the ledger have. */
  SortedMap<String, Integer> snapshots() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    for (Zone zone : Zone.values()) {
      tables().findZone(zone).ifPresent(table -> counts.put(zone.folder(), count(table)));
    }
    tables().findLedger().ifPresent(table -> counts.put("ledger", count(table)));
    return counts;
  }

  private static int count(Table table) {
    int count = 0;
    for (var snapshot : table.snapshots()) {
      count += snapshot == null ? 0 : 1;
    }
    return count;
  }

  boolean isPublished(String runId) {
    return Files.exists(runFolder(runId).resolve("_SUCCESS"));
  }

  Manifest manifest(String runId) throws IOException {
    Path file = runFolder(runId).resolve(Manifest.FILE);
    return CanonicalJson.read(Files.readAllBytes(file), Manifest.class, file.toString());
  }

  /** Returns the SHA-256 of a run's data files by zone and path. */
  SortedMap<String, String> dataFiles(String runId) throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (Manifest.DataFile file : manifest(runId).dataFiles()) {
      hashes.put(file.zone() + "/" + file.path(), file.sha256());
    }
    return hashes;
  }

  /**
   * Returns the Parquet files that lie in the zones' folders, listed by a table or not, by zone and
   * path as {@link #dataFiles} does.
   */
  List<String> storedDataFiles() throws IOException {
    List<String> files = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      Path data = lake().resolve(zone.folder()).resolve(dataset).resolve("data");
      if (Files.isDirectory(data)) {
        try (Stream<Path> found = Files.walk(data)) {
          found
              .filter(f -> f.toString().endsWith(".parquet"))
              .forEach(f -> files.add(lake().relativize(f).toString()));
        }
      }
    }
    files.sort(null);
    return files;
  }

  private Map<String, String> pathsById() {
    Map<String, String> paths = new HashMap<>();
    for (Zone zone : Zone.values()) {
      records(zone)
          .forEach(
              row ->
                  paths.put(
                      (String) row.getField("file_id"), (String) row.getField("source_file")));
    }
    return paths;
  }
}
