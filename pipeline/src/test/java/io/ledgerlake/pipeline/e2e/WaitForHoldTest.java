package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Approve;
import io.ledgerlake.pipeline.command.Compact;
import io.ledgerlake.pipeline.command.Release;
import io.ledgerlake.pipeline.command.Rollback;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.run.Turn;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever decides about a dataset stops at a held run and names it, or waits for it if told to.
 */
class WaitForHoldTest {

  private static final long LIMIT_SECONDS = 120;

  @TempDir private Path folder;
  private IngestFixture fixture;

  /** What comes while a run is held; an ingest does so in {@link HeldRunTest}. */
  enum Comer {
    REPLAY {
      @Override
      Answer come(IngestFixture fixture, String... args) {
        return fixture.replay(and(args, "--runId=comer"));
      }
    },
    ROLLBACK {
      @Override
      Answer come(IngestFixture fixture, String... args) {
        return fixture.run(
            new Rollback(), and(args, "--file=1.csv", "--why=withdrawn", "--runId=comer"));
      }
    },
    RELEASE {
      @Override
      Answer come(IngestFixture fixture, String... args) {
        return fixture.run(
            new Release(), and(args, "--row=1.csv:3", "--pick", "--why=right", "--runId=comer"));
      }
    },
    COMPACT {
      @Override
      Answer come(IngestFixture fixture, String... args) {
        Clock later = Clock.fixed(Instant.parse("2024-06-01T00:00:00Z"), ZoneOffset.UTC);
        return fixture.run(
            new Compact(later), and(args, "--apply", "--olderThanDays=1", "--runId=comer"));
      }
    };

    abstract Answer come(IngestFixture fixture, String... args);

    private static String[] and(String[] given, String... more) {
      String[] all = Arrays.copyOf(given, given.length + more.length);
      System.arraycopy(more, 0, all, given.length, more.length);
      return all;
    }
  }

  /** A reopened row, a conflict, two small files of a month; and a run that is held. */
  @BeforeEach
  void hold() throws IOException {
    fixture = IngestFixture.in(folder);
    fixture.write("0.csv", HEADER + row("T0", "1.00"));
    succeeds(fixture.ingest("--runId=zero"));
    fixture.write(
        "1.csv",
        HEADER + row("T1", "1.00") + row("T1", "1.00") + row("T2", "2.00") + row("T2", "2.50"));
    succeeds(fixture.ingest("--runId=one"));
    succeeds(fixture.run(new Release(), "1.csv:2", "--reopen", "--why=two payments"));
    fixture.write("2.csv", HEADER + row("T3", "3.00"));
    assertThat(fixture.ingest("--runId=held", "--approval=manual").exitCode()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void whoeverComesStopsAndNamesTheHeldRunOrWaitsForIt(Comer comer) throws Exception {
    List<String> rows = fixture.allRows();
    List<String> journal = journal();

    Answer stopped = comer.come(fixture);

    assertThat(stopped.exitCode()).as(stopped.all()).isEqualTo(5);
    assertThat(stopped.err())
        .contains("Run held of transactions is held since ", "./ledgerlake approve held")
        .contains("--waitForHold=SECONDS waits for that");
    assertThat(fixture.allRows()).isEqualTo(rows);
    assertThat(journal()).isEqualTo(journal);

    FutureTask<Answer> waiting =
        new FutureTask<>(() -> comer.come(fixture, "--waitForHold=" + LIMIT_SECONDS));
    Thread thread = new Thread(waiting, "comer");
    thread.start();
    awaitPause(thread, waiting);
    assertThat(journal()).isEqualTo(journal);
    succeeds(fixture.run(new Approve(), "held", "--by=maria", "--why=fine"));

    succeeds(waiting.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    assertThat(journal()).startsWith(journal.toArray(String[]::new)).endsWith("held", "comer");
    assertThat(fixture.isPublished("comer")).isTrue();
    assertThat(fixture.records(Zone.PROCESSED))
        .anyMatch(row -> row.getField("source_file").equals("2.csv"));
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void aReplayThatStopsSaysSoInItsReportToo() throws IOException {
    Answer stopped = fixture.replay("--runId=comer", "--verdictExit=false");

    assertThat(stopped.exitCode()).as(stopped.all()).isZero();
    assertThat(Files.readString(fixture.runFolder("comer").resolve("metrics.json")))
        .contains("\"verdict\" : \"HELD\"", "Run held of transactions is held since ");
    assertThat(Files.exists(fixture.runFolder("comer").resolve("plan.json"))).isFalse();
  }

  /**
   * Returns when a command has looked at the journal and waits; fails if it does something else.
   */
  private static void awaitPause(Thread thread, FutureTask<Answer> waiting) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (Arrays.stream(thread.getStackTrace())
        .noneMatch(
            frame ->
                frame.getClassName().equals(Turn.class.getName())
                    && frame.getMethodName().equals("pause"))) {
      assertThat(waiting.isDone()).as("it did not wait").isFalse();
      assertThat(System.nanoTime()).as("it did nothing").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static void succeeds(Answer answer) {
    assertThat(answer.exitCode()).as(answer.all()).isZero();
  }

  private List<String> journal() throws IOException {
    String lake = fixture.lake().toString();
    try (LakeStorage storage = LakeStorage.of(lake)) {
      return Journal.of(LakeLayout.of(lake), storage, "transactions").entries().stream()
          .map(link -> link.entry().runId())
          .toList();
    }
  }

  private static String row(String id, String amount) {
    return id + ",C1," + amount + ",EUR,2024-03-01T10:00:00Z\n";
  }
}
