package io.ledgerlake.pipeline.s3;

import io.ledgerlake.transforms.zone.AbandonableStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * Writes an object once, under its final name: in one request if it fits the buffer, else in parts.
 * When it fails or is given up, the parts are taken back, so that nobody pays for them. Holds one
 * part in memory. Not thread-safe.
 */
final class S3Upload extends AbandonableStream {

  private static final int FIRST_BUFFER = 64 << 10;
  private static final String BINARY = "application/octet-stream";

  private final S3 s3;
  private final S3Location location;
  private final List<CompletedPart> parts = new ArrayList<>();
  private byte[] buffer;
  private int filled;
  private String uploadId;
  private boolean closed;

  S3Upload(S3 s3, S3Location location) {
    this.s3 = s3;
    this.location = location;
    this.buffer = new byte[Math.min(FIRST_BUFFER, s3.partBytes())];
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    if (closed) {
      throw new IOException(location + " is written already");
    }
    int done = 0;
    while (done < count) {
      if (filled == s3.partBytes()) {
        sendPart();
      }
      int step = Math.min(count - done, s3.partBytes() - filled);
      makeRoom(filled + step);
      System.arraycopy(bytes, from + done, buffer, filled, step);
      filled += step;
      done += step;
    }
  }

  private void makeRoom(int needed) {
    if (needed > buffer.length) {
      int doubled = (int) Math.min(2L * buffer.length, s3.partBytes());
      buffer = Arrays.copyOf(buffer, Math.max(needed, doubled));
    }
  }

  private void sendPart() throws IOException {
    try {
      if (uploadId == null) {
        uploadId = s3.client().createMultipartUpload(begin()).uploadId();
      }
      int number = parts.size() + 1;
      String etag =
          s3.client()
              .uploadPart(
                  r ->
                      r.bucket(location.bucket())
                          .key(location.key())
                          .uploadId(uploadId)
                          .partNumber(number),
                  body())
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
      filled = 0;
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  private CreateMultipartUploadRequest begin() {
    CreateMultipartUploadRequest.Builder begin =
        CreateMultipartUploadRequest.builder().bucket(location.bucket()).key(location.key());
    s3.kmsKey()
        .ifPresent(
            key -> begin.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key));
    return begin.build();
  }

  /** Can be read again when the request is repeated; is not copied. */
  private RequestBody body() {
    byte[] bytes = buffer;
    int count = filled;
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes, 0, count), count, BINARY);
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    try {
      if (uploadId == null) {
        s3.client().putObject(s3.put(location).build(), body());
      } else {
        sendPart();
        s3.client()
            .completeMultipartUpload(
                r ->
                    r.bucket(location.bucket())
                        .key(location.key())
                        .uploadId(uploadId)
                        .multipartUpload(m -> m.parts(parts)));
      }
    } catch (SdkException e) {
      throw failed(e);
    }
    end();
  }

  private IOException failed(SdkException e) {
    IOException failure = S3Fault.of("write", location, e);
    try {
      abandon();
    } catch (IOException left) {
      failure.addSuppressed(left);
    }
    return failure;
  }

  @Override
  public void abandon() throws IOException {
    String begun = closed ? null : uploadId;
    end();
    if (begun == null) {
      return;
    }
    try {
      s3.client()
          .abortMultipartUpload(
              r -> r.bucket(location.bucket()).key(location.key()).uploadId(begun));
    } catch (SdkException e) {
      throw S3Fault.of("take back what was uploaded of", location, e);
    }
  }

  private void end() {
    closed = true;
    buffer = null;
  }
}
