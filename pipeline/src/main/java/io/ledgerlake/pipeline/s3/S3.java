package io.ledgerlake.pipeline.s3;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptions;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * S3 as the options say that it is reached: a client, how uploads are encrypted, and how much of
 * them is held in memory. Can be used from several threads.
 */
public final class S3 {

  private static final String KMS = ServerSideEncryption.AWS_KMS.toString();

  /** A worker makes one client, however many bundles and threads it has; it ends with the JVM. */
  private static final Map<S3Settings, S3> SHARED = new ConcurrentHashMap<>();

  private final S3Settings settings;
  private final S3Client client;

  private S3(S3Settings settings, S3Client client) {
    this.settings = settings;
    this.client = client;
  }

  /** Returns S3 as options reach it. Never closed. */
  public static S3 of(PipelineOptions options) {
    return SHARED.computeIfAbsent(S3Settings.of(options), s -> new S3(s, s.client()));
  }

  /** Makes Beam's S3 file system go by the same settings. Called once, before anything is run. */
  public static void prepare(PipelineOptions options) {
    S3Settings settings = S3Settings.of(options);
    S3Options beam = options.as(S3Options.class);
    beam.setS3ClientFactoryClass(BeamS3Clients.class);
    beam.setS3UploadBufferSizeBytes(settings.bufferBytes());
    settings
        .key()
        .ifPresent(
            key -> {
              beam.setSSEAlgorithm(KMS);
              beam.setSSEKMSKeyId(key);
            });
  }

  /**
   * Tells Beam's S3 file system, which every pipeline has whether or not it needs it, a region.
   * Left to find one, it asks the network for the machine's own, and waits for an answer that only
   * machines on AWS get. Called once, instead of {@link #prepare}, by who reaches nothing on S3.
   */
  public static void leaveOut(PipelineOptions options) {
    options.as(S3Options.class).setAwsRegion(Region.AWS_GLOBAL);
  }

  /** Returns Iceberg's catalog properties for the same settings. */
  public static Map<String, String> catalogProperties(PipelineOptions options) {
    return S3Settings.of(options).catalogProperties();
  }

  /** Returns the client. */
  public S3Client client() {
    return client;
  }

  /** Returns how many bytes a part of an upload has. */
  int partBytes() {
    return settings.bufferBytes();
  }

  /** Returns the key to encrypt with, if it is not the bucket's own. */
  Optional<String> kmsKey() {
    return settings.key();
  }

  /** Returns a request to put an object, encrypted as the settings say. */
  public PutObjectRequest.Builder put(S3Location location) {
    PutObjectRequest.Builder put =
        PutObjectRequest.builder().bucket(location.bucket()).key(location.key());
    kmsKey()
        .ifPresent(key -> put.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key));
    return put;
  }
}
