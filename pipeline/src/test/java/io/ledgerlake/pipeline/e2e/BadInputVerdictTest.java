package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.report.MetricsJson;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input where verdicts are told by {@code metrics.json}: a job that is not started again. */
class BadInputVerdictTest {

  @TempDir Path folder;

  @Test
  void missingInputIsAVerdictWithItsNextStep() throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);

    var answer = fixture.ingest("--runId=r1", "--date=2024-03-31", "--verdictExit=false");

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(answer.err()).contains("No input file of ingest date 2024-03-31");
    RunSummary metrics = metrics(fixture, "r1");
    assertThat(metrics.verdict()).isEqualTo(Verdict.BAD_INPUT);
    assertThat(metrics.disagreements()).hasSize(2);
    assertThat(metrics.disagreements().get(0)).contains("No input file of ingest date 2024-03-31");
    assertThat(metrics.disagreements().get(1)).contains("--allowEmpty");
    assertThat(fixture.isPublished("r1")).isFalse();
  }

  @Test
  void everyProblemOfAContractIsTold() throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);
    Path contract = Files.writeString(folder.resolve("c.avsc"), "{\"type\": \"record\"}");

    var answer = fixture.ingest("--runId=r1", "--contract=" + contract, "--verdictExit=false");

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(metrics(fixture, "r1").disagreements())
        .first()
        .asString()
        .startsWith("contract " + contract + " is refused");
  }

  @Test
  void reportOfAPublishedRunIsNotReplaced() throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);
    fixture.write("day.csv", IngestFixture.HEADER + "T1,C1,1.00,EUR,2024-03-01T10:00:00Z\n");
    fixture.ingest("--runId=r1");

    var answer = fixture.ingest("--runId=r1", "--contract=none.avsc", "--verdictExit=false");

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(answer.err()).contains("none.avsc");
    assertThat(metrics(fixture, "r1").verdict()).isEqualTo(Verdict.PUBLISHED);
  }

  @Test
  void whereNoReportCanBeWrittenThereIsNoneAndNoOtherAttemptEither() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    var answer =
        IngestFixture.in(folder)
            .ingest("--runId=r1", "--contract=none.avsc", "--lake=" + file, "--verdictExit=false");

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(answer.err())
        .contains("none.avsc")
        .endsWith("another attempt would come to the same.\n");
    assertThat(file).hasContent("no folder");
  }

  @Test
  void optionThatIsNoneIsNotTriedAgain() throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);

    assertThat(fixture.ingest("--runId=r1", "--maxRejectd=1", "--verdictExit=false").exitCode())
        .isZero();
    assertThat(fixture.ingest("--runId=r1", "--maxRejectd=1").exitCode()).isEqualTo(2);
  }

  /** Whatever may pass by itself is tried again. */
  @Test
  void faultOfAnotherKindStaysAFailure() throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);
    fixture.write("day.csv", IngestFixture.HEADER + "T1,C1,1.00,EUR,2024-03-01T10:00:00Z\n");
    fixture.ingest("--runId=r0");
    Path entry = fixture.runFolder("r0").resolveSibling("chain").resolve("0000000001.json");
    Files.writeString(entry, "cut off");

    var answer = fixture.ingest("--runId=r1", "--verdictExit=false");

    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(1);
  }

  private static RunSummary metrics(IngestFixture fixture, String runId) throws IOException {
    return MetricsJson.read(Files.readAllBytes(fixture.runFolder(runId).resolve("metrics.json")));
  }
}
