package io.ledgerlake.pipeline.lake;

import io.ledgerlake.pipeline.s3.S3Location;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Local folders and S3 side by side: a lake may lie on the one and a run's input on the other. S3
 * is asked for only where one of them does.
 */
final class StorageByPlace implements LakeStorage {

  private final PipelineOptions options;
  private final LakeStorage local = new LocalStorage();
  private LakeStorage s3;

  /**
   * @param lake where the lake is; if it is on S3, S3 is asked for at once
   */
  StorageByPlace(String lake, PipelineOptions options) {
    this.options = options;
    at(lake);
  }

  private synchronized LakeStorage at(String location) {
    if (!S3Location.isS3(location)) {
      return local;
    }
    if (s3 == null) {
      s3 = S3Storage.of(options);
    }
    return s3;
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    return at(folder).list(folder);
  }

  @Override
  public Pinned openPinned(String location) throws IOException {
    return at(location).openPinned(location);
  }

  @Override
  public InputStream open(String location, Optional<String> pin) throws IOException {
    return at(location).open(location, pin);
  }

  @Override
  public Optional<Long> size(String location) throws IOException {
    return at(location).size(location);
  }

  @Override
  public byte[] read(String location) throws IOException {
    return at(location).read(location);
  }

  @Override
  public Optional<byte[]> readIfExists(String location) throws IOException {
    return at(location).readIfExists(location);
  }

  @Override
  public void write(String location, byte[] bytes) throws IOException {
    at(location).write(location, bytes);
  }

  @Override
  public boolean createExclusively(String location, byte[] bytes) throws IOException {
    return at(location).createExclusively(location, bytes);
  }

  @Override
  public boolean createFinal(String location, byte[] bytes, Instant since) throws IOException {
    return at(location).createFinal(location, bytes, since);
  }

  @Override
  public void makeFinal(String location, Instant since) throws IOException {
    at(location).makeFinal(location, since);
  }

  @Override
  public void requireWritable(String folder) {
    at(folder).requireWritable(folder);
  }

  @Override
  public synchronized void close() {
    local.close();
    if (s3 != null) {
      s3.close();
    }
  }
}
