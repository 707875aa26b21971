package io.ledgerlake.pipeline.s3;

import io.ledgerlake.pipeline.options.S3LakeOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.io.aws2.options.AwsSerializableUtils;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.io.aws2.s3.DefaultS3ClientBuilderFactory;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.iceberg.aws.AwsClientProperties;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * How S3 is reached: taken from the options once, and passed on to Beam's file system and to
 * Iceberg's in the words of each.
 *
 * @param region the buckets' region; empty: what the SDK finds
 * @param endpoint another place than Amazon's; empty: Amazon's
 * @param pathStyle whether the bucket is part of the path
 * @param kmsKey the key to encrypt with; empty: the bucket's default
 * @param bufferBytes bytes held of each file that is being written, and the size of a part
 * @param retries how often a request is tried again
 * @param timeoutSeconds seconds of silence after which a connection is given up
 * @param credentials Beam's JSON of a credentials provider
 */
record S3Settings(
    String region,
    String endpoint,
    boolean pathStyle,
    String kmsKey,
    int bufferBytes,
    int retries,
    int timeoutSeconds,
    String credentials) {

  private static final String PREFIX = "ledgerlake.s3.";

  static S3Settings of(PipelineOptions options) {
    S3LakeOptions s3 = options.as(S3LakeOptions.class);
    Region region = s3.getAwsRegion();
    return new S3Settings(
        region == null ? "" : region.id(),
        orEmpty(s3.getS3Endpoint()),
        s3.getS3PathStyle(),
        orEmpty(s3.getKmsKey()),
        s3.getS3BufferMegabytes() << 20,
        s3.getS3Retries(),
        s3.getS3TimeoutSeconds(),
        AwsSerializableUtils.serializeAwsCredentialsProvider(s3.getAwsCredentialsProvider()));
  }

  /** Returns the settings that {@link #catalogProperties} has written. */
  static S3Settings of(Map<String, String> properties) {
    return new S3Settings(
        properties.getOrDefault(PREFIX + "region", ""),
        properties.getOrDefault(PREFIX + "endpoint", ""),
        Boolean.parseBoolean(properties.get(PREFIX + "path-style")),
        properties.getOrDefault(PREFIX + "kms-key", ""),
        Integer.parseInt(properties.get(PREFIX + "buffer-bytes")),
        Integer.parseInt(properties.get(PREFIX + "retries")),
        Integer.parseInt(properties.get(PREFIX + "timeout-seconds")),
        properties.get(PREFIX + "credentials"));
  }

  /** Returns Iceberg's catalog properties for these settings. */
  Map<String, String> catalogProperties() {
    Map<String, String> properties = new TreeMap<>();
    properties.put(S3FileIOProperties.CLIENT_FACTORY, IcebergS3Clients.class.getName());
    properties.put(S3FileIOProperties.MULTIPART_SIZE, Integer.toString(bufferBytes));
    if (!region.isEmpty()) {
      properties.put(AwsClientProperties.CLIENT_REGION, region);
    }
    if (!kmsKey.isEmpty()) {
      properties.put(S3FileIOProperties.SSE_TYPE, S3FileIOProperties.SSE_TYPE_KMS);
      properties.put(S3FileIOProperties.SSE_KEY, kmsKey);
    }
    // The catalog's own client, of Glue, is made by Iceberg and asks for credentials by class name.
    properties.put(
        AwsClientProperties.CLIENT_CREDENTIALS_PROVIDER, OptionsCredentials.class.getName());
    properties.put(OptionsCredentials.PROPERTY, credentials);
    properties.put(PREFIX + "region", region);
    properties.put(PREFIX + "endpoint", endpoint);
    properties.put(PREFIX + "path-style", Boolean.toString(pathStyle));
    properties.put(PREFIX + "kms-key", kmsKey);
    properties.put(PREFIX + "buffer-bytes", Integer.toString(bufferBytes));
    properties.put(PREFIX + "retries", Integer.toString(retries));
    properties.put(PREFIX + "timeout-seconds", Integer.toString(timeoutSeconds));
    properties.put(PREFIX + "credentials", credentials);
    return properties;
  }

  Optional<String> key() {
    return kmsKey.isEmpty() ? Optional.empty() : Optional.of(kmsKey);
  }

  AwsCredentialsProvider credentialsProvider() {
    return AwsSerializableUtils.deserializeAwsCredentialsProvider(credentials);
  }

  /** Returns a client. */
  S3Client client() {
    return configure(builder()).build();
  }

  /** Returns a client whose downloads are not taken up again when they break off. */
  S3Client clientWithoutResumption() {
    return configure(builder(), List.of()).build();
  }

  /** Returns what Beam's own file system would build upon. */
  private S3ClientBuilder builder() {
    S3Options options = PipelineOptionsFactory.create().as(S3Options.class);
    if (!region.isEmpty()) {
      options.setAwsRegion(Region.of(region));
    }
    options.setAwsCredentialsProvider(credentialsProvider());
    return new DefaultS3ClientBuilderFactory().createBuilder(options);
  }

  /** Adds to a builder what Beam's options have no words for. */
  S3ClientBuilder configure(S3ClientBuilder builder) {
    return configure(builder, List.of(new ResumedDownloads(this)));
  }

  private S3ClientBuilder configure(
      S3ClientBuilder builder, List<ExecutionInterceptor> interceptors) {
    if (!endpoint.isEmpty()) {
      builder.endpointOverride(URI.create(endpoint));
    }
    return builder
        .forcePathStyle(pathStyle)
        .httpClientBuilder(
            ApacheHttpClient.builder()
                .socketTimeout(Duration.ofSeconds(timeoutSeconds))
                .connectionTimeout(Duration.ofSeconds(Math.min(10, timeoutSeconds))))
        .overrideConfiguration(
            o -> {
              o.retryStrategy(
                  AwsRetryStrategy.standardRetryStrategy().toBuilder()
                      .maxAttempts(retries + 1)
                      .circuitBreakerEnabled(false)
                      .build());
              interceptors.forEach(o::addExecutionInterceptor);
              key().ifPresent(any -> o.addExecutionInterceptor(new BucketKeys()));
            });
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text.trim();
  }

  /** Without the credentials. */
  @Override
  public String toString() {
    return "S3 at " + (endpoint.isEmpty() ? "Amazon" : endpoint) + " in region " + region;
  }
}
