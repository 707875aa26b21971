package io.ledgerlake.pipeline.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * An object or a range of it on its way, which is asked for again from where it breaks off. That is
 * safe, because the rest is asked for by the version or the ETag of what came so far. Not
 * thread-safe.
 */
final class ResumedDownload extends InputStream implements Abortable {

  private static final int PRECONDITION_FAILED = 412;

  /**
   * Which bytes of which content an answer has.
   *
   * @param first offset of the first in the object
   * @param length how many
   * @param pin what names the content, see {@link S3Pin}
   */
  record Extent(long first, long length, String pin) {

    /** RFC 9110, 14.4. */
    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/.*");

    /** Returns what an answer has; nothing if it does not say so. */
    static Optional<Extent> of(SdkHttpResponse response) {
      Optional<String> length = response.firstMatchingHeader("Content-Length");
      Optional<String> tag = response.firstMatchingHeader("ETag");
      if (length.isEmpty() || tag.isEmpty()) {
        return Optional.empty();
      }
      Optional<String> range = response.firstMatchingHeader("Content-Range");
      Matcher first = RANGE.matcher(range.orElse("bytes 0-0/*"));
      return first.matches()
          ? Optional.of(
              new Extent(
                  Long.parseLong(first.group(1)),
                  Long.parseLong(length.get()),
                  S3Pin.of(response.firstMatchingHeader("x-amz-version-id"), tag.get())))
          : Optional.empty();
    }
  }

  /** A download has broken off too often. */
  static final class BrokenOff extends IOException {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final String nextStep;

    private BrokenOff(String what, String nextStep, Exception cause) {
      // Of a worker nothing may arrive but this text.
      super(what + "; " + nextStep, cause);
      this.what = what;
      this.nextStep = nextStep;
    }

    String what() {
      return what;
    }

    String nextStep() {
      return nextStep;
    }
  }

  private final GetObjectRequest request;
  private final Extent extent;
  private final int resumptions;
  private final Function<GetObjectRequest, InputStream> rest;
  private InputStream in;
  private long position;
  private int resumed;

  /**
   * @param in the answer's body
   * @param request what was asked for
   * @param extent what the answer has
   * @param resumptions how often it is asked for again
   * @param rest asks for a range
   */
  ResumedDownload(
      InputStream in,
      GetObjectRequest request,
      Extent extent,
      int resumptions,
      Function<GetObjectRequest, InputStream> rest) {
    this.in = in;
    this.request = request;
    this.extent = extent;
    this.resumptions = resumptions;
    this.rest = rest;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    while (true) {
      try {
        int read = in.read(bytes, from, count);
        if (read < 0 && position < extent.length()) {
          throw new EOFException("the download ended at byte " + position);
        }
        position += Math.max(0, read);
        return read;
      } catch (IOException | SdkException e) {
        // Whoever is interrupted is to stop, and not to ask for more.
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        if (position == extent.length()) {
          // Everything was read; the connection alone is lost.
          return -1;
        }
        resume(e);
      }
    }
  }

  private void resume(Exception broken) throws IOException {
    abort();
    S3Location location = new S3Location(request.bucket(), request.key());
    if (resumed == resumptions) {
      throw new BrokenOff(
          "the download of "
              + location
              + " broke off "
              + (resumptions + 1)
              + " times, the last time at byte "
              + (extent.first() + position)
              + " ("
              + broken.getClass().getSimpleName()
              + ")",
          "check the connection to S3, or raise --s3Retries, and run again with the same run id",
          broken);
    }
    resumed++;
    long last = extent.first() + extent.length() - 1;
    GetObjectRequest.Builder following =
        request.toBuilder().range("bytes=" + (extent.first() + position) + "-" + last);
    S3Pin.apply(Optional.of(extent.pin()), following);
    try {
      in = rest.apply(following.build());
    } catch (SdkException e) {
      throw e instanceof S3Exception s3 && s3.statusCode() == PRECONDITION_FAILED
          ? new BrokenOff(
              "the object " + location + " was replaced while it was read", "run again", e)
          : S3Fault.of("read", location, e);
    }
  }

  /** Gives up; what was not read is not fetched. */
  @Override
  public void abort() {
    if (in instanceof Abortable abortable) {
      abortable.abort();
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
