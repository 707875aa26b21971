package io.ledgerlake.pipeline.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.locals3.S3Relay;
import io.ledgerlake.pipeline.command.Command;
import io.ledgerlake.pipeline.command.Ingest;
import io.ledgerlake.pipeline.lake.Catalogs;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.options.LakeOptions;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.s3.LocalS3;
import io.ledgerlake.pipeline.s3.S3;
import io.ledgerlake.transforms.zone.Zone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A lake in a bucket of its own on the local S3 server, with a relay between the two that counts
 * and breaks requests, and a catalog in a SQLite file. What the fixture itself asks the server goes
 * past the relay. Of tests that are extended with {@link LocalS3}.
 */
final class S3Fixture implements AutoCloseable {

  private static final AtomicInteger BUCKETS = new AtomicInteger();
  private static final String CREDENTIALS =
      "--awsCredentialsProvider={\"@type\":\"StaticCredentialsProvider\","
          + "\"accessKeyId\":\"tester\",\"secretAccessKey\":\"secret\"}";

  private final String bucket = "lake-" + BUCKETS.incrementAndGet();
  private final S3Relay relay;
  private final S3Client client;
  private final List<String> catalog;

  /**
   * @param folder where the catalog's file goes
   */
  S3Fixture(Path folder) throws IOException {
    this(
        List.of(
            "--catalog=jdbc",
            "--catalogProperty=uri=jdbc:sqlite:"
                + Files.createDirectories(folder).resolve("catalog.db")
                + "?journal_mode=WAL&busy_timeout=20000"));
  }

  S3Fixture(List<String> catalog) throws IOException {
    this.catalog = catalog;
    this.relay = new S3Relay(LocalS3.server().endpoint());
    this.client = S3.of(options(LocalS3.server().endpoint())).client();
    LocalS3.server().createBucket(bucket);
  }

  S3Relay relay() {
    return relay;
  }

  String bucket() {
    return bucket;
  }

  String lake() {
    return "s3://" + bucket + "/lake";
  }

  /** Returns the arguments that name this lake, as it is reached through the relay. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("--lake=" + lake()));
    arguments.addAll(reach(relay.endpoint()));
    arguments.addAll(catalog);
    return arguments;
  }

  static List<String> reach(URI endpoint) {
    return List.of(
        "--s3Endpoint=" + endpoint, "--s3PathStyle=true", "--awsRegion=eu-central-1", CREDENTIALS);
  }

  static LakeOptions options(URI endpoint) {
    return PipelineOptionsFactory.fromArgs(reach(endpoint).toArray(String[]::new))
        .as(LakeOptions.class);
  }

  /** Puts a file into the folder that an ingest without {@code --input} reads. */
  void put(String path, byte[] bytes) {
    putObject("lake/raw/transactions/" + path, bytes);
  }

  void put(String path, String text) {
    put(path, text.getBytes(UTF_8));
  }

  void putObject(String key, byte[] bytes) {
    putObject(bucket, key, bytes);
  }

  void putObject(String anyBucket, String key, byte[] bytes) {
    client.putObject(r -> r.bucket(anyBucket).key(key), RequestBody.fromBytes(bytes));
  }

  byte[] object(String key) {
    return client.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArray();
  }

  /** Returns the lengths of the objects below a prefix, by key. */
  SortedMap<String, Long> objects(String prefix) {
    return objects(bucket, prefix);
  }

  SortedMap<String, Long> objects(String anyBucket, String prefix) {
    SortedMap<String, Long> found = new TreeMap<>();
    for (S3Object object :
        client.listObjectsV2Paginator(r -> r.bucket(anyBucket).prefix(prefix)).contents()) {
      found.put(object.key(), object.size());
    }
    return found;
  }

  /** Returns the length of all objects that are not input. */
  long writtenBytes() {
    return objects("lake/").entrySet().stream()
        .filter(object -> !object.getKey().startsWith("lake/raw/"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Returns the keys of uploads that were begun and neither completed nor taken back. */
  List<String> unfinishedUploads() {
    return client.listMultipartUploads(r -> r.bucket(bucket)).uploads().stream()
        .map(u -> u.key())
        .toList();
  }

  /** Ingests on the direct runner unless the arguments say otherwise. */
  IngestFixture.Answer ingest(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    unlessGiven(all, IngestFixture.DIRECT);
    unlessGiven(all, "--ingestedAt=" + IngestFixture.INGESTED_AT);
    unlessGiven(all, "--parallelism=2");
    return run(new Ingest(), all.toArray(String[]::new));
  }

  /** Runs a command on this lake, unless the arguments name another. */
  IngestFixture.Answer run(Command<?> command, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    arguments().forEach(argument -> unlessGiven(all, argument));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = command.run(all.toArray(String[]::new), Terminal.of(out, err));
    return new IngestFixture.Answer(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  private static void unlessGiven(List<String> args, String argument) {
    String name = argument.substring(0, argument.indexOf('=') + 1);
    if (name.equals("--catalogProperty=") || args.stream().noneMatch(a -> a.startsWith(name))) {
      args.add(argument);
    }
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

  /** Returns the lake's tables, read past the relay. */
  LakeTables tables() {
    Map<String, String> properties =
        new TreeMap<>(S3.catalogProperties(options(LocalS3.server().endpoint())));
    String name = catalog.get(0).substring("--catalog=".length());
    for (String argument : catalog.subList(1, catalog.size())) {
      String[] property = argument.substring("--catalogProperty=".length()).split("=", 2);
      properties.put(property[0], property[1]);
    }
    LakeLayout layout = LakeLayout.of(lake());
    return LakeTables.of(Catalogs.open(layout, name, properties), layout, "transactions");
  }

  /** Returns the SHA-256 of a run's data files by zone and path. */
  SortedMap<String, String> dataFiles(String runId) throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (Manifest.DataFile file : manifest(runId).dataFiles()) {
      hashes.put(file.zone() + "/" + file.path(), file.sha256());
    }
    return hashes;
  }

  Manifest manifest(String runId) throws IOException {
    String key = "lake/runs/transactions/" + runId + "/" + Manifest.FILE;
    return CanonicalJson.read(object(key), Manifest.class, key);
  }

  /** Returns whether readers of the lake see nothing, and nothing has been decided. */
  boolean publishedNothing() {
    for (Zone zone : Zone.values()) {
      if (!records(zone).isEmpty()) {
        return false;
      }
    }
    return objects("lake/runs/transactions/chain/").isEmpty()
        && objects("lake/runs/").keySet().stream().noneMatch(key -> key.endsWith("_SUCCESS"));
  }

  @Override
  public void close() {
    relay.close();
  }
}
