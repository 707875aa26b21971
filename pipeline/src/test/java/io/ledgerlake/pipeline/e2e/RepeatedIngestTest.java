package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Reject;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the lake never gets in again, and a corrected file never gets in by itself. */
class RepeatedIngestTest {

  private static final String CARDS =
      HEADER + "T1,C1,10.00,EUR,2024-03-01T10:00:00Z\n" + "T2,C1,-2.50,EUR,2024-03-02T10:00:00Z\n";
  private static final String BRANCH = HEADER + "T3,C2,7.00,USD,2024-03-03T10:00:00Z\n";

  @TempDir private static Path folder;
  private static IngestFixture fixture;
  private static List<String> rows;
  private static SortedMap<String, Integer> snapshots;

  @BeforeAll
  static void ingestOnce() throws IOException {
    fixture = IngestFixture.in(folder);
    fixture.write("cards.csv", CARDS);
    fixture.write("branch.csv", BRANCH);
    Answer first = fixture.ingest("--runId=first");
    assertThat(first.exitCode()).as(first.all()).isZero();
    rows = fixture.allRows();
    snapshots = fixture.snapshots();
    assertThat(rows).hasSize(3);
    assertThat(snapshots).containsEntry("ledger", 1);
  }

  @Test
  void aSecondIngestSkipsEveryFileAndChangesNoTable() throws IOException {
    Answer again = fixture.ingest("--runId=second");
    assertThat(again.exitCode()).as(again.all()).isZero();
    assertThat(again.out())
        .contains("Run second of transactions: nothing new: every file was published before.")
        .contains("branch.csv: published by run first", "cards.csv: published by run first");
    assertThat(metrics("second"))
        .contains("ALREADY_INGESTED")
        .doesNotContain("\"INGESTED\"", "SAME_CONTENT");
    assertNothingNew("second");
  }

  @Test
  void theSameContentUnderAnotherNameIsSkippedNamingTheFirst() throws IOException {
    Path copy = fixture.write("later/cards-again.csv", CARDS);
    Answer again = fixture.ingest("--runId=copy");
    Files.delete(copy);
    assertThat(again.exitCode()).as(again.all()).isZero();
    assertThat(again.out())
        .contains("cards-again.csv: same content as cards.csv, published by run first");
    assertThat(metrics("copy")).contains("SAME_CONTENT");
    assertNothingNew("copy");
  }

  @Test
  void theSameRunIdAgainHasNothingToDo() throws IOException {
    byte[] manifest = Files.readAllBytes(fixture.runFolder("first").resolve("manifest.json"));
    Answer again = fixture.ingest("--runId=first");
    assertThat(again.exitCode()).as(again.all()).isZero();
    assertThat(again.out()).contains("Run first is published already; there is nothing to do.");
    assertThat(fixture.allRows()).isEqualTo(rows);
    assertThat(fixture.snapshots()).isEqualTo(snapshots);
    assertThat(fixture.runFolder("first").resolve("manifest.json")).hasBinaryContent(manifest);
  }

  @Test
  void aCorrectedFileHoldsTheRunNamingTheFileAndTheEarlierRun() throws IOException {
    fixture.write("cards.csv", CARDS.replace("10.00", "10.01"));
    fixture.write("new.csv", HEADER + "T9,C2,1.00,USD,2024-03-03T10:00:00Z\n");
    Answer held = fixture.ingest("--runId=corrected");
    Files.delete(fixture.raw().resolve("new.csv"));
    fixture.write("cards.csv", CARDS);
    assertThat(held.exitCode()).as(held.all()).isEqualTo(5);
    assertThat(held.out()).contains("cards.csv").contains("first");
    assertThat(metrics("corrected")).contains("CORRECTED");
    assertNothingNew("corrected");
    // The other tests share the lake.
    assertThat(fixture.run(new Reject(), "corrected", "--why=no").exitCode()).isZero();
  }

  private static void assertNothingNew(String runId) throws IOException {
    assertThat(fixture.allRows()).isEqualTo(rows);
    assertThat(fixture.snapshots()).isEqualTo(snapshots);
    assertThat(fixture.isPublished(runId)).isFalse();
    assertThat(fixture.storedDataFiles())
        .containsExactlyElementsOf(fixture.dataFiles("first").keySet());
  }

  private static String metrics(String runId) throws IOException {
    return Files.readString(fixture.runFolder(runId).resolve("metrics.json"));
  }
}
