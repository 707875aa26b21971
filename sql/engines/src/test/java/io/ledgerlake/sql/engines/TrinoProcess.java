package io.ledgerlake.sql.engines;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Trino in a process of its own, because it and Spark need different versions of the same
 * libraries. One serves all tests of this JVM; it ends with it, when its standard input does.
 */
final class TrinoProcess {

  /** Ten times what it takes; with a wrong mix of jars it would never serve. */
  private static final int START_SECONDS = 120;

  private static TrinoProcess running;

  private final Path data;
  private final int port;

  private TrinoProcess(Path data, int port) {
    this.data = data;
    this.port = port;
  }

  static synchronized TrinoProcess running() {
    if (running == null) {
      try {
        running = start();
      } catch (IOException e) {
        throw new IllegalStateException("Trino does not start", e);
      }
    }
    return running;
  }

  private static TrinoProcess start() throws IOException {
    Path home = Path.of(System.getProperty("ledgerlake.trino")).normalize();
    Path data = Files.createDirectories(Path.of("target", "trino-data", "pid-" + pid()));
    Path log = data.resolve("trino.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                // It lives for a minute: compiling well would cost more than it gains.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                home.resolve("lib") + "/*",
                "io.ledgerlake.trino.TrinoServer",
                home.resolve("plugin").resolve("trino-hive-435").toString(),
                data.toAbsolutePath().toString())
            .redirectError(log.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process, port), "trino-output");
    reader.setDaemon(true);
    reader.start();
    try {
      return new TrinoProcess(data.toAbsolutePath(), port.get(START_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      process.destroyForcibly();
      throw new IllegalStateException("Trino does not serve; see " + log, e);
    }
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  /** Reads to the end, and not only to the port: a full pipe would make the server wait. */
  private static void read(Process process, CompletableFuture<Integer> port) {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("port ")) {
          port.complete(Integer.parseInt(line.substring("port ".length())));
        }
      }
      port.completeExceptionally(new IllegalStateException("it ended"));
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
  }

  /** Returns the folder that its catalog is over. */
  Path data() {
    return data;
  }

  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.put("user", "analyst");
    properties.put("timezone", "UTC");
    // The server keeps no statistics of tables, and would refuse to write any.
    properties.put("sessionProperties", "lake.collect_column_statistics_on_write:false");
    return DriverManager.getConnection("jdbc:trino://127.0.0.1:" + port + "/lake", properties);
  }
}
