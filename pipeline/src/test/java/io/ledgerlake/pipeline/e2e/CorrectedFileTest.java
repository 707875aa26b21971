package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Approve;
import io.ledgerlake.pipeline.command.Reject;
import io.ledgerlake.pipeline.command.Rejects;
import io.ledgerlake.pipeline.command.Release;
import io.ledgerlake.pipeline.command.Rollback;
import io.ledgerlake.pipeline.command.Validate;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.JournalEntry.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A published name that comes with other content waits for a person, who replaces or adds. */
class CorrectedFileTest {

  private static final String GATE_OPEN = "--allowUnprocessedFiles";
  private static final String REPLACE = "--corrected=replace";
  private static final String ADD = "--corrected=add";

  @TempDir private Path folder;
  private IngestFixture fixture;

  @BeforeEach
  void publish() throws IOException {
    fixture = IngestFixture.in(folder);
    fixture.write(
        "day.csv",
        HEADER + row("A1", "1.00") + row("A2", "2.00") + row("A3", "3.00") + row("A4", "four"));
    succeed(fixture.ingest("--runId=first"));
  }

  /** A1 stays, A2 changes, A3 is missing, the rejected row stays, A5 and a rejected row are new. */
  private void correct() throws IOException {
    fixture.write(
        "day.csv",
        HEADER
            + row("A1", "1.0")
            + row("A2", "2.50")
            + row("A4", "four")
            + row("A5", "5.00")
            + row("A6", "six"));
  }

  @Test
  void theRunIsHeldWithTheRowsAddedChangedAndMissingAndTheirSums() throws IOException {
    correct();
    fixture.write("new.csv", HEADER + row("N1", "7.00"));
    List<String> before = fixture.allRows();

    Answer held = fixture.ingest("--runId=second");

    assertThat(held.exitCode()).as(held.all()).isEqualTo(5);
    assertThat(held.words())
        .contains("What a person has to decide")
        .contains(
            "day.csv was published by run first and has other content now: 2 rows added, 1 changed,"
                + " 1 missing, 2 as before.")
        .contains("--runId=second and --corrected=replace")
        .contains("--corrected=add")
        .contains("./ledgerlake reject second")
        .containsPattern("published before\\W+4\\W+6\\W")
        .containsPattern("missing now\\W+1\\W+3\\W")
        .containsPattern("changed, before\\W+1\\W+2\\W")
        .containsPattern("changed, now\\W+1\\W+2.50")
        .containsPattern("added\\W+2\\W+5\\W")
        .containsPattern("new content\\W+5\\W+8.50")
        .contains("A2 changed: row 2, 2 EUR -> row 2, 2.5 EUR")
        .contains("A3 missing: row 3, 3 EUR")
        .contains("A5 added: row 4, 5 EUR")
        .contains("rejected row added: row 5");
    assertThat(metrics("second"))
        .contains("\"verdict\" : \"HELD\"", "\"corrections\"", "\"changed_before\" : 1")
        .containsPattern("\"missing\" : \"3(\\.0+)?\"");
    assertThat(report("second")).contains("Corrected file", "A3 missing: row 3, 3 EUR");
    assertThat(fixture.allRows()).isEqualTo(before);
    assertThat(fixture.isPublished("second")).isFalse();
    JournalEntry hold = journal().get(1);
    assertThat(hold.kind()).isEqualTo(Kind.HOLD);
    assertThat(hold.person().why()).contains("2 rows added, 1 changed, 1 missing");
  }

  @Test
  void whileItIsHeldOtherRunsAndAnApprovalAreToldWhatToDo() throws IOException {
    correct();
    assertThat(fixture.ingest("--runId=second").exitCode()).isEqualTo(5);

    Answer other = fixture.ingest("--runId=third");
    assertThat(other.exitCode()).as(other.all()).isEqualTo(5);
    assertThat(other.err()).contains("Run second of transactions is held", "--corrected=replace");
    Answer itself = fixture.ingest("--runId=second");
    assertThat(itself.exitCode()).as(itself.all()).isEqualTo(5);
    Answer approval = fixture.run(new Approve(), "second", "--by=maria", "--why=fine");
    assertThat(approval.exitCode()).as(approval.all()).isEqualTo(2);
    assertThat(approval.err())
        .contains("an approval does not say what becomes of them")
        .contains("--runId=second and --corrected=replace");
    assertThat(journal()).hasSize(2);
  }

  @Test
  void rejectedItLeavesEverythingAsItWas() throws IOException {
    List<String> before = fixture.allRows();
    correct();
    assertThat(fixture.ingest("--runId=second").exitCode()).isEqualTo(5);

    succeed(fixture.run(new Reject(), "second", "--by=maria", "--why=not announced"));

    assertThat(fixture.allRows()).isEqualTo(before);
    assertThat(fixture.ingest("--runId=second", REPLACE).exitCode()).isEqualTo(2);
    assertThat(journal()).extracting(JournalEntry::kind).endsWith(Kind.HOLD, Kind.REJECT);
  }

  @Test
  void theHeldRunReplacesWhenAPersonSaysSo() throws IOException {
    correct();
    fixture.write("new.csv", HEADER + row("N1", "7.00"));
    assertThat(fixture.ingest("--runId=second").exitCode()).isEqualTo(5);

    Answer replaced = succeed(fixture.ingest("--runId=second", REPLACE));

    assertThat(replaced.words())
        .contains("day.csv: replaces what run first published under this name")
        .contains(
            "Replaced: what was published of day.csv leaves: 3 processed, 1 quarantined and 0"
                + " condemned rows")
        .contains("A3 missing: row 3, 3 EUR");
    assertThat(outcomes())
        .containsExactly(
            "day.csv:1 processed second",
            "day.csv:2 processed second",
            "day.csv:3 quarantine TYPE_ERROR second",
            "day.csv:4 processed second",
            "day.csv:5 quarantine TYPE_ERROR second",
            "new.csv:1 processed second");
    LakeBooks.of(fixture).assertBalanced();
    assertThat(rejected()).containsExactly("3 quarantine TYPE_ERROR", "5 quarantine TYPE_ERROR");
    assertThat(journal())
        .extracting(JournalEntry::kind)
        .containsExactly(Kind.PUBLISH, Kind.HOLD, Kind.PUBLISH);
    assertThat(journal().get(2).person().why()).isEqualTo("corrected files, REPLACE: day.csv");
    assertThat(metrics("second")).contains("\"choice\" : \"REPLACE\"", "\"published\" : true");
    assertThat(succeed(fixture.ingest("--runId=third")).out()).contains("nothing new");
    assertThat(fixture.ingest("--runId=second", REPLACE).out()).contains("is published already");
  }

  @Test
  void whatIsAddedMeetsTheRulesForRepeatsAndConflicts() throws IOException {
    correct();
    succeed(fixture.ingest("--runId=second", ADD));

    assertThat(outcomes())
        .containsExactly(
            "day.csv:1 condemned DUPLICATE_FAILURE second",
            "day.csv:1 processed first",
            "day.csv:2 processed first",
            "day.csv:2 quarantine CONFLICTING_TRANSACTION second",
            "day.csv:3 condemned DUPLICATE_FAILURE+TYPE_ERROR second",
            "day.csv:3 processed first",
            "day.csv:4 processed second",
            "day.csv:4 quarantine TYPE_ERROR first",
            "day.csv:5 quarantine TYPE_ERROR second");
    LakeBooks.of(fixture).assertBalanced();
    assertThat(rejected())
        .as("rows of both contents")
        .containsExactlyInAnyOrder(
            "4 quarantine TYPE_ERROR",
            "1 condemned DUPLICATE_FAILURE",
            "2 quarantine CONFLICTING_TRANSACTION",
            "3 condemned DUPLICATE_FAILURE",
            "3 condemned TYPE_ERROR",
            "5 quarantine TYPE_ERROR");
    // Both contents are published under the name now.
    assertThat(succeed(fixture.ingest("--runId=third")).out()).contains("nothing new");
    fixture.write(
        "day.csv",
        HEADER + row("A1", "1.00") + row("A2", "2.00") + row("A3", "3.00") + row("A4", "four"));
    assertThat(succeed(fixture.ingest("--runId=fourth")).out()).contains("nothing new");
    // A third content replaces both.
    fixture.write("day.csv", HEADER + row("A2", "2.75"));
    succeed(fixture.ingest("--runId=fifth", REPLACE));
    assertThat(outcomes()).containsExactly("day.csv:1 processed fifth");
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void whatMetTheReplacedRowsReopensAndWhatWasDoneToThemIsGone() throws IOException {
    fixture.write(
        "other.csv",
        HEADER
            + row("A1", "1.00")
            + row("A2", "2.02")
            + row("A3", "3.00")
            + row("A4", "four")
            + row("B1", "9.00"));
    succeed(fixture.ingest("--runId=other"));
    succeed(
        fixture.run(new Release(), "other.csv:2", "--keepPublished", "--why=x", "--runId=kept"));
    assertThat(outcomes())
        .contains(
            "other.csv:1 condemned DUPLICATE_FAILURE other",
            "other.csv:2 condemned DUPLICATE_FAILURE kept<other",
            "other.csv:4 condemned DUPLICATE_FAILURE+TYPE_ERROR other");
    fixture.write("late.csv", HEADER + row("A3", "3.03"));
    succeed(fixture.ingest("--runId=late", GATE_OPEN));
    correct();

    Answer replaced = succeed(fixture.ingest("--runId=second", REPLACE));

    assertThat(replaced.words()).contains("5 rows of other files that had met them reopen");
    assertThat(outcomes())
        .containsExactly(
            "day.csv:1 processed second",
            "day.csv:2 processed second",
            "day.csv:3 quarantine TYPE_ERROR second",
            "day.csv:4 processed second",
            "day.csv:5 quarantine TYPE_ERROR second",
            "late.csv:1 quarantine REOPENED+CONFLICTING_TRANSACTION second<late",
            "other.csv:1 quarantine REOPENED+DUPLICATE_FAILURE second<other",
            "other.csv:2 quarantine REOPENED+DUPLICATE_FAILURE second<kept",
            "other.csv:3 quarantine REOPENED+DUPLICATE_FAILURE second<other",
            "other.csv:4 quarantine REOPENED+DUPLICATE_FAILURE+TYPE_ERROR second<other",
            "other.csv:5 processed other");
    LakeBooks.of(fixture).assertBalanced();
    succeed(fixture.replay("--runId=again"));
    assertThat(outcomes())
        .contains(
            "late.csv:1 quarantine CONFLICTING_TRANSACTION again<second",
            "other.csv:1 condemned DUPLICATE_FAILURE again<second",
            "other.csv:2 quarantine CONFLICTING_TRANSACTION again<second");
    LakeBooks.of(fixture).assertBalanced();
  }

  /** One run writes one version of a record, and a conflict that reopens gets its own. */
  @Test
  void theNewContentDoesNotMeetAConflictThatReopens() throws IOException {
    fixture.write("late.csv", HEADER + row("A3", "3.03"));
    succeed(fixture.ingest("--runId=late", GATE_OPEN));
    fixture.write("day.csv", HEADER + row("A3", "3.10"));

    succeed(fixture.ingest("--runId=second", REPLACE));

    assertThat(outcomes())
        .containsExactly(
            "day.csv:1 processed second",
            "late.csv:1 quarantine REOPENED+CONFLICTING_TRANSACTION second<late");
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void whatAReplayOrAReleaseHasMadeOfReplacedRowsLeavesToo() throws IOException {
    fixture.write("pair.csv", HEADER + row("P1", "1.00") + row("P1", "2.00") + row("P2", "9.00"));
    succeed(fixture.ingest("--runId=pair"));
    succeed(fixture.run(new Release(), "pair.csv:1", "--pick", "--why=x", "--runId=picked"));
    Path mended = Files.writeString(folder.resolve("mended.avsc"), ReplayTest.mended(2));
    succeed(fixture.replay("--runId=again", "--contract=" + mended));
    assertThat(outcomes())
        .contains(
            "day.csv:4 quarantine TYPE_ERROR again<first",
            "pair.csv:1 processed picked<pair",
            "pair.csv:2 condemned DUPLICATE_FAILURE picked<pair");
    correct();
    fixture.write("pair.csv", HEADER + row("P1", "2.00"));

    succeed(fixture.ingest("--runId=second", REPLACE));

    assertThat(outcomes())
        .containsExactly(
            "day.csv:1 processed second",
            "day.csv:2 processed second",
            "day.csv:3 quarantine TYPE_ERROR second",
            "day.csv:4 processed second",
            "day.csv:5 quarantine TYPE_ERROR second",
            "pair.csv:1 processed second");
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void aGateThatTripsAndAFileThatIsRefusedLateLeaveThePublishedContent() throws IOException {
    List<String> before = fixture.allRows();
    fixture.write("day.csv", HEADER + row("A1", "one"));
    Answer stopped = fixture.ingest("--runId=second", REPLACE);
    assertThat(stopped.exitCode()).as(stopped.all()).isEqualTo(3);
    assertThat(fixture.allRows()).isEqualTo(before);

    fixture.write("day.csv", HEADER + row("A1", "1.00"));
    fixture.write("day.csv.ctl.json", "{\"rows\": 2, \"sums\": {\"EUR\": \"1\"}}");
    fixture.write("new.csv", HEADER + row("A2", "2.00"));
    Answer refused = fixture.ingest("--runId=third", REPLACE);
    assertThat(refused.exitCode()).as(refused.all()).isEqualTo(6);
    assertThat(outcomes())
        .containsExactly(
            "day.csv:1 processed first",
            "day.csv:2 processed first",
            "day.csv:3 processed first",
            "day.csv:4 quarantine TYPE_ERROR first",
            "new.csv:1 condemned DUPLICATE_FAILURE third");
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void aReplacementWaitsForAnApprovalToo() throws IOException {
    correct();
    assertThat(fixture.ingest("--runId=second").exitCode()).isEqualTo(5);
    Answer chosen = fixture.ingest("--runId=second", REPLACE, "--approval=manual");
    assertThat(chosen.exitCode()).as(chosen.all()).isEqualTo(5);
    assertThat(outcomes()).contains("day.csv:3 processed first");
    Answer other = fixture.ingest("--runId=second", ADD);
    assertThat(other.exitCode()).as(other.all()).isEqualTo(2);
    assertThat(other.err()).contains("was told before what becomes of its corrected files");

    Answer approved =
        succeed(fixture.run(new Approve(), "second", "--by=maria", "--why=as agreed"));

    assertThat(approved.out()).contains("A3 missing: row 3, 3 EUR");
    assertThat(outcomes()).contains("day.csv:4 processed second").hasSize(5);
    LakeBooks.of(fixture).assertBalanced();
    assertThat(journal())
        .extracting(JournalEntry::kind)
        .containsExactly(Kind.PUBLISH, Kind.HOLD, Kind.HOLD, Kind.APPROVE);
  }

  @Test
  void aReplacementIsRolledBackLikeAnyRun() throws IOException {
    correct();
    succeed(fixture.ingest("--runId=second", REPLACE));
    succeed(fixture.run(new Rollback(), "--run=second", "--why=wrong file", "--runId=back"));
    assertThat(outcomes()).isEmpty();
    LakeBooks.of(fixture).assertBalanced();
    succeed(fixture.ingest("--runId=third"));
    assertThat(outcomes()).hasSize(5);
  }

  @Test
  void aDryRunShowsTheSameAndWritesNothing() throws IOException {
    correct();
    List<String> files = fixture.storedDataFiles();
    Answer held = validate();
    assertThat(held.exitCode()).as(held.all()).isEqualTo(5);
    assertThat(held.words())
        .contains("2 rows added, 1 changed, 1 missing, 2 as before.")
        .contains("A3 missing: row 3, 3 EUR")
        .contains("until a person chooses: --corrected=replace or --corrected=add.");
    Answer replaced = succeed(validate(REPLACE));
    assertThat(replaced.words()).contains("3 processed (good), 2 in quarantine");
    Answer added = succeed(validate(ADD));
    assertThat(added.words()).contains("1 processed (good), 2 in quarantine", "2 condemned");
    assertThat(fixture.storedDataFiles()).isEqualTo(files);
    assertThat(journal()).hasSize(1);
  }

  private Answer validate(String... more) {
    List<String> args = new ArrayList<>(List.of(more));
    args.add(IngestFixture.DIRECT);
    args.add("--ingestedAt=" + IngestFixture.INGESTED_AT);
    args.add("--parallelism=1");
    return fixture.run(new Validate(), args.toArray(String[]::new));
  }

  private static Answer succeed(Answer answer) {
    assertThat(answer.exitCode()).as(answer.all()).isZero();
    return answer;
  }

  private List<String> outcomes() {
    return LakeBooks.of(fixture).outcomes();
  }

  private List<String> rejected() {
    return fixture
        .run(new Rejects(), "day.csv", "--format=CSV")
        .out()
        .lines()
        .skip(1)
        .map(line -> line.split(",", -1))
        .map(fields -> fields[1] + " " + fields[3] + " " + fields[4])
        .toList();
  }

  private List<JournalEntry> journal() throws IOException {
    String lake = fixture.lake().toString();
    try (LakeStorage storage = LakeStorage.of(lake)) {
      return Journal.of(LakeLayout.of(lake), storage, "transactions").entries().stream()
          .map(Journal.Link::entry)
          .toList();
    }
  }

  private String metrics(String runId) throws IOException {
    return Files.readString(fixture.runFolder(runId).resolve("metrics.json"));
  }

  private String report(String runId) throws IOException {
    return Files.readString(fixture.runFolder(runId).resolve("report.html"));
  }

  private static String row(String id, String amount) {
    return id + ",C1," + amount + ",EUR,2024-03-01T10:00:00Z\n";
  }
}
