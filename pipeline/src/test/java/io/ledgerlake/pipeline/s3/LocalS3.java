package io.ledgerlake.pipeline.s3;

import io.ledgerlake.locals3.S3Process;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts one S3 server for all tests that ask for it, and stops it after the last. */
public final class LocalS3 implements BeforeAllCallback {

  private static final String PATH = "ledgerlake.s3proxy.jar";

  private static S3Process server;

  private record Running(S3Process process) implements ExtensionContext.Store.CloseableResource {
    @Override
    public void close() {
      process.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    server =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(LocalS3.class, key -> start(), Running.class)
            .process();
  }

  private static Running start() {
    try {
      return new Running(S3Process.start(Path.of(System.getProperty(PATH)).normalize()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the server. */
  public static S3Process server() {
    return server;
  }
}
