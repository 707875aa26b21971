package io.ledgerlake.pipeline.lake;

import io.ledgerlake.pipeline.s3.PinnedObject;
import io.ledgerlake.pipeline.s3.Retention;
import io.ledgerlake.pipeline.s3.S3;
import io.ledgerlake.pipeline.s3.S3Fault;
import io.ledgerlake.pipeline.s3.S3Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A lake on S3. Conditional creation is S3's own: {@code PutObject} with {@code If-None-Match: *}.
 */
final class S3Storage implements LakeStorage {

  private static final int CONFLICT_TRIES = 5;

  /** Its name begins with a dot, as only files do that are neither data nor a run's. */
  private static final String WRITABLE = ".writable";

  private final S3 s3;
  private final Optional<Retention> retention;

  private S3Storage(S3 s3, Optional<Retention> retention) {
    this.s3 = s3;
    this.retention = retention;
  }

  /** Returns the storage as the options say that it is reached. */
  static S3Storage of(PipelineOptions options) {
    return new S3Storage(S3.of(options), Retention.of(options));
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    S3Location place = S3Location.of(folder);
    String prefix = place.folderPrefix();
    List<StoredFile> files = new ArrayList<>();
    try {
      for (S3Object object :
          s3.client()
              .listObjectsV2Paginator(r -> r.bucket(place.bucket()).prefix(prefix))
              .contents()) {
        // Consoles mark folders with an empty object whose key ends in a slash.
        if (!object.key().endsWith("/")) {
          String path = object.key().substring(prefix.length());
          files.add(new StoredFile(path, place.uri(object.key()), object.size()));
        }
      }
    } catch (SdkException e) {
      throw S3Fault.of("list", folder, e);
    }
    files.sort(BY_PATH);
    return files;
  }

  @Override
  public Pinned openPinned(String location) throws IOException {
    PinnedObject object = open(location, Optional.empty());
    return new Pinned(object, Optional.of(object.pin()));
  }

  @Override
  public PinnedObject open(String location, Optional<String> pin) throws IOException {
    return new PinnedObject(s3, S3Location.of(location), pin, 0, -1);
  }

  @Override
  public Optional<Long> size(String location) throws IOException {
    S3Location place = S3Location.of(location);
    try {
      return Optional.of(
          s3.client().headObject(r -> r.bucket(place.bucket()).key(place.key())).contentLength());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw S3Fault.of("look up", location, e);
    }
  }

  @Override
  public byte[] read(String location) throws IOException {
    try (InputStream in = open(location)) {
      return in.readAllBytes();
    }
  }

  /** {@inheritDoc} One request, and so nothing can come between. */
  @Override
  public Optional<byte[]> readIfExists(String location) throws IOException {
    try {
      return Optional.of(read(location));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void write(String location, byte[] bytes) throws IOException {
    try {
      s3.client().putObject(s3.put(S3Location.of(location)).build(), RequestBody.fromBytes(bytes));
    } catch (SdkException e) {
      throw S3Fault.of("write", location, e);
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
    return create(location, bytes, s3.put(S3Location.of(location)));
  }

  /** {@inheritDoc} Created and locked by one request, so that nothing can come between. */
  @Override
  public boolean createFinal(String location, byte[] bytes, Instant since) throws IOException {
    PutObjectRequest.Builder put = s3.put(S3Location.of(location));
    retention.ifPresent(kept -> kept.lock(put, since));
    return create(location, bytes, put);
  }

  @Override
  public void makeFinal(String location, Instant since) throws IOException {
    if (retention.isEmpty()) {
      return;
    }
    try {
      s3.client().putObjectRetention(retention.get().lock(S3Location.of(location), since));
    } catch (SdkException e) {
      throw S3Fault.of("lock", location, e);
    }
  }

  private boolean create(String location, byte[] bytes, PutObjectRequest.Builder object)
      throws IOException {
    PutObjectRequest put = object.ifNoneMatch("*").build();
    for (int attempt = 1; ; attempt++) {
      try {
        s3.client().putObject(put, RequestBody.fromBytes(bytes));
        return true;
      } catch (S3Exception e) {
        if (e.statusCode() == 412) {
          return false;
        }
        if (e.statusCode() != 409 || attempt == CONFLICT_TRIES) {
          throw S3Fault.of("create", location, e);
        }
      } catch (SdkException e) {
        throw S3Fault.of("create", location, e);
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Creates one empty object, once and for all: S3 asks whether a writer may before it looks
   * whether the object is there. Nothing has to be deleted, which the role may not be allowed to.
   */
  @Override
  public void requireWritable(String folder) {
    try {
      createExclusively(folder + "/" + WRITABLE, new byte[0]);
    } catch (IOException e) {
      throw S3Fault.explain(e).orElseGet(() -> StorageFault.notWritable(folder, e));
    }
  }

  /** The client is the process's. */
  @Override
  public void close() {}
}
