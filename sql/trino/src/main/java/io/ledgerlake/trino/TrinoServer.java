package io.ledgerlake.trino;

import com.google.inject.Key;
import io.trino.metadata.HandleResolver;
import io.trino.server.PluginClassLoader;
import io.trino.server.testing.TestingTrinoServer;
import io.trino.spi.Plugin;
import io.trino.spi.connector.ConnectorFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Trino on 127.0.0.1, with a catalog {@code lake} of the Hive connector over a local folder. It
 * prints the port on a line of its own and serves until its standard input ends, so that it never
 * outlives the test that started it.
 */
public final class TrinoServer {

  /** What plugins share with the server instead of bringing their own. */
  private static final List<String> SHARED =
      List.of(
          "io.trino.spi.",
          "com.fasterxml.jackson.annotation.",
          "io.airlift.slice.",
          "org.openjdk.jol.",
          "io.opentelemetry.api.",
          "io.opentelemetry.context.");

  /** {@code local:///} is the folder that the server is given. */
  private static final Map<String, String> CATALOG =
      Map.of(
          "hive.metastore", "file",
          "hive.metastore.catalog.dir", "local:///metastore",
          "hive.non-managed-table-writes-enabled", "true",
          "hive.table-statistics-enabled", "false",
          "hive.timestamp-precision", "MICROSECONDS",
          "hive.parquet.time-zone", "UTC");

  private TrinoServer() {}

  /**
   * @param args the folder with the connector's jars, and the folder that the catalog is over
   */
  public static void main(String[] args) throws IOException {
    // Trino makes log lines of whatever is printed once it has started.
    PrintStream out = System.out;
    Path data = Path.of(args[1]);
    Files.createDirectories(data.resolve("metastore"));
    try (TestingTrinoServer server = TestingTrinoServer.builder().build()) {
      PluginClassLoader loader = loader(Path.of(args[0]));
      // Without this, Trino cannot tell whose table handle is whose.
      server.getInstance(Key.get(HandleResolver.class)).registerClassLoader(loader);
      server.installPlugin(plugin(new LocalHiveFactory(loader, data)));
      server.createCatalog("lake", LocalHiveFactory.NAME, CATALOG);
      out.println("port " + server.getBaseUrl().getPort());
      while (System.in.read() >= 0) {
        // Whatever is sent means go on.
        continue;
      }
    }
    // Threads of the connector would keep the process.
    System.exit(0);
  }

  private static Plugin plugin(ConnectorFactory factory) {
    return new Plugin() {
      @Override
      public Iterable<ConnectorFactory> getConnectorFactories() {
        return List.of(factory);
      }
    };
  }

  private static PluginClassLoader loader(Path folder) throws IOException {
    try (Stream<Path> jars = Files.list(folder)) {
      List<URL> urls =
          jars.filter(jar -> jar.toString().endsWith(".jar"))
              .sorted()
              .map(TrinoServer::url)
              .toList();
      return new PluginClassLoader(
          "hive", urls, TrinoServer.class.getClassLoader(), SHARED);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (IOException e) {
      throw new IllegalArgumentException(jar + " has no URL", e);
    }
  }
}
