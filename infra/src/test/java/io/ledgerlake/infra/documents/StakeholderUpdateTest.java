package io.ledgerlake.infra.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Ingest;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.schemas.record.ReasonCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stakeholders' status is what a real run says. To make it anew: {@code mvn test -pl infra -am
 * -Dtest=StakeholderUpdateTest -Dledgerlake.update=true}, of another run with {@code
 * -Dledgerlake.metrics=FILE}.
 */
class StakeholderUpdateTest {

  private static final Path DOCUMENT = Path.of("../docs/stakeholder-update.md");

  @TempDir Path lake;

  @Test
  void figuresAreThoseOfTheSampleRun() throws IOException {
    boolean update = Boolean.getBoolean("ledgerlake.update");
    String given = System.getProperty("ledgerlake.metrics");
    String rendered =
        StakeholderUpdate.of(given == null ? sampleRun() : Files.readAllBytes(Path.of(given)));
    if (update) {
      Files.writeString(DOCUMENT, rendered);
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(rendered);
  }

  @Test
  void everyReasonHasWords() {
    assertThat(StakeholderUpdate.explained())
        .containsAll(Arrays.stream(ReasonCode.values()).map(Enum::name).toList());
  }

  private byte[] sampleRun() throws IOException {
    System.setProperty("ledgerlake.home", Path.of("..").toAbsolutePath().normalize().toString());
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    int exitCode =
        new Ingest()
            .run(
                new String[] {
                  "--lake=" + lake,
                  "--input=sample",
                  "--runner=DirectRunner",
                  "--parallelism=2",
                  "--runId=sample-2024-04-01",
                  "--ingestedAt=2024-04-01T02:00:00Z"
                },
                Terminal.of(told, told));
    assertThat(exitCode).as(told.toString(UTF_8)).isEqualTo(6);
    return Files.readAllBytes(lake.resolve("runs/transactions/sample-2024-04-01/metrics.json"));
  }
}
