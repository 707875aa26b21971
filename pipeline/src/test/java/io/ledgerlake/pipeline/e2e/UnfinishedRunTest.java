package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was decided is published, by whoever comes next if need be. */
class UnfinishedRunTest {

  @TempDir private Path folder;

  @Test
  void theNextIngestFinishesARunThatBrokeOffBetweenItsCommits() throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);
    fixture.write("1.csv", file("A1", "1.00"));
    assertThat(fixture.ingest("--runId=first").exitCode()).isZero();

    Path entry = fixture.lake().resolve("ledger/transactions/data/second.parquet");
    Files.createDirectories(entry.resolve("in the way, so the last of the four commits fails"));
    fixture.write("2.csv", file("B1", "2.00") + "B2,C1,two,EUR,2024-03-01T10:00:00Z\n");
    Answer broken = fixture.ingest("--runId=second");
    Files.delete(entry.resolve("in the way, so the last of the four commits fails"));
    Files.delete(entry);

    assertThat(broken.exitCode()).as(broken.all()).isEqualTo(1);
    assertThat(fixture.isPublished("second")).isFalse();
    assertThat(fixture.rows(Zone.PROCESSED)).as("its rows are committed").hasSize(2);
    assertThat(fixture.snapshots()).containsEntry("ledger", 1);

    fixture.write("3.csv", file("C1", "3.00"));
    Answer next = fixture.ingest("--runId=third");

    assertThat(next.exitCode()).as(next.all()).isZero();
    assertThat(next.out())
        .contains("Run second had been decided but not finished; it is published now.")
        .contains("2.csv: published by run second");
    assertThat(List.of("first", "second", "third")).allMatch(fixture::isPublished);
    assertThat(fixture.rows(Zone.PROCESSED))
        .extracting(row -> row.substring(0, row.indexOf(' ')))
        .containsExactly("1.csv", "2.csv", "3.csv");
    assertThat(fixture.rows(Zone.QUARANTINE)).hasSize(1);
    assertThat(fixture.snapshots())
        .containsEntry("processed", 3)
        .containsEntry("quarantine", 1)
        .containsEntry("ledger", 3);
  }

  private static String file(String id, String amount) {
    return HEADER + id + ",C1," + amount + ",EUR,2024-03-01T10:00:00Z\n";
  }
}
