package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.change.KilledChanges;
import io.ledgerlake.pipeline.command.Release;
import io.ledgerlake.pipeline.command.Rollback;
import io.ledgerlake.pipeline.command.Trace;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.publish.KilledPublisher;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.readers.ForeignReaders;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person settles single rows, and the books follow. */
class ReleaseTest {

  private static final String WHY = "--why=asked the branch";

  @TempDir private Path folder;
  private IngestFixture fixture;

  /** T1 is published, and contradicted twice the day after; T2 is contradicted within that day. */
  @BeforeEach
  void ingestTwoDays() throws IOException {
    fixture = IngestFixture.in(folder);
    fixture.write("a.csv", HEADER + "T1,C1,10.00,EUR,2024-01-05T10:00:00Z\n");
    assertThat(fixture.ingest("--runId=first").exitCode()).isZero();
    fixture.write(
        "b.csv",
        HEADER
            + "T1,C1,11.00,EUR,2024-01-05T10:00:00Z\n"
            + "T1,C1,12.00,EUR,2024-01-05T10:00:00Z\n"
            + "T2,C1,20.00,EUR,2024-02-06T10:00:00Z\n"
            + "T3,C1,30.00,EUR,2024-03-06T10:00:00Z\n"
            + "T3,C1,30.00,EUR,2024-03-06T10:00:00Z\n"
            + "T4,C1,abc,EUR,2024-03-06T10:00:00Z\n");
    fixture.write("c.csv", HEADER + "T2,C1,21.00,EUR,2024-01-31T23:59:59Z\n");
    // Not one row of c.csv is processed, which would trip a gate.
    Answer second =
        fixture.ingest(
            "--runId=second", "--ingestedAt=2024-04-02T02:00:00Z", "--allowUnprocessedFiles");
    assertThat(second.exitCode()).as(second.all()).isZero();
    assertThat(LakeBooks.of(fixture).outcomes())
        .containsExactly(
            "a.csv:1 processed first",
            "b.csv:1 quarantine CONFLICTING_TRANSACTION second",
            "b.csv:2 quarantine CONFLICTING_TRANSACTION second",
            "b.csv:3 quarantine CONFLICTING_TRANSACTION second",
            "b.csv:4 processed second",
            "b.csv:5 condemned DUPLICATE_FAILURE second",
            "b.csv:6 quarantine TYPE_ERROR second",
            "c.csv:1 quarantine CONFLICTING_TRANSACTION second");
  }

  @Test
  void theRowThatIsPickedIsProcessedAndTheOthersAreCondemned() throws IOException {
    Answer answer = release("c.csv:1", "--pick", WHY, "--runId=pick");

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(answer.out())
        .contains("c.csv:1 was picked: it is processed now, by run pick.")
        .contains("b.csv:3 is condemned.");
    assertPicked();
    Manifest manifest = fixture.manifest("pick");
    assertThat(manifest.kind()).isEqualTo(Manifest.Kind.RELEASE);
    assertThat(manifest.processedSums()).containsOnlyKeys("EUR");
    assertThat(manifest.processedSums().get("EUR"))
        .isEqualTo(Map.of("2024-01", new BigDecimal("21")));
    assertThat(manifest.dataFiles())
        .extracting(Manifest.DataFile::path)
        .anyMatch(path -> path.matches(".*/data/year=2024/month=01/pick-c[0-9]+-[0-9]+.parquet"));
    assertThat(journal()).contains("asked the branch").contains(System.getProperty("user.name"));
    ForeignReaders readers = ForeignReaders.of(fixture.lake());
    for (String table : List.of("processed.transactions", "condemned.transactions")) {
      assertThat(readers.duckDb(table)).as(table).isEqualTo(readers.iceberg(table));
    }
  }

  private void assertPicked() {
    LakeBooks books = LakeBooks.of(fixture);
    assertThat(books.outcomes())
        .contains(
            "b.csv:3 condemned DUPLICATE_FAILURE pick<second", "c.csv:1 processed pick<second")
        .hasSize(8);
    books.assertBalanced();
    Record picked = only(books, Zone.PROCESSED, "c.csv", 1);
    assertThat(picked.getField("attempt_count")).isEqualTo(1);
    assertThat(picked.getField("ingested_at")).hasToString("2024-04-02T02:00Z");
    Record lost = only(books, Zone.CONDEMNED, "b.csv", 3);
    assertThat(lost.getField("related_record_id"))
        .isEqualTo(picked.getField("file_id") + ":" + picked.getField("source_offset"));
    assertThat(lost.getField("first_run_id")).isEqualTo("second");
  }

  @Test
  void traceTellsWhoPickedARowAndWhatBecameOfTheOther() {
    release("c.csv:1", "--pick", WHY, "--runId=pick");

    assertThat(words(fixture.run(new Trace(), "c.csv:1")))
        .containsSubsequence(
            "Version 1 of 2: superseded outcome quarantined",
            "reason CONFLICTING_TRANSACTION",
            "Version 2 of 2: where the row stands now outcome processed",
            "decided by run pick decided by " + System.getProperty("user.name"),
            ": asked the branch (entry 3 of the journal)",
            "supersedes the version of run second");
    assertThat(words(fixture.run(new Trace(), "b.csv:3")))
        .containsSubsequence(
            "Version 2 of 2: where the row stands now outcome condemned",
            "decided by run pick",
            "first taken in by run second",
            "reason DUPLICATE_FAILURE",
            "meets c.csv:1, which is in processed");

    fixture.run(new Rollback(), "--run=pick", "--why=wrong row", "--runId=back");
    assertThat(words(fixture.run(new Trace(), "c.csv:1")))
        .contains("file changed by run pick", "file changed by run back", "outcome quarantined")
        .doesNotContain("Version 1");
  }

  private static String words(Answer answer) {
    return answer.out().replaceAll("\\s+", " ");
  }

  @Test
  void publishedRowsAreNeverOverwrittenAndCanBeKept() {
    Answer refused = release("b.csv:1", "--pick", WHY);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("The key of b.csv:1 has a published row, a.csv:1, and published rows are never")
        .contains("Write --keepPublished if that one is right; else book a reversal, or roll");

    Answer kept = release("b.csv:2", "--keepPublished", WHY, "--runId=keep");
    assertThat(kept.exitCode()).as(kept.all()).isZero();
    assertThat(kept.out())
        .contains("b.csv:2 gave way to the published row: it is condemned now, by run keep.")
        .contains("b.csv:1 is condemned.");
    LakeBooks books = LakeBooks.of(fixture);
    assertThat(books.outcomes())
        .contains(
            "a.csv:1 processed first",
            "b.csv:1 condemned DUPLICATE_FAILURE keep<second",
            "b.csv:2 condemned DUPLICATE_FAILURE keep<second");
    books.assertBalanced();
    assertThat(release("c.csv:1", "--keepPublished", WHY).err())
        .contains("The key of c.csv:1 has no published row to keep.", "Write --pick");
  }

  @Test
  void aCondemnedRowIsReopened() {
    Answer answer = release("b.csv:5", "--reopen", WHY, "--runId=reopen");

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    LakeBooks books = LakeBooks.of(fixture);
    assertThat(books.outcomes())
        .contains("b.csv:5 quarantine REOPENED+DUPLICATE_FAILURE reopen<second");
    books.assertBalanced();
  }

  @Test
  void whatCannotBeReleasedIsToldWithTheNextStep() {
    assertRefused("a.csv:1", "--pick", "a.csv:1 is processed: there is nothing to release.");
    assertRefused("b.csv:5", "--pick", "b.csv:5 is condemned", "Write --reopen");
    assertRefused("b.csv:6", "--pick", "b.csv:6 is in quarantine as TYPE_ERROR", "replay");
    assertRefused("b.csv:3", "--reopen", "b.csv:3 is in conflict", "--pick or --keepPublished");
    assertRefused("b.csv:99", "--pick", "b.csv has no row 99 in the lake.");
    assertRefused("b.csv:3", "--dryRun", "release has no option --dryRun");
    assertThat(release("b.csv:3", WHY).err())
        .contains("release needs one of --pick, --keepPublished and --reopen.");
    assertThat(release("b.csv:3", "--pick").err()).contains("release was not told why.");
    assertThat(release("b.csv", "--pick", WHY).err()).contains("is not of the form FILE:ROW");
  }

  private void assertRefused(String row, String action, String... texts) {
    Answer answer = release(row, action, WHY);
    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(2);
    assertThat(answer.err()).contains(texts);
  }

  @Test
  void aReleaseThatIsRolledBackLeavesTheConflictsAsTheyWere() throws IOException {
    List<String> before = LakeBooks.of(fixture).outcomes();
    release("c.csv:1", "--pick", WHY, "--runId=pick");

    Answer back = fixture.run(new Rollback(), "--run=pick", "--why=wrong row", "--runId=back");

    assertThat(back.exitCode()).as(back.all()).isZero();
    assertThat(back.out())
        .contains("Rows that are again what they were before that run")
        .containsPattern("EUR +2024-01 +-21.00");
    assertThat(LakeBooks.of(fixture).outcomes()).isEqualTo(before);
    LakeBooks.of(fixture).assertBalanced();
    assertThat(fixture.run(new Rollback(), "--run=pick", "--why=again").err())
        .contains("Nothing that run pick wrote is in the tables any more");
    assertThat(release("b.csv:3", "--pick", WHY, "--runId=other").exitCode()).isZero();
    assertThat(LakeBooks.of(fixture).outcomes())
        .contains("b.csv:3 processed other<second")
        .contains("c.csv:1 condemned DUPLICATE_FAILURE other<second");
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void aReleaseThatLaterRunsBuildOnIsNotRolledBackByItself() {
    release("b.csv:1", "--keepPublished", WHY, "--runId=keep");
    release("b.csv:2", "--reopen", WHY, "--runId=reopen");

    Answer refused = fixture.run(new Rollback(), "--run=keep", "--why=x");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("rows that it wrote were changed again by run reopen.")
        .contains("Roll that run back first");
    assertThat(fixture.run(new Rollback(), "--run=reopen", "--why=x").exitCode()).isZero();
    assertThat(fixture.run(new Rollback(), "--run=keep", "--why=x").exitCode()).isZero();
    assertThat(LakeBooks.of(fixture).outcomes())
        .contains(
            "b.csv:1 quarantine CONFLICTING_TRANSACTION second",
            "b.csv:2 quarantine CONFLICTING_TRANSACTION second");
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void rowsThatGaveWayReopenWhenTheFileOfThePublishedRowLeaves() {
    release("b.csv:1", "--keepPublished", WHY, "--runId=keep");

    Answer back = fixture.run(new Rollback(), "--file=a.csv", "--why=x", "--runId=back");

    assertThat(back.exitCode()).as(back.all()).isZero();
    assertThat(LakeBooks.of(fixture).outcomes())
        .contains(
            "b.csv:1 quarantine REOPENED+DUPLICATE_FAILURE back<keep",
            "b.csv:2 quarantine REOPENED+DUPLICATE_FAILURE back<keep")
        .hasSize(7);
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void allVersionsOfAFilesRowsLeaveWithIt() {
    release("c.csv:1", "--pick", WHY, "--runId=pick");

    Answer back = fixture.run(new Rollback(), "--file=c.csv", "--why=x", "--runId=back");

    assertThat(back.exitCode()).as(back.all()).isZero();
    for (Zone zone : Zone.values()) {
      assertThat(fixture.records(zone)).noneMatch(r -> r.getField("source_file").equals("c.csv"));
    }
    assertThat(LakeBooks.of(fixture).outcomes())
        .contains("b.csv:3 quarantine REOPENED+DUPLICATE_FAILURE back<pick");
    LakeBooks.of(fixture).assertBalanced();
  }

  @ParameterizedTest
  @EnumSource
  void killedAfterAnyStepItIsFinishedLikeACleanRun(KilledPublisher.Step step) throws IOException {
    KilledChange.killAndFinish(
        fixture,
        "pick",
        step,
        (request, publisher) -> KilledChanges.pick(request, "c.csv", 1, publisher));

    assertPicked();
  }

  private Answer release(String... args) {
    return fixture.run(new Release(), args);
  }

  private String journal() throws IOException {
    return Files.readString(fixture.runFolder("chain").resolve("0000000003.json"));
  }

  private static Record only(LakeBooks books, Zone zone, String file, long row) {
    List<Record> rows =
        books.current(zone).stream()
            .filter(r -> r.getField("source_file").equals(file))
            .filter(r -> r.getField("source_row").equals(row))
            .toList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
