package io.ledgerlake.pipeline.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Verify;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.s3.LocalS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is touched in a bucket is named as it is in a folder. */
@ExtendWith(LocalS3.class)
class S3VerifyTest {

  @TempDir private Path folder;

  @Test
  void objectsThatWereTouchedAreNamed() throws IOException {
    try (S3Fixture s3 = new S3Fixture(folder)) {
      s3.put("day.csv", IngestFixture.HEADER + "T1,C1,1.00,EUR,2024-03-01T10:00:00Z\n");
      IngestFixture.Answer ingested = s3.ingest("--runId=r-1");
      assertThat(ingested.exitCode()).as(ingested.all()).isZero();
      assertClean(s3);

      s3.put("day.csv", s3.object("lake/raw/transactions/day.csv"));
      assertClean(s3);
      for (String key :
          List.of(
              "lake/raw/transactions/day.csv",
              "lake/processed/" + s3.manifest("r-1").dataFiles().get(0).path(),
              "lake/runs/transactions/r-1/manifest.json",
              "lake/runs/transactions/r-1/plan.json",
              "lake/runs/transactions/chain/0000000001.json")) {
        byte[] bytes = s3.object(key);
        byte[] flipped = bytes.clone();
        flipped[bytes.length / 2] = (byte) (bytes[bytes.length / 2] ^ 1);
        s3.putObject(key, flipped);

        IngestFixture.Answer answer = verify(s3);

        assertThat(answer.exitCode()).as(answer.all()).isEqualTo(4);
        assertThat(answer.out()).contains(" s3://" + s3.bucket() + "/" + key + "\n  expected: ");
        s3.putObject(key, bytes);
      }
      assertClean(s3);
      assertThat(s3.unfinishedUploads()).isEmpty();
    }
  }

  private static void assertClean(S3Fixture s3) {
    IngestFixture.Answer answer = verify(s3);
    assertThat(answer.exitCode()).as(answer.all()).isZero();
  }

  private static IngestFixture.Answer verify(S3Fixture s3) {
    List<String> arguments = new ArrayList<>(s3.arguments());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = new Verify().run(arguments.toArray(String[]::new), Terminal.of(out, err));
    return new IngestFixture.Answer(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
