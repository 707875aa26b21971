package io.ledgerlake.pipeline.s3;

/**
 * Where an object, or a folder of them, is.
 *
 * @param bucket the bucket
 * @param key the key, without a slash at its start; empty for the bucket itself
 */
public record S3Location(String bucket, String key) {

  private static final String SCHEME = "s3://";

  /** Returns whether a location is on S3. */
  public static boolean isS3(String location) {
    return location.startsWith(SCHEME);
  }

  /**
   * Takes a location apart.
   *
   * @param location {@code s3://bucket/key}
   */
  public static S3Location of(String location) {
    String[] parts = location.substring(SCHEME.length()).split("/", 2);
    return new S3Location(parts[0], parts.length == 2 ? parts[1] : "");
  }

  /** Returns the prefix of the keys of a folder's objects. */
  public String folderPrefix() {
    return key.isEmpty() || key.endsWith("/") ? key : key + "/";
  }

  /** Returns the location of another object in this bucket. */
  public String uri(String otherKey) {
    return SCHEME + bucket + "/" + otherKey;
  }

  @Override
  public String toString() {
    return uri(key);
  }
}
