package io.ledgerlake.pipeline.s3;

import io.ledgerlake.pipeline.options.S3LakeOptions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;

/**
 * How long, and how strictly, S3 keeps what is final (Object Lock). The time is counted from a
 * run's logical time and never from a clock, so that a call that is repeated asks for the same.
 *
 * @param mode S3's name of the mode, {@code GOVERNANCE} or {@code COMPLIANCE}
 * @param years for how many years
 */
public record Retention(String mode, int years) {

  /** Returns what the options ask for; nothing where nothing is to be locked. */
  public static Optional<Retention> of(PipelineOptions options) {
    S3LakeOptions s3 = options.as(S3LakeOptions.class);
    return s3.getObjectLockMode() == S3LakeOptions.ObjectLock.NONE
        ? Optional.empty()
        : Optional.of(new Retention(s3.getObjectLockMode().name(), s3.getObjectLockYears()));
  }

  /**
   * Returns until when something is kept.
   *
   * @param since the logical time of the run that made it final
   */
  public Instant until(Instant since) {
    return since.atOffset(ZoneOffset.UTC).plusYears(years).toInstant();
  }

  /** Makes a new object be locked from its creation on. S3 wants a checksum with it. */
  public PutObjectRequest.Builder lock(PutObjectRequest.Builder put, Instant since) {
    return put.objectLockMode(ObjectLockMode.fromValue(mode))
        .objectLockRetainUntilDate(until(since))
        .checksumAlgorithm(ChecksumAlgorithm.CRC32);
  }

  /** Returns a request that locks an object that is there. */
  public PutObjectRetentionRequest lock(S3Location location, Instant since) {
    return PutObjectRetentionRequest.builder()
        .bucket(location.bucket())
        .key(location.key())
        .checksumAlgorithm(ChecksumAlgorithm.CRC32)
        .retention(
            r -> r.mode(ObjectLockRetentionMode.fromValue(mode)).retainUntilDate(until(since)))
        .build();
  }
}
