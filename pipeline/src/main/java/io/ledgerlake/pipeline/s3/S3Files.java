package io.ledgerlake.pipeline.s3;

import io.ledgerlake.transforms.WorkerFiles;
import io.ledgerlake.transforms.csv.Compression;
import io.ledgerlake.transforms.csv.FileRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * A run's files on S3, as a worker reads and writes them: inputs pinned to what was planned, each
 * range with one request; data files written once, and taken back when they are given up.
 */
public final class S3Files implements WorkerFiles {

  private final S3 s3;

  private S3Files(S3 s3) {
    this.s3 = s3;
  }

  @Override
  public InputStream open(FileRange range) throws IOException {
    S3Location location = S3Location.of(range.uri());
    return range.compression() == Compression.NONE
        ? new PinnedObject(s3, location, range.pinned(), range.start(), range.end())
        : new PinnedObject(s3, location, range.pinned(), 0, -1);
  }

  @Override
  public OutputStream create(String uri) {
    return new S3Upload(s3, S3Location.of(uri));
  }

  /** Found by every worker; named in {@code META-INF/services}. */
  public static final class Provider implements WorkerFiles.Provider {

    @Override
    public boolean knows(String uri) {
      return S3Location.isS3(uri);
    }

    @Override
    public WorkerFiles files(PipelineOptions options) {
      return new S3Files(S3.of(options));
    }
  }
}
