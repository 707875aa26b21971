package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Rejects;
import io.ledgerlake.pipeline.command.Show;
import io.ledgerlake.pipeline.command.Validate;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gate that trips publishes nothing, says why, and leaves everything to look at. */
class GatesE2eTest {

  @TempDir private Path folder;

  @Test
  void tooManyRejectedRowsOfOneFileStopTheRunAndCanBeLookedAt() throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);
    fixture.write("good.csv", HEADER + rows("G", 3_000, 0));
    fixture.write("bad.csv", HEADER + rows("B", 1_000, 110));

    Answer stopped = fixture.ingest("--runId=r1");

    assertThat(stopped.exitCode()).as(stopped.all()).isEqualTo(3);
    assertThat(words(stopped.out()))
        .contains("What the gates object to")
        .contains(
            "REJECTED_ROWS: bad.csv: 110 of 1,000 rows (11%) are in quarantine, more than the limit"
                + " of 5%; most often TYPE_ERROR 110.")
        .doesNotContain("The run as a whole");
    assertNothingPublished(fixture, "r1");
    assertThat(metrics(fixture, "r1"))
        .contains("\"verdict\" : \"GATE_TRIPPED\"")
        .contains("\"gate\" : \"REJECTED_ROWS\"", "\"outcome\" : \"TRIPPED\"")
        .contains("\"gate\" : \"UNPROCESSED_FILE\"", "\"outcome\" : \"PASSED\"");
    assertThat(Files.readString(fixture.runFolder("r1").resolve("report.html")))
        .contains("REJECTED_ROWS", "tripped");
    Answer rejects = fixture.run(new Rejects(), "bad.csv", "--limit=0");
    assertThat(rejects.exitCode()).as(rejects.all()).isZero();
    assertThat(rejects.out().lines().filter(line -> line.contains("TYPE_ERROR"))).hasSize(110);
    assertThat(fixture.run(new Show(), "r1").out()).contains("110 of 1,000 rows");

    Answer forced = fixture.ingest("--runId=r1", "--maxRejected=0.11");

    assertThat(forced.exitCode()).as(forced.all()).isZero();
    assertThat(fixture.rows(Zone.PROCESSED)).hasSize(3_890);
    assertThat(fixture.rows(Zone.QUARANTINE)).hasSize(110);
  }

  @Test
  void aFileWithoutOneProcessedRowStopsTheRun() throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);
    fixture.write("good.csv", HEADER + rows("G", 50, 0));
    fixture.write("shifted.csv", HEADER + rows("B", 3, 3));

    Answer stopped = fixture.ingest("--runId=r1");

    assertThat(stopped.exitCode()).as(stopped.all()).isEqualTo(3);
    assertThat(words(stopped.out()))
        .contains("UNPROCESSED_FILE: shifted.csv: 3 of 3 rows (100%) were looked at and none was");
    assertNothingPublished(fixture, "r1");
    assertThat(fixture.ingest("--runId=r1", "--allowUnprocessedFiles").exitCode()).isZero();
    assertThat(fixture.rows(Zone.QUARANTINE)).hasSize(3);
  }

  @Test
  void repeatsAreReportedAndStopARunOnlyWhenAsked() throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);
    fixture.write("a.csv", HEADER + rows("G", 500, 0) + rows("G", 200, 0));

    Answer stopped = fixture.ingest("--runId=r1", "--maxDuplicates=0.1");
    assertThat(stopped.exitCode()).as(stopped.all()).isEqualTo(3);
    assertThat(words(stopped.out())).contains("DUPLICATES: a.csv: 200 of 700 rows (28.57%) repeat");
    assertNothingPublished(fixture, "r1");

    Answer warned = fixture.ingest("--runId=r2");
    assertThat(warned.exitCode()).as(warned.all()).isZero();
    assertThat(words(warned.out())).contains("Worth a look (it stops nothing) DUPLICATES: a.csv");
    assertThat(metrics(fixture, "r2")).contains("\"outcome\" : \"WARNED\"");
    assertThat(fixture.rows(Zone.PROCESSED)).hasSize(500);
  }

  @Test
  void theContractSetsTheLimitsAndADryRunChecksThem() throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);
    Path contract = folder.resolve("strict.avsc");
    String shipped =
        Files.readString(Path.of("../schemas/src/main/resources/contracts/transactions.avsc"));
    Files.writeString(
        contract,
        shipped.replaceFirst(
            "\"ledgerlake\": \\{",
            "\"ledgerlake\": {\"thresholds\": {\"maxRate\": 0.01, \"minCount\": 2},"));
    fixture.write("a.csv", HEADER + rows("G", 100, 2));

    Answer dry = fixture.run(new Validate(), "--contract=" + contract, IngestFixture.DIRECT);
    assertThat(dry.exitCode()).as(dry.all()).isEqualTo(3);
    Answer stopped = fixture.ingest("--runId=r1", "--contract=" + contract);
    assertThat(stopped.exitCode()).as(stopped.all()).isEqualTo(3);
    assertThat(fixture.ingest("--runId=r2").exitCode()).isZero();
  }

  private static void assertNothingPublished(IngestFixture fixture, String runId) {
    assertThat(fixture.allRows()).isEmpty();
    assertThat(fixture.snapshots().values()).containsOnly(0);
    assertThat(fixture.isPublished(runId)).isFalse();
    assertThat(fixture.lake().resolve("runs/transactions/chain")).doesNotExist();
  }

  private static String metrics(IngestFixture fixture, String runId) throws IOException {
    return Files.readString(fixture.runFolder(runId).resolve("metrics.json"));
  }

  private static String words(String text) {
    return text.replaceAll("\\s+", " ");
  }

  /** Returns rows of which the first ones have an amount that is no number. */
  private static String rows(String prefix, int count, int bad) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(prefix).append(i).append(",C1,").append(i < bad ? "x" : "1.00");
      rows.append(",EUR,2024-03-01T10:00:00Z\n");
    }
    return rows.toString();
  }
}
