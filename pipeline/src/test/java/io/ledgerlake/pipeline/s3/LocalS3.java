package io.ledgerlake.pipeline.s3;

import io.ledgerlake.locals3.S3Process;
import io.ledgerlake.pipeline.options.S3LakeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

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

  /** Returns options by which a server of this kind is reached. */
  public static S3LakeOptions options(URI endpoint) {
    S3LakeOptions options = PipelineOptionsFactory.create().as(S3LakeOptions.class);
    options.setS3Endpoint(endpoint.toString());
    options.setS3PathStyle(true);
    options.setAwsRegion(Region.EU_CENTRAL_1);
    options.setAwsCredentialsProvider(
        StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
    return options;
  }

  /** Returns the server. */
  public static S3Process server() {
    return server;
  }
}
