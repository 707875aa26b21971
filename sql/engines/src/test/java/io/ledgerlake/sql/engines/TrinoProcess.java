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

/**
 * Trino in a process of its own, because it and Spark need different versions of the same
 * libraries. One serves all tests of this JVM; it ends with it, when its standard input does.
 */
final class TrinoProcess {

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
    return new TrinoProcess(data.toAbsolutePath(), port(process, log));
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private static int port(Process process, Path log) throws IOException {
    BufferedReader out = new BufferedReader(process.inputReader(UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("port ")) {
        return Integer.parseInt(line.substring("port ".length()));
      }
    }
    throw new IllegalStateException("Trino ended before it served; see " + log);
  }

  /** Returns the folder that its catalog is over. */
  Path data() {
    return data;
  }

  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.put("user", "analyst");
    properties.put("timezone", "UTC");
    return DriverManager.getConnection("jdbc:trino://127.0.0.1:" + port + "/lake", properties);
  }
}
