package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Reject;
import io.ledgerlake.pipeline.command.Rejects;
import io.ledgerlake.pipeline.command.Rollback;
import io.ledgerlake.pipeline.command.Trace;
import io.ledgerlake.pipeline.command.Validate;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A person has rejected what a corrected file says. It lies there still the next day, and what was
 * decided is not asked again.
 */
class RejectedContentTest {

  private static final int HELD = 5;
  private static final int REFUSED = 6;

  @TempDir private Path folder;
  private IngestFixture fixture;

  @BeforeEach
  void reject() throws IOException {
    fixture = IngestFixture.in(folder);
    fixture.write("day.csv", HEADER + row("A1", "1.00") + row("A2", "two"));
    exit(0, fixture.ingest("--runId=first"));
    fixture.write("day.csv", HEADER + row("A1", "9.00") + row("A2", "two") + row("A3", "3.00"));
    exit(HELD, fixture.ingest("--runId=second"));
    exit(0, fixture.run(new Reject(), "second", "--by=maria", "--why=not announced"));
  }

  @Test
  void theNextRunRefusesItWithTheRejectionAndGoesOn() throws IOException {
    fixture.write("new.csv", HEADER + row("N1", "7.00"));
    Answer dry =
        fixture.run(
            new Validate(),
            IngestFixture.DIRECT,
            "--ingestedAt=" + IngestFixture.INGESTED_AT,
            "--parallelism=1");
    assertThat(exit(REFUSED, dry).words()).contains("day.csv: REJECTED_CONTENT");

    Answer next = exit(REFUSED, fixture.ingest("--runId=third"));

    assertThat(next.words())
        .contains("day.csv REFUSED: REJECTED_CONTENT")
        .containsPattern(
            "this content was rejected by maria at \\S+Z \\(not announced\\), when run second asked")
        .contains("--corrected=replace or --corrected=add");
    assertThat(metrics("third"))
        .contains("\"verdict\" : \"PUBLISHED_WITH_REFUSALS\"", "REJECTED_CONTENT", "maria");
    assertThat(outcomes())
        .containsExactly(
            "day.csv:1 processed first",
            "day.csv:2 quarantine TYPE_ERROR first",
            "new.csv:1 processed third");
    assertThat(FileLedger.of(fixture.tables()).published().entries())
        .filteredOn(entry -> entry.status() == FileEntry.Status.REFUSED)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.path()).isEqualTo("day.csv");
              assertThat(entry.refusal().orElseThrow())
                  .startsWith("REJECTED_CONTENT: this content was rejected by maria");
            });
    LakeBooks.of(fixture).assertBalanced();
    // What is published under the name can be looked at as before.
    assertThat(exit(0, fixture.run(new Rejects(), "day.csv")).out()).contains("TYPE_ERROR");
    assertThat(exit(0, fixture.run(new Trace(), "day.csv:1")).words())
        .contains("processed", "refused by run third: REJECTED_CONTENT");
    // Nothing else is new now; nothing is published, and it is said again.
    assertThat(exit(REFUSED, fixture.ingest("--runId=fourth")).words())
        .contains("every file was refused", "day.csv: REJECTED_CONTENT");
    assertThat(fixture.isPublished("fourth")).isFalse();
  }

  @Test
  void anotherContentIsAskedAboutAndBothAreRemembered() throws IOException {
    fixture.write("day.csv", HEADER + row("A1", "8.00"));
    Answer asked = exit(HELD, fixture.ingest("--runId=third"));
    assertThat(asked.words()).contains("day.csv was published by run first and has other content");
    exit(0, fixture.run(new Reject(), "third", "--by=paul", "--why=nor this"));

    assertThat(exit(REFUSED, fixture.ingest("--runId=fourth")).words())
        .contains("rejected by paul", "(nor this), when run third");
    fixture.write("day.csv", HEADER + row("A1", "9.00") + row("A2", "two") + row("A3", "3.00"));
    assertThat(exit(REFUSED, fixture.ingest("--runId=fifth")).words())
        .contains("rejected by maria", "(not announced), when run second");
    fixture.write("day.csv", HEADER + row("A1", "1.00") + row("A2", "two"));
    assertThat(exit(0, fixture.ingest("--runId=sixth")).out()).contains("nothing new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"replace", "add"})
  void whoChangesTheirMindTakesItInByName(String choice) throws IOException {
    Answer rejected = exit(2, fixture.ingest("--runId=second", "--corrected=" + choice));
    assertThat(rejected.err())
        .contains("was rejected by maria: not announced", "under another --runId")
        .contains("is refused then, unless --corrected=replace or --corrected=add");

    exit(0, fixture.ingest("--runId=third", "--corrected=" + choice));

    assertThat(outcomes())
        .contains(
            choice.equals("replace")
                ? "day.csv:1 processed third"
                : "day.csv:1 quarantine CONFLICTING_TRANSACTION third");
    LakeBooks.of(fixture).assertBalanced();
    assertThat(exit(0, fixture.ingest("--runId=fourth")).out()).contains("nothing new");
  }

  @Test
  void theLastWordCounts() throws IOException {
    exit(0, fixture.ingest("--runId=third", "--corrected=add"));
    exit(0, fixture.run(new Rollback(), "--run=third", "--why=after all", "--runId=back"));

    Answer asked = exit(HELD, fixture.ingest("--runId=fourth"));

    assertThat(asked.words()).contains("day.csv was published by run first and has other content");
  }

  /** Nobody has said that it is right: a rollback of the other content does not let it in. */
  @Test
  void whatWasRejectedStaysOutWhenNothingIsPublishedUnderTheName() throws IOException {
    exit(0, fixture.run(new Rollback(), "--run=first", "--why=wrong too", "--runId=back"));

    exit(REFUSED, fixture.ingest("--runId=third"));
    assertThat(outcomes()).isEmpty();
    exit(0, fixture.ingest("--runId=fourth", "--corrected=add"));
    assertThat(outcomes()).contains("day.csv:1 processed fourth").hasSize(3);
  }

  private static Answer exit(int code, Answer answer) {
    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(code);
    return answer;
  }

  private List<String> outcomes() {
    return LakeBooks.of(fixture).outcomes();
  }

  private String metrics(String runId) throws IOException {
    return Files.readString(fixture.runFolder(runId).resolve("metrics.json"));
  }

  private static String row(String id, String amount) {
    return id + ",C1," + amount + ",EUR,2024-03-01T10:00:00Z\n";
  }
}
