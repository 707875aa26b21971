package io.ledgerlake.pipeline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.locals3.Fault;
import io.ledgerlake.locals3.S3Call;
import io.ledgerlake.locals3.S3Call.Kind;
import io.ledgerlake.locals3.S3Relay;
import io.ledgerlake.pipeline.options.S3LakeOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalS3.class)
class S3UploadTest {

  private static final int PART = 5 << 20;
  private static final String BUCKET = "uploads";
  private static final S3Location TARGET = new S3Location(BUCKET, "data/file.parquet");

  private S3Relay relay;
  private S3 s3;

  @BeforeEach
  void open() throws IOException {
    relay = new S3Relay(LocalS3.server().endpoint());
    S3LakeOptions options = LocalS3.options(relay.endpoint());
    options.setS3BufferMegabytes(5);
    options.setS3Retries(0);
    s3 = S3.of(options);
    s3.client().createBucket(r -> r.bucket(BUCKET));
    relay.forget();
  }

  @AfterEach
  void close() {
    s3.client()
        .listObjectsV2(r -> r.bucket(BUCKET))
        .contents()
        .forEach(o -> s3.client().deleteObject(r -> r.bucket(BUCKET).key(o.key())));
    s3.client().deleteBucket(r -> r.bucket(BUCKET));
    relay.close();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }

  private void write(byte[] bytes) throws IOException {
    try (S3Upload upload = new S3Upload(s3, TARGET)) {
      for (int from = 0; from < bytes.length; from += 70_001) {
        upload.write(bytes, from, Math.min(70_001, bytes.length - from));
      }
    }
  }

  private byte[] stored() throws IOException {
    try (InputStream in = new PinnedObject(s3, TARGET, Optional.empty(), 0, -1)) {
      return in.readAllBytes();
    }
  }

  private boolean exists() {
    return !s3.client().listObjectsV2(r -> r.bucket(BUCKET)).contents().isEmpty();
  }

  private boolean uploadIsLeft() {
    return !s3.client().listMultipartUploads(r -> r.bucket(BUCKET)).uploads().isEmpty();
  }

  @Test
  void whatFitsTheBufferIsOneRequest() throws IOException {
    byte[] bytes = bytes(PART);

    write(bytes);

    assertThat(relay.calls()).extracting(S3Call::kind).containsExactly(Kind.PUT);
    assertThat(stored()).isEqualTo(bytes);
  }

  @Test
  void emptyObjectIsOneRequest() throws IOException {
    write(new byte[0]);

    assertThat(relay.calls()).extracting(S3Call::kind).containsExactly(Kind.PUT);
    assertThat(stored()).isEmpty();
  }

  @Test
  void whatDoesNotFitIsSentInParts() throws IOException {
    byte[] bytes = bytes(2 * PART + 1);

    write(bytes);

    assertThat(relay.calls())
        .extracting(S3Call::kind)
        .containsExactly(
            Kind.BEGIN_UPLOAD,
            Kind.UPLOAD_PART,
            Kind.UPLOAD_PART,
            Kind.UPLOAD_PART,
            Kind.COMPLETE_UPLOAD);
    assertThat(stored()).isEqualTo(bytes);
    assertThat(uploadIsLeft()).isFalse();
  }

  @Test
  void uploadThatFailsIsTakenBack() {
    relay.breakNext(1, call -> call.query().contains("partNumber=2"), Fault.slowDown());

    assertThatThrownBy(() -> write(bytes(3 * PART)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write s3://uploads/data/file.parquet: SlowDown");

    assertThat(relay.calls()).extracting(S3Call::kind).contains(Kind.ABORT_UPLOAD);
    assertThat(uploadIsLeft()).isFalse();
    assertThat(exists()).isFalse();
  }

  @Test
  void uploadThatCannotBeCompletedIsTakenBack() {
    relay.breakNext(1, call -> call.kind() == Kind.COMPLETE_UPLOAD, Fault.accessDenied());

    assertThatThrownBy(() -> write(bytes(PART + 1))).hasMessageContaining("AccessDenied");

    assertThat(uploadIsLeft()).isFalse();
    assertThat(exists()).isFalse();
  }

  @Test
  void uploadThatIsGivenUpLeavesNothing() throws IOException {
    try (S3Upload upload = new S3Upload(s3, TARGET)) {
      upload.write(bytes(PART + 1), 0, PART + 1);
      assertThat(uploadIsLeft()).isTrue();
      upload.abandon();
    }

    assertThat(uploadIsLeft()).isFalse();
    assertThat(exists()).isFalse();
  }

  @Test
  void rangeIsOneRequestForItsBytesAlone() throws IOException {
    byte[] bytes = bytes(10_000);
    write(bytes);
    relay.forget();

    try (InputStream in = new PinnedObject(s3, TARGET, Optional.empty(), 100, 250)) {
      assertThat(in.readAllBytes()).containsExactly(Arrays.copyOfRange(bytes, 100, 250));
    }

    assertThat(relay.calls())
        .singleElement()
        .satisfies(call -> assertThat(call.bytesOut()).isEqualTo(150));
  }
}
