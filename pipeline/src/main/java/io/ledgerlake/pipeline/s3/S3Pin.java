package io.ledgerlake.pipeline.s3;

import java.util.Optional;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * What names an object's bytes, as they were when it was first read: its version where the bucket
 * keeps versions, which can be read even after it was replaced; else its ETag, by which a
 * replacement at least shows.
 */
final class S3Pin {

  private static final String VERSION = "version:";
  private static final String ETAG = "etag:";

  /** What S3 calls the version of an object that was put before the bucket kept versions. */
  private static final String NO_VERSION = "null";

  private S3Pin() {}

  /** Returns the pin of an object that is being read. */
  static String of(GetObjectResponse response) {
    return of(Optional.ofNullable(response.versionId()), response.eTag());
  }

  /**
   * Returns the pin of an object that is being read.
   *
   * @param version what S3 calls its version, if anything
   * @param tag its ETag
   */
  static String of(Optional<String> version, String tag) {
    return version
        .filter(v -> !v.isEmpty() && !v.equals(NO_VERSION))
        .map(v -> VERSION + v)
        .orElse(ETAG + tag);
  }

  /** Makes a request ask for the pinned bytes or nothing. */
  static void apply(Optional<String> pin, GetObjectRequest.Builder request) {
    if (pin.isEmpty()) {
      return;
    }
    if (pin.get().startsWith(VERSION)) {
      request.versionId(pin.get().substring(VERSION.length()));
    } else if (pin.get().startsWith(ETAG)) {
      request.ifMatch(pin.get().substring(ETAG.length()));
    } else {
      throw new IllegalArgumentException("the plan pins an object to \"" + pin.get() + "\"");
    }
  }
}
