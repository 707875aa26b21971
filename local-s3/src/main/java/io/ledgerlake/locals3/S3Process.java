package io.ledgerlake.locals3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * S3Proxy, an S3 server, in a process of its own, on a free port of this machine alone, with its
 * objects in memory. It asks for no credentials. Ends with {@link #close}, and with this process.
 */
public final class S3Process implements AutoCloseable {

  private static final Pattern STARTED =
      Pattern.compile("ServerConnector@.*127\\.0\\.0\\.1:(\\d+)");
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path folder;
  private final Thread atExit;
  private final URI endpoint;

  private S3Process(Process process, Path folder) throws IOException {
    this.process = process;
    this.folder = folder;
    this.atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
    this.endpoint = URI.create("http://127.0.0.1:" + port());
  }

  /**
   * Starts a server.
   *
   * @param jar S3Proxy with all that it needs
   */
  public static S3Process start(Path jar) throws IOException {
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          jar + " is missing; mvn generate-resources -pl local-s3 puts it there");
    }
    Path folder = Files.createTempDirectory("s3proxy");
    Path settings =
        Files.writeString(
            folder.resolve("s3proxy.conf"),
            """
            s3proxy.endpoint=http://127.0.0.1:0
            s3proxy.authorization=none
            jclouds.provider=transient-nio2
            jclouds.identity=nobody
            jclouds.credential=nothing
            """);
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx1g",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    jar.toString(),
                    "--properties",
                    settings.toString()))
            .redirectErrorStream(true)
            .start();
    return new S3Process(process, folder);
  }

  /** Waits for the line that names the port, and reads on so that the server never waits. */
  private int port() throws IOException {
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(port), "s3proxy output");
    reader.setDaemon(true);
    reader.start();
    try {
      return port.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException("S3Proxy did not start: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IOException("interrupted while S3Proxy started", e);
    }
  }

  private void read(CompletableFuture<Integer> port) {
    StringBuilder said = new StringBuilder();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher started = STARTED.matcher(line);
        if (!port.isDone() && started.find()) {
          port.complete(Integer.parseInt(started.group(1)));
        } else if (!port.isDone()) {
          said.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
    port.completeExceptionally(new IOException("it ended, and said:\n" + said));
  }

  /** Returns where the server is. */
  public URI endpoint() {
    return endpoint;
  }

  /** Creates a bucket. */
  public void createBucket(String name) throws IOException {
    HttpRequest put =
        HttpRequest.newBuilder(endpoint.resolve("/" + name))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(put, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("bucket " + name + ": " + answer.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while creating bucket " + name, e);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      Files.deleteIfExists(folder.resolve("s3proxy.conf"));
      Files.deleteIfExists(folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException("cannot remove " + folder, e);
    }
  }
}
