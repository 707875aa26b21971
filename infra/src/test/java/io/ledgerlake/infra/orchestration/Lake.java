package io.ledgerlake.infra.orchestration;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.locals3.S3Process;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The lake of a test, a bucket per zone on a real S3 server as in production, with the files that
 * senders have dropped into it. The catalog is a SQLite file, in place of Glue.
 */
final class Lake {

  static final String HEADER =
      "TransactionID,CustomerID,TransactionAmount,Currency,TransactionTimestamp\n";

  private static final List<String> ZONES =
      List.of("raw", "processed", "quarantine", "condemned", "aggregates", "ledger", "runs");

  private static final AtomicInteger LAKES = new AtomicInteger();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static S3Process server;

  private final String name = "acme" + LAKES.incrementAndGet();
  private final Path catalog;

  /**
   * @param folder where the catalog's file goes
   */
  Lake(Path folder) throws IOException {
    catalog = folder.resolve("catalog.db");
    for (String zone : ZONES) {
      server().createBucket(name + "-" + zone);
    }
  }

  /** Starts the server when it is first needed; it ends with this process. */
  private static synchronized S3Process server() throws IOException {
    if (server == null) {
      server = S3Process.start(Path.of(System.getProperty("ledgerlake.s3proxy.jar")).normalize());
      // The server looks at no credentials, but the clients want some.
      System.setProperty("aws.accessKeyId", "tester");
      System.setProperty("aws.secretAccessKey", "secret");
      Sts.start();
    }
    return server;
  }

  /** Returns what {@code --lake} is. */
  String uri() {
    return "s3://" + name + "-{zone}";
  }

  String runsBucket() {
    return name + "-runs";
  }

  /** Returns the options that the deployment gives every job. */
  List<String> jobOptions() throws IOException {
    List<String> options = new ArrayList<>(List.of("--runner=DirectRunner", "--parallelism=2"));
    options.addAll(options());
    return options;
  }

  /** Returns the options that every command needs to find the lake's parts. */
  List<String> options() throws IOException {
    return List.of(
        "--s3Endpoint=" + server().endpoint(),
        "--s3PathStyle=true",
        "--awsRegion=eu-central-1",
        "--catalog=jdbc",
        "--catalogProperty=uri=jdbc:sqlite:" + catalog + "?journal_mode=WAL&busy_timeout=20000",
        "--catalogProperty=warehouse=s3://" + name + "-processed");
  }

  /** Returns an object's text, or null if there is none. */
  String read(String bucket, String key) throws IOException {
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder().GET(), bucket + "/" + key, BodyHandlers.ofString(UTF_8));
    return answer.statusCode() == 404 ? null : good(answer).body();
  }

  /** Returns whether there is a bucket. */
  boolean hasBucket(String bucket) throws IOException {
    return send(HttpRequest.newBuilder().GET(), bucket, BodyHandlers.discarding()).statusCode()
        == 200;
  }

  /** Takes the empty bucket of the runs away. */
  void removeRunsBucket() throws IOException {
    good(send(HttpRequest.newBuilder().DELETE(), runsBucket(), BodyHandlers.ofString(UTF_8)));
  }

  /** Puts a file into a run's folder. */
  void putRunFile(String runId, String file, byte[] bytes) throws IOException {
    HttpRequest.Builder put = HttpRequest.newBuilder().PUT(BodyPublishers.ofByteArray(bytes));
    String path = runsBucket() + "/transactions/" + runId + "/" + file;
    good(send(put, path, BodyHandlers.ofString(UTF_8)));
  }

  /** Drops a day's file. */
  void drop(String date, String file, String rows) throws IOException {
    HttpRequest.Builder put =
        HttpRequest.newBuilder().PUT(BodyPublishers.ofString(HEADER + rows, UTF_8));
    good(send(put, raw(date, file), BodyHandlers.ofString(UTF_8)));
  }

  /** Takes a day's file away. */
  void remove(String date, String file) throws IOException {
    good(send(HttpRequest.newBuilder().DELETE(), raw(date, file), BodyHandlers.ofString(UTF_8)));
  }

  private String raw(String date, String file) {
    return name + "-raw/transactions/ingest_date=" + date + "/" + file;
  }

  /** Returns whether a run is published. */
  boolean isPublished(String runId) throws IOException {
    return read(runsBucket(), "transactions/" + runId + "/_SUCCESS") != null;
  }

  private static <T> HttpResponse<T> send(
      HttpRequest.Builder request, String path, HttpResponse.BodyHandler<T> body)
      throws IOException {
    try {
      return HTTP.send(request.uri(server().endpoint().resolve("/" + path)).build(), body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static <T> HttpResponse<T> good(HttpResponse<T> answer) throws IOException {
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(answer.uri() + " is answered with " + answer.statusCode());
    }
    return answer;
  }
}
