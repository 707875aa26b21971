package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.ledgerlake.locals3.S3Call;
import io.ledgerlake.locals3.S3Call.Kind;
import io.ledgerlake.pipeline.options.LakeOptions;
import io.ledgerlake.pipeline.s3.LocalS3;
import io.ledgerlake.pipeline.s3.S3;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.util.MimeTypes;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.io.FileIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whoever writes an object, ours, Beam's and Iceberg's clients alike, asks for SSE-KMS. */
@ExtendWith(LocalS3.class)
class S3EncryptionTest {

  private static final String KEY = "arn:aws:kms:eu-central-1:111122223333:key/lake";
  private static final int PART = 5 << 20;

  @TempDir Path folder;
  private S3Fixture s3;

  @BeforeEach
  void open() throws IOException {
    s3 = new S3Fixture(folder);
  }

  @AfterEach
  void close() {
    s3.close();
  }

  /** Requests that begin an object: what follows of an upload in parts carries no such header. */
  private List<S3Call> writes() {
    return s3.relay().calls().stream()
        .filter(call -> call.kind() == Kind.PUT || call.kind() == Kind.BEGIN_UPLOAD)
        .toList();
  }

  private static void isEncrypted(S3Call call) {
    assertThat(call.headers())
        .as(call.path())
        .containsEntry("x-amz-server-side-encryption", "aws:kms")
        .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", KEY)
        .containsEntry("x-amz-server-side-encryption-bucket-key-enabled", "true");
  }

  /** Two days, because only a second one leaves, for a while, what it found in history. */
  @Test
  void everyObjectOfTwoDaysIsEncryptedWithTheKey() throws IOException {
    for (int day = 1; day <= 2; day++) {
      s3.put("day" + day + ".csv", BadInputFixture.feed("T" + day + "-", 3) + "T1-1,C,x,EUR,-\n");
      s3.put("again" + day + ".csv", BadInputFixture.feed("T1-", 3));
      IngestFixture.Answer answer =
          s3.ingest(
              "--runId=day" + day,
              "--ingestedAt=2024-04-0" + day + "T02:00:00Z",
              "--maxRejected=1",
              "--allowUnprocessedFiles",
              "--kmsKey=" + KEY);
      assertThat(answer.exitCode()).as(answer.all()).isZero();
    }

    assertThat(writes()).allSatisfy(S3EncryptionTest::isEncrypted);
    assertThat(writes())
        .extracting(S3Call::path)
        .anyMatch(path -> path.contains("/runs/transactions/chain/"))
        .anyMatch(path -> path.endsWith("/plan.json"))
        .anyMatch(path -> path.endsWith("/metrics.json"))
        .anyMatch(path -> path.contains("/processed/transactions/data/"))
        .anyMatch(path -> path.contains("/condemned/transactions/data/"))
        .anyMatch(path -> path.contains("/ledger/transactions/data/"))
        .anyMatch(path -> path.contains("/processed/transactions/metadata/"))
        .anyMatch(path -> path.contains("/day2/history"));
  }

  @Test
  void uploadsInPartsAreEncryptedToo() throws IOException {
    LakeOptions options = S3Fixture.options(s3.relay().endpoint());
    options.setKmsKey(KEY);
    options.setS3BufferMegabytes(5);
    S3.prepare(options);

    FileSystems.setDefaultPipelineOptions(options);
    String beams = "s3://" + s3.bucket() + "/beam.bin";
    try (WritableByteChannel out =
        FileSystems.create(FileSystems.matchNewResource(beams, false), MimeTypes.BINARY)) {
      out.write(ByteBuffer.allocate(PART + 1));
    }
    Map<String, String> properties = S3.catalogProperties(options);
    try (FileIO io =
            CatalogUtil.loadFileIO(
                "org.apache.iceberg.aws.s3.S3FileIO", properties, new Configuration());
        OutputStream out =
            io.newOutputFile("s3://" + s3.bucket() + "/iceberg.bin").createOrOverwrite()) {
      out.write(new byte[2 * PART]);
    }

    assertThat(writes())
        .extracting(S3Call::kind, S3Call::path)
        .containsExactlyInAnyOrder(
            tuple(Kind.BEGIN_UPLOAD, "/" + s3.bucket() + "/beam.bin"),
            tuple(Kind.BEGIN_UPLOAD, "/" + s3.bucket() + "/iceberg.bin"));
    assertThat(writes()).allSatisfy(S3EncryptionTest::isEncrypted);
  }

  @Test
  void withoutAKeyTheBucketDecides() {
    s3.put("feed.csv", BadInputFixture.feed("T", 3));
    assertThat(s3.ingest("--runId=r-1").exitCode()).isZero();

    assertThat(writes())
        .isNotEmpty()
        .allSatisfy(
            call ->
                assertThat(call.headers().keySet())
                    .noneMatch(header -> header.contains("encryption")));
  }
}
