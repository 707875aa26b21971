package io.ledgerlake.pipeline.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Reads an object, or a range of it, as it was when it was opened or pinned. One request, if
 * nothing breaks (see {@link ResumedDownloads}). Not thread-safe.
 */
public final class PinnedObject extends InputStream {

  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_FOUND = 404;
  private static final String REMEDY =
      "; put the planned file back, or start a new run with another --runId";

  private final String pin;
  private final ResponseInputStream<GetObjectResponse> in;
  private long left;

  /**
   * Opens an object.
   *
   * @param pin what it was pinned to, or nothing to read it as it is now
   * @param start offset of the first byte
   * @param end offset after the last byte; -1: to the object's end
   * @throws NoSuchFileException if there is none
   * @throws IOException if it is not the pinned one any more, or S3 refuses
   */
  public PinnedObject(S3 s3, S3Location location, Optional<String> pin, long start, long end)
      throws IOException {
    in = request(s3, location, pin, start, end);
    this.pin = pin.orElseGet(() -> S3Pin.of(in.response()));
    left = in.response().contentLength();
  }

  private static ResponseInputStream<GetObjectResponse> request(
      S3 s3, S3Location location, Optional<String> pinned, long start, long end)
      throws IOException {
    GetObjectRequest.Builder get =
        GetObjectRequest.builder().bucket(location.bucket()).key(location.key());
    S3Pin.apply(pinned, get);
    if (start > 0 || end >= 0) {
      get.range("bytes=" + start + "-" + (end < 0 ? "" : Long.toString(end - 1)));
    }
    try {
      return s3.client().getObject(get.build());
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED) {
        throw new IOException(
            location + " is not the object that was planned: it has been replaced" + REMEDY, e);
      }
      if (e.statusCode() == NOT_FOUND && pinned.isPresent()) {
        throw new IOException(
            "the version of " + location + " that was planned is gone" + REMEDY, e);
      }
      if ("NoSuchKey".equals(S3Fault.code(e))) {
        NoSuchFileException missing = new NoSuchFileException(location.toString());
        missing.initCause(e);
        throw missing;
      }
      throw S3Fault.of("read", location, e);
    } catch (SdkException e) {
      throw S3Fault.of("read", location, e);
    }
  }

  /** Returns what to ask for to read the very same bytes again. */
  public String pin() {
    return pin;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    int read = in.read(bytes, from, count);
    left -= Math.max(0, read);
    return read;
  }

  /** Ends the download; what was not read is not fetched. */
  @Override
  public void close() {
    if (left > 0) {
      in.abort();
      return;
    }
    try {
      in.close();
    } catch (IOException e) {
      // Everything was read; the connection alone is lost.
      in.abort();
    }
  }
}
