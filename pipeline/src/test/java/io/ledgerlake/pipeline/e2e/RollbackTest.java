package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.change.KilledChanges;
import io.ledgerlake.pipeline.change.RollbackTarget;
import io.ledgerlake.pipeline.command.Rejects;
import io.ledgerlake.pipeline.command.Rollback;
import io.ledgerlake.pipeline.command.Runs;
import io.ledgerlake.pipeline.command.Show;
import io.ledgerlake.pipeline.command.Trace;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.KilledPublisher;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.readers.ForeignReaders;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What leaves the lake leaves it completely, and what met it is asked again. */
class RollbackTest {

  private static final String WHY = "--why=sent by mistake";

  @TempDir private Path folder;
  private IngestFixture fixture;

  /** One run over two files that repeat and contradict each other, and one run over a third. */
  @BeforeEach
  void ingestTwoDays() throws IOException {
    fixture = IngestFixture.in(folder);
    fixture.write(
        "a.csv",
        HEADER
            + "T1,C1,10.00,EUR,2024-01-05T10:00:00Z\n"
            + "T2,C1,20.00,EUR,2024-01-06T10:00:00Z\n"
            + "T3,C1,abc,EUR,2024-01-07T10:00:00Z\n"
            + "T4,C1,4.00,USD,2024-02-01T10:00:00Z\n"
            + "\n");
    fixture.write(
        "b.csv",
        HEADER
            + "T1,C1,10.00,EUR,2024-01-05T10:00:00Z\n"
            + "T2,C1,22.00,EUR,2024-01-06T10:00:00Z\n"
            + "T5,C2,5.00,USD,2024-02-02T10:00:00Z\n"
            + "T6,C2,6.00,USD,2024-01-02T10:00:00Z\n");
    Answer first = fixture.ingest("--runId=first");
    assertThat(first.exitCode()).as(first.all()).isZero();
    fixture.write("c.csv", HEADER + "T7,C3,7.00,CHF,2024-03-01T10:00:00Z\n");
    Answer second = fixture.ingest("--runId=second", "--ingestedAt=2024-04-02T02:00:00Z");
    assertThat(second.exitCode()).as(second.all()).isZero();
    assertThat(LakeBooks.of(fixture).outcomes())
        .containsExactly(
            "a.csv:1 processed first",
            "a.csv:2 quarantine CONFLICTING_TRANSACTION first",
            "a.csv:3 quarantine TYPE_ERROR first",
            "a.csv:4 processed first",
            "b.csv:1 condemned DUPLICATE_FAILURE first",
            "b.csv:2 quarantine CONFLICTING_TRANSACTION first",
            "b.csv:3 processed first",
            "b.csv:4 processed first",
            "c.csv:1 processed second");
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void aFileLeavesAndTheRowsOfOthersThatMetItReopen() throws IOException {
    Answer back = rollback("--file=a.csv", WHY, "--runId=back");

    assertThat(back.exitCode()).as(back.all()).isZero();
    assertRolledBackFile();
    assertThat(back.out()).contains("File a.csv was rolled back by run back.");
    Manifest manifest = fixture.manifest("back");
    assertThat(manifest.kind()).isEqualTo(Manifest.Kind.ROLLBACK);
    assertThat(manifest.processedSums())
        .containsOnlyKeys("EUR", "USD")
        .containsEntry("EUR", sums("2024-01", "-10"))
        .containsEntry("USD", sums("2024-02", "-4"));
    JournalEntry entry = journal().head().orElseThrow().entry();
    assertThat(entry.runId()).isEqualTo("back");
    assertThat(entry.person().why()).isEqualTo("sent by mistake");
    assertThat(entry.person().by()).isEqualTo(System.getProperty("user.name"));
  }

  private void assertRolledBackFile() {
    LakeBooks books = LakeBooks.of(fixture);
    assertThat(books.outcomes())
        .containsExactly(
            "b.csv:1 quarantine REOPENED+DUPLICATE_FAILURE back<first",
            "b.csv:2 quarantine REOPENED+CONFLICTING_TRANSACTION back<first",
            "b.csv:3 processed first",
            "b.csv:4 processed first",
            "c.csv:1 processed second");
    books.assertBalanced();
    for (Zone zone : Zone.values()) {
      assertThat(fixture.records(zone))
          .noneMatch(row -> row.getField("source_file").equals("a.csv"));
    }
    Record reopened =
        books.current(Zone.QUARANTINE).stream()
            .filter(row -> row.getField("source_row").equals(1L))
            .findFirst()
            .orElseThrow();
    assertThat(reopened.getField("attempt_count")).isEqualTo(1);
    assertThat(reopened.getField("first_run_id")).isEqualTo("first");
    assertThat(reopened.getField("ingested_at")).hasToString("2024-04-01T02:00Z");
    assertThat(reopened.getField("related_record_id")).isNull();
    assertThat(reopened.getField("amount")).isEqualTo(new BigDecimal("10.0000"));
    Record reason = (Record) ((List<?>) reopened.getField("errors")).get(0);
    assertThat((String) reason.getField("message"))
        .matches("record [0-9a-f]+:[0-9]+, which it repeats, was taken out by run back");
  }

  @Test
  void runsAndShowTellOfIt() {
    rollback("--file=a.csv", WHY, "--runId=back");

    assertThat(fixture.run(new Runs()).out())
        .containsPattern("first +2024-04-01T02:00:00Z +PUBLISHED +2 +8 +4 +3 +1")
        .containsPattern("back +\\S+Z +ROLLBACK +2 +-4 +-2 +-1 +-1")
        .containsPattern(
            "Decisions of people\\R.*\\R.*\\R *back +rollback +\\S+ +\\S+Z +sent by mistake");
    Answer show = fixture.run(new Show(), "back");
    assertThat(show.exitCode()).as(show.all()).isZero();
    assertThat(show.out())
        .startsWith("Run back of transactions: rollback, published.\n Entry 3 of the journal, at ")
        .containsPattern("a.csv \\(left the lake\\) +-4 +-2 +-2 +0")
        .containsPattern("b.csv +0 +0 +\\+1 +-1")
        .containsPattern("USD +2024-02 +-4.00")
        .containsPattern("back +rollback +\\S+ +\\S+Z +sent by mistake");
    assertThat(fixture.run(new Show()).out()).as("the latest").isEqualTo(show.out());
  }

  @Test
  void traceAndRejectsKnowOfRowsThatLeft() {
    rollback("--file=a.csv", WHY, "--runId=back");

    Answer trace = fixture.run(new Trace(), "a.csv:4");
    assertThat(trace.exitCode()).as(trace.all()).isZero();
    assertThat(words(trace))
        .contains("file read by run first at " + IngestFixture.INGESTED_AT + ": 4 rows")
        .contains("file rolled back by run back at ")
        .contains("outcome in no table any more: its file was rolled back decided by run back")
        .contains(": sent by mistake (entry 3 of the journal)");
    assertThat(fixture.run(new Trace(), "a.csv:5").err())
        .contains("a.csv has no row 5: it had 4 rows.");
    Answer rejects = fixture.run(new Rejects(), "a.csv");
    assertThat(rejects.exitCode()).as(rejects.all()).isEqualTo(2);
    assertThat(rejects.err())
        .contains("a.csv was rolled back by run back: none of its rows is in any table.")
        .contains("./ledgerlake show back");
  }

  @Test
  void traceFollowsARowThatReopensAndIsReplayed() {
    rollback("--file=a.csv", WHY, "--runId=back");
    Answer replayed = fixture.replay("--runId=again");
    assertThat(replayed.exitCode()).as(replayed.all()).isZero();

    assertThat(words(fixture.run(new Trace(), "b.csv:1")))
        .containsSubsequence(
            "Version 1 of 3: superseded outcome condemned",
            "reason DUPLICATE_FAILURE",
            "Version 2 of 3: superseded outcome quarantined",
            "decided by run back decided by " + System.getProperty("user.name"),
            "supersedes the version of run first",
            "reason REOPENED",
            "Version 3 of 3: where the row stands now outcome processed",
            "decided by run again",
            "supersedes the version of run back",
            "first taken in at " + IngestFixture.INGESTED_AT,
            "attempts 2");
  }

  private static String words(Answer answer) {
    return answer.out().replaceAll("\\s+", " ");
  }

  @Test
  void dataFilesThatOtherFilesShareAreWrittenAgainAndTheOthersOnlyLeave() throws IOException {
    List<String> before = List.copyOf(fixture.dataFiles("first").keySet());

    Answer back = rollback("--file=c.csv", WHY, "--runId=alone");
    assertThat(back.out()).contains("1 data files leave as a whole; 0 are written again");
    assertThat(fixture.manifest("alone").dataFiles()).isEmpty();
    assertThat(fixture.manifest("alone").removedFiles())
        .isEqualTo(fixture.manifest("second").dataFiles());

    rollback("--file=a.csv", WHY, "--runId=shared");
    assertThat(fixture.manifest("shared").removedFiles())
        .extracting(file -> file.zone() + "/" + file.path())
        .isSubsetOf(before);
    assertThat(fixture.manifest("shared").dataFiles())
        .allMatch(file -> file.path().contains("/shared-c1-0000"));
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void otherEnginesReadWhatWasWrittenAgain() throws IOException {
    rollback("--file=a.csv", WHY, "--runId=back");
    ForeignReaders readers = ForeignReaders.of(fixture.lake());
    for (String table :
        List.of("processed.transactions", "quarantine.transactions", "condemned.transactions")) {
      assertThat(readers.duckDb(table)).as(table).isEqualTo(readers.iceberg(table));
    }
    assertThat(readers.iceberg("processed.transactions")).hasSize(3);
    assertThat(readers.iceberg("quarantine.transactions")).hasSize(3);
  }

  @Test
  void anIngestLeavesWithAllOfItsFilesAndTheyMayComeAgain() throws IOException {
    Answer back = rollback("--run=first", WHY, "--runId=back");

    assertThat(back.exitCode()).as(back.all()).isZero();
    assertThat(LakeBooks.of(fixture).outcomes()).containsExactly("c.csv:1 processed second");
    LakeBooks.of(fixture).assertBalanced();

    Answer again = fixture.ingest("--runId=third");
    assertThat(again.exitCode()).as(again.all()).isZero();
    assertThat(LakeBooks.of(fixture).outcomes())
        .hasSize(9)
        .contains("a.csv:1 processed third", "b.csv:1 condemned DUPLICATE_FAILURE third");
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void aDryRunTellsEverythingAndWritesNothing() throws IOException {
    List<String> rows = fixture.allRows();
    Map<String, Integer> snapshots = fixture.snapshots();
    List<String> files = fixture.storedDataFiles();

    Answer dry = rollback("--file=a.csv", "--dryRun");

    assertThat(dry.exitCode()).as(dry.all()).isZero();
    assertThat(dry.out())
        .contains("File a.csv would be rolled back; nothing was written, this was a dry run.")
        .containsPattern("processed +2")
        .containsPattern("quarantine +2")
        .containsPattern("condemned +0")
        .containsPattern("EUR +2024-01 +-10.00")
        .containsPattern("USD +2024-02 +-4.00")
        .contains("Rows of other files that reopen in quarantine")
        .containsPattern("b.csv +2");
    assertThat(fixture.allRows()).isEqualTo(rows);
    assertThat(fixture.snapshots()).isEqualTo(snapshots);
    assertThat(fixture.storedDataFiles()).isEqualTo(files);
    assertThat(journal().entries()).hasSize(2);
  }

  @Test
  void aReasonIsAskedForAndNothingIsRolledBackTwice() throws IOException {
    Answer without = rollback("--file=a.csv");
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("rollback was not told why.", "--why=");
    assertThat(rollback("--why=x").err()).contains("rollback needs either --run or --file.");
    assertThat(rollback("--run=nobody", WHY).err()).contains("No run nobody was published.");
    assertThat(rollback("--run=frist", WHY).err()).contains("Did you mean first?");

    rollback("--file=a.csv", WHY, "--runId=back");
    Answer twice = rollback("--file=a.csv", WHY);
    assertThat(twice.exitCode()).isEqualTo(2);
    assertThat(twice.err()).contains("The file a.csv was rolled back already, by run back.");
    rollback("--run=first", WHY, "--runId=rest");
    assertThat(rollback("--run=first", WHY).err())
        .contains("Run first was rolled back already, by run rest.");
    assertThat(rollback("--run=back", WHY).err())
        .contains("Run back is itself a rollback, which is not rolled back.");
    assertThat(journal().entries()).hasSize(4);
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void tablesThatDoNotHoldWhatTheLedgerSaysAreLeftAlone() throws IOException {
    Manifest.DataFile touched =
        fixture.manifest("first").dataFiles().stream()
            .filter(file -> file.path().contains("month=02"))
            .findFirst()
            .orElseThrow();
    fixture
        .tables()
        .zone(Zone.PROCESSED)
        .newDelete()
        .deleteFile(fixture.lake() + "/processed/" + touched.path())
        .commit();
    Map<String, Integer> snapshots = fixture.snapshots();

    Answer back = rollback("--file=a.csv", WHY);

    assertThat(back.exitCode()).as(back.all()).isEqualTo(4);
    assertThat(back.err())
        .contains("disagree, and nothing was changed")
        .contains("a.csv: processed rows: the ledger has 2, the tables 1")
        .contains("a.csv: processed sum of USD: the ledger has 4.0000, the tables 0")
        .contains("Run ./ledgerlake verify");
    assertThat(fixture.snapshots()).isEqualTo(snapshots);
    assertThat(journal().entries()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void killedAfterAnyStepItIsFinishedLikeACleanRun(KilledPublisher.Step step) throws IOException {
    RollbackTarget file = new RollbackTarget.OfFile("a.csv");
    KilledChange.killAndFinish(
        fixture,
        "back",
        step,
        (request, publisher) -> KilledChanges.rollback(request, file, publisher));

    assertRolledBackFile();
    assertThat(journal().entries()).hasSize(3);
    assertThat(fixture.snapshots()).containsEntry("ledger", 3).containsEntry("quarantine", 2);
  }

  private Answer rollback(String... args) {
    return fixture.run(new Rollback(), args);
  }

  private Journal journal() {
    String lake = fixture.lake().toString();
    return Journal.of(LakeLayout.of(lake), LakeStorage.of(lake), "transactions");
  }

  private static SortedMap<String, BigDecimal> sums(String month, String sum) {
    return new TreeMap<>(Map.of(month, new BigDecimal(sum)));
  }
}
