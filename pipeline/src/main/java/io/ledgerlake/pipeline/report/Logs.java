package io.ledgerlake.pipeline.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Where the log of this process goes. {@code ledgerlake-log4j2.xml} reads the system properties
 * that are set here, so this must come before the first logger.
 */
public final class Logs {

  private static final String FILE = "ledgerlake.log";

  private Logs() {}

  /** Prepares logging; does nothing unless the launcher started this process. */
  public static void prepare(boolean verbose) {
    if (System.getProperty(FILE) == null) {
      return;
    }
    if (verbose) {
      System.setProperty("ledgerlake.log.terminal", "INFO");
      System.setProperty("ledgerlake.log.level", "INFO");
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** Returns the path of the log file, when there is one: without a message there is none. */
  public static Optional<String> file() {
    return Optional.ofNullable(System.getProperty(FILE)).filter(f -> Files.exists(Path.of(f)));
  }
}
