package io.ledgerlake.infra.orchestration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lake of a test, with the files that senders have dropped into it. */
final class Lake {

  static final String HEADER =
      "TransactionID,CustomerID,TransactionAmount,Currency,TransactionTimestamp\n";

  private final Path folder;

  Lake(Path folder) {
    this.folder = folder;
  }

  /** Returns what {@code --lake} is. */
  String uri() {
    return folder.toString();
  }

  /** Returns what stands before a run's folder: the bucket, and the prefix of the keys in it. */
  String runsBucket() {
    return folder.toString();
  }

  String runsPrefix() {
    return "runs/";
  }

  /** Returns the options that the deployment gives every job. */
  List<String> jobOptions() {
    return List.of("--runner=DirectRunner", "--parallelism=2");
  }

  byte[] read(String location) throws IOException {
    return Files.readAllBytes(Path.of(location));
  }

  /** Drops a day's file. */
  void drop(String date, String name, String rows) throws IOException {
    Path file = folder.resolve("raw/transactions/ingest_date=" + date).resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, (HEADER + rows).getBytes(UTF_8));
  }

  /** Takes a day's file away. */
  void remove(String date, String name) throws IOException {
    Files.delete(folder.resolve("raw/transactions/ingest_date=" + date).resolve(name));
  }

  /** Returns whether a run is published. */
  boolean isPublished(String runId) {
    return Files.exists(folder.resolve("runs/transactions/" + runId + "/_SUCCESS"));
  }
}
