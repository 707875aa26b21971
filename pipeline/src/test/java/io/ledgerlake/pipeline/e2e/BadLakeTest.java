package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.BadInputFixture.feed;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places that cannot be written to. Nothing here depends on who runs the tests, root included. */
class BadLakeTest {

  /** The kernel's own full disk: every write fails with ENOSPC. */
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path folder;
  private BadInputFixture lake;

  @BeforeEach
  void open() throws IOException {
    lake = new BadInputFixture(folder);
    lake.put("feed.csv", feed("T", 3));
  }

  @Test
  void aLakeBelowAFileIsNotWritable() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    lake.ingest("--lake=" + file + "/lake")
        .isFailure(
            1,
            "The lake's folder "
                + file
                + "/lake/runs/transactions is not writable: Not a directory at "
                + file
                + "/lake/runs.",
            "Give the user that runs LedgerLake the right to write there, or choose another"
                + " --lake.");
  }

  @Test
  void aLakeWhereNobodyMayWriteIsNotWritable() {
    IngestFixture.Answer answer = lake.ingest("--lake=/proc/lake");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err())
        .startsWith("ledgerlake ingest: The lake's folder /proc/lake/runs/transactions is not")
        .endsWith(
            "\n  Give the user that runs LedgerLake the right to write there, or choose another"
                + " --lake.\n");
    assertThat(answer.err().lines()).hasSize(2);
  }

  @Test
  void aDiskThatFillsUpUnderADataFileIsNamedAndTheRunGoesOnLater() throws IOException {
    String path = "transactions/data/year=2024/month=01/r-1-p1-00000.parquet";

    isFullAndGoesOn(
        lake.lake().resolve("processed").resolve(path),
        "cannot write processed data file " + path + ": No space left on device");
  }

  @Test
  void aDiskThatFillsUpUnderTheOutcomeIsNamedAndTheRunGoesOnLater() throws IOException {
    Path outcome = lake.runFolder("r-1").resolve("outcome-p1.bin");

    isFullAndGoesOn(
        outcome, "cannot write the run's outcome to " + outcome + ": No space left on device");
  }

  private void isFullAndGoesOn(Path file, String what) throws IOException {
    assertThat(FULL).as("Linux has it everywhere, in containers too").exists();
    Files.createDirectories(file.getParent());
    Files.createSymbolicLink(file, FULL);

    lake.ingest()
        .isFailure(
            1,
            "The disk is full: " + what + ".",
            "Free some space and run again; a run is published as a whole or not at all.");
    lake.publishedNothing();

    Files.delete(file);
    assertThat(lake.ingest().exitCode()).isZero();
    assertThat(lake.rows(Zone.PROCESSED)).hasSize(3);
    assertThat(lake.files("runs/transactions/chain")).hasSize(1);
  }
}
