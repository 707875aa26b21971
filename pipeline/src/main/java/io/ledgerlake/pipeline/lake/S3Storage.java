package io.ledgerlake.pipeline.lake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.util.InstanceBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A lake on S3. Conditional creation is S3's own: {@code PutObject} with {@code If-None-Match: *}.
 *
 * <p>Tested against a small server that speaks as much of S3's protocol as is used here, not yet
 * against S3 itself.
 */
final class S3Storage implements LakeStorage {

  private static final int CONFLICT_TRIES = 5;

  private final S3Client s3;

  S3Storage(S3Client s3) {
    this.s3 = s3;
  }

  /** Returns a storage whose client is built just as that of Beam's own file system. */
  static S3Storage of(PipelineOptions options) {
    S3Options s3 = options.as(S3Options.class);
    return new S3Storage(
        InstanceBuilder.ofType(org.apache.beam.sdk.io.aws2.options.S3ClientBuilderFactory.class)
            .fromClass(s3.getS3ClientFactoryClass())
            .build()
            .createBuilder(s3)
            .build());
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    Place place = Place.of(folder);
    String prefix = place.key().isEmpty() ? "" : place.key() + "/";
    List<StoredFile> files = new ArrayList<>();
    try {
      for (S3Object object :
          s3.listObjectsV2Paginator(r -> r.bucket(place.bucket()).prefix(prefix)).contents()) {
        // Consoles mark folders with an empty object whose key ends in a slash.
        if (!object.key().endsWith("/")) {
          String path = object.key().substring(prefix.length());
          files.add(
              new StoredFile(path, "s3://" + place.bucket() + "/" + object.key(), object.size()));
        }
      }
    } catch (SdkException e) {
      throw new IOException("cannot list " + folder + ": " + e.getMessage(), e);
    }
    files.sort(BY_PATH);
    return files;
  }

  @Override
  public InputStream open(String location) throws IOException {
    Place place = Place.of(location);
    try {
      return s3.getObject(r -> r.bucket(place.bucket()).key(place.key()));
    } catch (NoSuchKeyException e) {
      throw missing(location, e);
    } catch (SdkException e) {
      throw new IOException("cannot read " + location + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<Long> size(String location) throws IOException {
    Place place = Place.of(location);
    try {
      return Optional.of(
          s3.headObject(r -> r.bucket(place.bucket()).key(place.key())).contentLength());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw new IOException("cannot look up " + location + ": " + e.getMessage(), e);
    }
  }

  @Override
  public byte[] read(String location) throws IOException {
    try (InputStream in = open(location)) {
      return in.readAllBytes();
    }
  }

  @Override
  public void write(String location, byte[] bytes) throws IOException {
    Place place = Place.of(location);
    try {
      s3.putObject(r -> r.bucket(place.bucket()).key(place.key()), RequestBody.fromBytes(bytes));
    } catch (SdkException e) {
      throw new IOException("cannot write " + location + ": " + e.getMessage(), e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>412 says that the object is there. 409 says that another conditional write of it was under
   * way, which may yet have failed: S3 asks for another try.
   */
  @Override
  public boolean createExclusively(String location, byte[] bytes) throws IOException {
    Place place = Place.of(location);
    for (int attempt = 1; ; attempt++) {
      try {
        s3.putObject(
            r ->
                r.bucket(place.bucket())
                    .key(place.key())
                    .overrideConfiguration(o -> o.putHeader("If-None-Match", "*")),
            RequestBody.fromBytes(bytes));
        return true;
      } catch (S3Exception e) {
        if (e.statusCode() == 412) {
          return false;
        }
        if (e.statusCode() != 409 || attempt == CONFLICT_TRIES) {
          throw new IOException("cannot create " + location + ": " + e.getMessage(), e);
        }
      } catch (SdkException e) {
        throw new IOException("cannot create " + location + ": " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void requireWritable(String folder) {
    Place place = Place.of(folder);
    String key = place.key() + (place.key().isEmpty() ? "" : "/") + ".probe-" + UUID.randomUUID();
    try {
      s3.putObject(r -> r.bucket(place.bucket()).key(key), RequestBody.empty());
      s3.deleteObject(r -> r.bucket(place.bucket()).key(key));
    } catch (SdkException e) {
      throw StorageFault.notWritable(folder, e);
    }
  }

  private static NoSuchFileException missing(String location, Exception cause) {
    NoSuchFileException missing = new NoSuchFileException(location);
    missing.initCause(cause);
    return missing;
  }

  @Override
  public void close() {
    s3.close();
  }

  private record Place(String bucket, String key) {
    static Place of(String location) {
      String[] parts = location.substring("s3://".length()).split("/", 2);
      return new Place(parts[0], parts.length == 2 ? parts[1] : "");
    }
  }
}
