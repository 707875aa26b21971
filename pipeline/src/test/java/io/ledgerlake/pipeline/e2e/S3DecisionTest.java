package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Approve;
import io.ledgerlake.pipeline.command.Reject;
import io.ledgerlake.pipeline.s3.LocalS3;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Where there are credentials, they say who decides, and nobody's word does. */
@ExtendWith(LocalS3.class)
class S3DecisionTest {

  private static final String WHY = "--why=the sum is right";

  @TempDir Path folder;
  private S3Fixture s3;

  @BeforeEach
  void hold() throws IOException {
    s3 = new S3Fixture(folder);
    s3.put("feed.csv", BadInputFixture.feed("T", 3));
    IngestFixture.Answer held = s3.ingest("--runId=r-1", "--approval=manual");
    assertThat(held.exitCode()).as(held.all()).isEqualTo(5);
  }

  @AfterEach
  void close() {
    s3.close();
  }

  @Test
  void theCredentialsThatStartedARunCannotApproveIt() {
    IngestFixture.Answer own = s3.run(new Approve(), "r-1", WHY);

    assertThat(own.exitCode()).as(own.all()).isEqualTo(2);
    assertThat(own.err())
        .contains("Run r-1 was started by access key tester, who cannot approve it too.");
    assertThat(s3.records(Zone.PROCESSED)).isEmpty();
  }

  @Test
  void nobodyIsTakenForAnother() {
    IngestFixture.Answer named = s3.run(new Approve(), "r-1", WHY, "--by=maria");

    assertThat(named.exitCode()).as(named.all()).isEqualTo(2);
    assertThat(named.err())
        .contains("--by=maria cannot be given on s3://: there the AWS credentials say who decides.")
        .contains("\n  Leave --by out");
    assertThat(s3.records(Zone.PROCESSED)).isEmpty();
    IngestFixture.Answer rejected = s3.run(new Reject(), "r-1", WHY);
    assertThat(rejected.exitCode()).as(rejected.all()).isZero();
    assertThat(rejected.out()).contains("Run r-1 is rejected by access key tester at ");
  }
}
