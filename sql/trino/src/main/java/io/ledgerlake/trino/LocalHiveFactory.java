package io.ledgerlake.trino;

import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorContext;
import io.trino.spi.connector.ConnectorFactory;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Trino's Hive connector over a local folder. The connector can be given a file system, and brings
 * a local one that no property of a catalog names; its classes are the plugin's alone, so they are
 * reached by name.
 */
final class LocalHiveFactory implements ConnectorFactory {

  static final String NAME = "local_hive";

  private static final String PACKAGE = "io.trino.plugin.hive.";

  private final ClassLoader loader;
  private final Path folder;

  LocalHiveFactory(ClassLoader loader, Path folder) {
    this.loader = loader;
    this.folder = folder;
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public Connector create(
      String catalogName, Map<String, String> config, ConnectorContext context) {
    try {
      Object files =
          loader
              .loadClass("io.trino.filesystem.local.LocalFileSystemFactory")
              .getConstructor(Path.class)
              .newInstance(folder);
      Object noModule =
          loader.loadClass("com.google.inject.util.Modules").getField("EMPTY_MODULE").get(null);
      Method create =
          loader
              .loadClass(PACKAGE + "InternalHiveConnectorFactory")
              .getMethod(
                  "createConnector",
                  String.class,
                  Map.class,
                  ConnectorContext.class,
                  loader.loadClass("com.google.inject.Module"),
                  Optional.class,
                  Optional.class,
                  Optional.class);
      return (Connector)
          create.invoke(
              null,
              catalogName,
              config,
              context,
              noModule,
              Optional.empty(),
              Optional.of(files),
              Optional.empty());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this is not the Hive connector that was expected", e);
    }
  }
}
