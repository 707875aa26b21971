package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.publish.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that turn out to be untrustworthy when their rows are on their way already. */
class LateRefusalTest {

  private static final String GOOD = HEADER + row("G1", "10.00") + row("G2", "0.01");

  @TempDir private Path folder;

  @Test
  void refusedFilesLeaveNoRowAndNoDataFileBehindAndTheOthersArePublished() throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);
    fixture.write("agrees.csv", GOOD);
    fixture.write("agrees.csv.ctl.json", "{\"rows\": 2, \"sums\": {\"EUR\": \"10.01\"}}");
    byte[] whole = IngestFixture.gzip(HEADER + manyRows(20_000));
    fixture.write("cut.csv.gz", Arrays.copyOf(whole, whole.length - 100));
    fixture.write("off-by-a-row.csv", HEADER + row("A1", "1.00"));
    fixture.write("off-by-a-row.csv.ctl.json", "{\"rows\": 2, \"sums\": {\"EUR\": \"1.00\"}}");
    // The same key as in a good file: a refused file's row must not make it a conflict.
    fixture.write("off-by-a-cent.csv", HEADER + row("G1", "2.00"));
    fixture.write("off-by-a-cent.csv.ctl.json", "{\"rows\": 1, \"sums\": {\"EUR\": 2.01}}");

    Answer answer = fixture.ingest("--runId=r1");

    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(6);
    assertThat(fixture.allRows())
        .hasSize(2)
        .allSatisfy(row -> assertThat(row).startsWith("processed agrees.csv row "));
    Manifest manifest = fixture.manifest("r1");
    assertThat(manifest.refused())
        .extracting(Manifest.Refused::path, Manifest.Refused::kind)
        .containsExactly(
            tuple("cut.csv.gz", "BROKEN_COMPRESSION"),
            tuple("off-by-a-cent.csv", "CONTROL_MISMATCH"),
            tuple("off-by-a-row.csv", "CONTROL_MISMATCH"));
    assertThat(manifest.reconciliation().controlFilesCompared()).isEqualTo(1);
    assertThat(answer.out())
        .contains("off-by-a-row.csv")
        .contains("the control file says 2 rows, the file has 1")
        .contains("the control file says 2.01 EUR, the rows add up to 2.00: a difference of -0.01")
        .contains("Next: ask the sender");
    assertThat(fixture.storedDataFiles())
        .as("the first pass's files are gone")
        .containsExactlyElementsOf(fixture.dataFiles("r1").keySet())
        .allSatisfy(file -> assertThat(file).contains("r1-p2-"));
  }

  @Test
  void aControlSumThatUnreadAmountsMayExplainHoldsTheRun() throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);
    fixture.write("good.csv", GOOD);
    fixture.write("unread.csv", HEADER + row("U1", "5.00") + row("U2", "five"));
    fixture.write("unread.csv.ctl.json", "{\"rows\": 2, \"sums\": {\"EUR\": \"10.00\"}}");

    Answer answer = fixture.ingest("--runId=r1");

    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(5);
    assertThat(answer.out().replaceAll("\\s+", " "))
        .contains(
            "unread.csv: the control file says 10.00 EUR, the rows add up to 5.00: a difference of"
                + " -5.00; 1 row's amount could not be read");
    assertThat(fixture.allRows()).isEmpty();
    assertThat(fixture.snapshots().values()).containsOnly(0);
    assertThat(fixture.isPublished("r1")).isFalse();
    assertThat(fixture.lake().resolve("runs/transactions/chain/0000000001.json"))
        .content(UTF_8)
        .contains("HOLD", "a difference of -5.00");
    assertThat(Files.readString(fixture.runFolder("r1").resolve("metrics.json"), UTF_8))
        .contains("HELD");
  }

  private static String row(String id, String amount) {
    return id + ",C1," + amount + ",EUR,2024-03-01T10:00:00Z\n";
  }

  private static String manyRows(int count) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(row("M" + i * 7919L % 1_000_003, i % 1000 + ".25"));
    }
    return rows.toString();
  }
}
