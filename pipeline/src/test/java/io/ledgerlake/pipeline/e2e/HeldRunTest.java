package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Approve;
import io.ledgerlake.pipeline.command.Reject;
import io.ledgerlake.pipeline.command.Rejects;
import io.ledgerlake.pipeline.command.Runs;
import io.ledgerlake.pipeline.command.Show;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.JournalEntry.Kind;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A held run waits for a person, everything else of its dataset waits for it, and one decides. */
class HeldRunTest {

  @TempDir private Path folder;
  private IngestFixture fixture;

  @BeforeEach
  void hold() throws IOException {
    fixture = IngestFixture.in(folder);
    fixture.write("1.csv", HEADER + row("A1", "1.00") + row("A2", "two") + row("A3", "3.00"));
    Answer held = fixture.ingest("--runId=first", "--approval=manual");
    assertThat(held.exitCode()).as(held.all()).isEqualTo(5);
    assertThat(held.out())
        .contains("What a person has to decide")
        .contains("every run waits for an approval");
    assertThat(fixture.allRows()).isEmpty();
  }

  @Test
  void anotherPersonApprovesAndTheRunEndsAsItsIngestWouldHave() throws IOException {
    String before = metrics("first");
    assertThat(before).contains("\"verdict\" : \"HELD\"", "\"published\" : false");
    assertThat(fixture.run(new Rejects(), "1.csv", "--run=first").out()).contains("TYPE_ERROR");

    Answer approved = approve("first", "maria", "sum confirmed");

    assertThat(approved.exitCode()).as(approved.all()).isZero();
    assertThat(approved.out())
        .contains("Run first is approved by maria at ")
        .contains("Run first of transactions: published.");
    assertThat(fixture.rows(Zone.PROCESSED)).hasSize(2);
    assertThat(fixture.rows(Zone.QUARANTINE)).hasSize(1);
    assertThat(fixture.isPublished("first")).isTrue();
    assertThat(metrics("first"))
        .isEqualTo(
            before
                .replace("\"HELD\"", "\"PUBLISHED\"")
                .replace("\"exit_code\" : 5", "\"exit_code\" : 0")
                .replace("\"published\" : false", "\"published\" : true")
                .replaceFirst("\"disagreements\" : \\[ [^]]*]", "\"disagreements\" : [ ]"));
    assertThat(journal()).extracting(JournalEntry::kind).containsExactly(Kind.HOLD, Kind.APPROVE);
    JournalEntry.Person hold = journal().get(0).person();
    assertThat(hold.by()).isEqualTo(System.getProperty("user.name"));
    JournalEntry.Person person = journal().get(1).person();
    assertThat(person.by()).isEqualTo("maria");
    assertThat(person.why()).isEqualTo("sum confirmed");

    assertThat(fixture.run(new Show(), "first").out())
        .startsWith("Run first of transactions: published.")
        .containsPattern("first +held +\\S+ +\\S+Z +every run waits for an approval")
        .containsPattern("first +approved +maria +\\S+Z +sum confirmed");
    assertThat(fixture.run(new Runs()).out())
        .containsPattern("first +approved +maria +\\S+Z +sum confirmed");
    Answer again = approve("first", "john", "me too");
    assertThat(again.exitCode()).as(again.all()).isZero();
    assertThat(again.out()).contains("Run first was already approved by maria").contains("sum");
    assertThat(journal()).hasSize(2);
    assertThat(fixture.rows(Zone.PROCESSED)).hasSize(2);
    Answer late = reject("first", "john", "no");
    assertThat(late.exitCode()).isEqualTo(2);
    assertThat(late.err()).contains("was approved by maria").contains("and is published");
  }

  @Test
  void whoStartedTheRunCannotApproveItButCanGiveItUp() throws IOException {
    Answer own = fixture.run(new Approve(), "first", "--why=mine");
    assertThat(own.exitCode()).as(own.all()).isEqualTo(2);
    assertThat(own.err()).contains("who cannot approve it too.").contains("Ask somebody else");
    assertThat(journal()).hasSize(1);
    assertThat(fixture.run(new Reject(), "first", "--why=mistake").exitCode()).isZero();
    assertThat(journal()).extracting(JournalEntry::kind).containsExactly(Kind.HOLD, Kind.REJECT);
  }

  @Test
  void laterRunsOfTheDatasetStopAndNameTheHeldOne() throws IOException {
    fixture.write("2.csv", HEADER + row("B1", "5.00"));
    Answer blocked = fixture.ingest("--runId=second");
    assertThat(blocked.exitCode()).as(blocked.all()).isEqualTo(5);
    assertThat(blocked.err()).contains("Run first of transactions is held since ");
    assertThat(metrics("second")).contains("\"verdict\" : \"HELD\"", "Run first of transactions");
    Answer quiet = fixture.ingest("--runId=second", "--verdictExit=false");
    assertThat(quiet.exitCode()).isZero();
    Answer itself = fixture.ingest("--runId=first");
    assertThat(itself.exitCode()).isEqualTo(5);
    assertThat(metrics("first")).as("its own report stays").contains("1.csv", "REJECTED_ROWS");
    fixture.dataset("postings").write("p.csv", "id,account_id,amount,new_balance,tx_date\n");
    assertThat(fixture.dataset("postings").ingest("--runId=p").exitCode()).isNotEqualTo(5);
    assertThat(fixture.allRows()).isEmpty();
  }

  @Test
  void aRunThatIsToldToWaitGoesOnWhenTheHeldOneIsSettled() throws Exception {
    fixture.write("2.csv", HEADER + row("B1", "5.00"));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Answer> waiting =
          other.submit(() -> fixture.ingest("--runId=second", "--waitForHold=300"));
      assertThat(approve("first", "maria", "fine").exitCode()).isZero();
      Answer second = waiting.get();
      assertThat(second.exitCode()).as(second.all()).isZero();
    } finally {
      other.shutdownNow();
    }
    assertThat(fixture.rows(Zone.PROCESSED)).hasSize(3);
    assertThat(journal())
        .extracting(JournalEntry::runId)
        .containsExactly("first", "first", "second");
  }

  @Test
  void aRejectedRunIsNeverPublishedAndItsFilesAreFree() throws IOException {
    Answer rejected = reject("first", "maria", "sent by mistake");
    assertThat(rejected.exitCode()).as(rejected.all()).isZero();
    assertThat(rejected.out()).contains("Run first is rejected by maria at ");
    assertThat(metrics("first"))
        .contains("\"verdict\" : \"REJECTED\"", "sent by mistake", "\"published\" : false");
    assertThat(reject("first", "john", "again").out()).contains("was already rejected by maria");
    assertThat(approve("first", "john", "yes").exitCode()).isEqualTo(2);
    Answer same = fixture.ingest("--runId=first");
    assertThat(same.exitCode()).as(same.all()).isEqualTo(2);
    assertThat(same.err()).contains("was rejected by maria").contains("another --runId");
    assertThat(fixture.allRows()).isEmpty();

    assertThat(fixture.ingest("--runId=second").exitCode()).isZero();
    assertThat(fixture.rows(Zone.PROCESSED)).hasSize(2);
  }

  @Test
  void ofTwoWhoDecideAtOnceOneDoes() throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    ExecutorService people = Executors.newFixedThreadPool(2);
    List<Future<Answer>> answers = new ArrayList<>();
    try {
      List<Callable<Answer>> decisions =
          List.of(() -> approve("first", "maria", "yes"), () -> reject("first", "john", "no"));
      for (Callable<Answer> decision : decisions) {
        answers.add(
            people.submit(
                () -> {
                  start.await();
                  return decision.call();
                }));
      }
      assertThat(List.of(answers.get(0).get().exitCode(), answers.get(1).get().exitCode()))
          .containsExactlyInAnyOrder(0, 2);
    } finally {
      people.shutdownNow();
    }
    assertThat(journal()).hasSize(2);
    boolean approved = journal().get(1).kind() == Kind.APPROVE;
    assertThat(answers.get(0).get().exitCode()).isEqualTo(approved ? 0 : 2);
    assertThat(fixture.rows(Zone.PROCESSED)).hasSize(approved ? 2 : 0);
  }

  @Test
  void aDecisionNeedsAReasonAndARunThatIsHeld() {
    assertThat(fixture.run(new Approve(), "first", "--by=maria").err())
        .contains("No reason was given.");
    Answer unknown = approve("frist", "maria", "fine");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("The run that is held is first.");
  }

  @Test
  void aReportThatWasNeverWrittenIsWrittenByARepetition() throws IOException {
    assertThat(reject("first", "maria", "for another").exitCode()).isZero();
    assertThat(fixture.ingest("--runId=second").exitCode()).isZero();
    String metrics = metrics("second");
    byte[] report = Files.readAllBytes(fixture.runFolder("second").resolve("report.html"));
    Files.delete(fixture.runFolder("second").resolve("metrics.json"));
    Files.delete(fixture.runFolder("second").resolve("report.html"));

    assertThat(fixture.ingest("--runId=second").exitCode()).isZero();

    assertThat(metrics("second")).isEqualTo(metrics);
    assertThat(fixture.runFolder("second").resolve("report.html")).hasBinaryContent(report);
  }

  private Answer approve(String run, String by, String why) {
    return fixture.run(new Approve(), run, "--by=" + by, "--why=" + why);
  }

  private Answer reject(String run, String by, String why) {
    return fixture.run(new Reject(), run, "--by=" + by, "--why=" + why);
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

  private static String row(String id, String amount) {
    return id + ",C1," + amount + ",EUR,2024-03-01T10:00:00Z\n";
  }
}
