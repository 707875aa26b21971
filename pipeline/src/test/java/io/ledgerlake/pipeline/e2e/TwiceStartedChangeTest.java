package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.change.ChangeRequest;
import io.ledgerlake.pipeline.change.KilledChanges;
import io.ledgerlake.pipeline.change.RollbackTarget;
import io.ledgerlake.pipeline.command.Verify;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.publish.PausedPublisher;
import io.ledgerlake.pipeline.publish.PausedPublisher.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A change that a scheduler, or two people, start twice with one run id. One of the two makes it,
 * and what the other takes back is its own.
 */
class TwiceStartedChangeTest {

  private static final long LIMIT_SECONDS = 60;

  @TempDir private Path folder;
  private IngestFixture fixture;

  /** Two files share data files, so that taking one out writes these again. */
  @BeforeEach
  void ingest() throws IOException {
    fixture = IngestFixture.in(folder);
    fixture.write("a.csv", HEADER + row("A1") + row("A2"));
    fixture.write("b.csv", HEADER + row("B1") + row("A2"));
    assertThat(fixture.ingest("--runId=first").exitCode()).isZero();
  }

  @Test
  void theOtherIsToldThatItIsDone() throws IOException {
    assertThatThrownBy(() -> rollback(List.of(() -> rollback(List.of()))))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("already decided");

    assertRolledBackOnce();
  }

  @Test
  void whoIsOvertakenTakesBackNoFileOfTheOther() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch takenBack = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    FutureTask<Void> early =
        new FutureTask<>(
            () -> {
              rollback(
                  "a.csv",
                  List.of(() -> await(written)),
                  List.of(
                      () -> {},
                      () -> {
                        takenBack.countDown();
                        await(done);
                      }));
              return null;
            });
    FutureTask<Void> late =
        new FutureTask<>(
            () -> {
              rollback(
                  List.of(
                      () -> {
                        written.countDown();
                        await(takenBack);
                      }));
              done.countDown();
              return null;
            });
    new Thread(early, "early").start();
    // The early one has read the lake once it has written; this is new to it.
    awaitDataFile();
    fixture.write("c.csv", HEADER + row("C1"));
    assertThat(fixture.ingest("--runId=second").exitCode()).isZero();
    new Thread(late, "late").start();

    late.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThatThrownBy(() -> early.get(LIMIT_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .rootCause()
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Run twice is published already");
    assertRolledBackOnce();
  }

  /** The two write different rows; what was decided is what is there. */
  @Test
  void whatIsDecidedIsNotWrittenOverByTheOther() throws IOException {
    rollback(
        "a.csv",
        List.of(
            () ->
                assertThatThrownBy(
                        () ->
                            rollback(
                                "b.csv",
                                List.of(
                                    () -> {
                                      throw new IOException("dies before it decides");
                                    })))
                    .hasMessage("dies before it decides")));

    assertRolledBackOnce();
    IngestFixture.Answer verified = fixture.run(new Verify());
    assertThat(verified.exitCode()).as(verified.all()).isZero();
  }

  private void assertRolledBackOnce() {
    assertThat(fixture.isPublished("twice")).isTrue();
    assertThat(LakeBooks.of(fixture).outcomes())
        .contains("b.csv:1 processed first")
        .contains("b.csv:2 quarantine REOPENED+DUPLICATE_FAILURE twice<first")
        .noneMatch(line -> line.startsWith("a.csv"));
    LakeBooks.of(fixture).assertBalanced();
  }

  private void rollback(List<Pause> pauses) throws IOException {
    rollback("a.csv", pauses);
  }

  private void rollback(String file, List<Pause> pauses) throws IOException {
    rollback(file, pauses, List.of());
  }

  private void rollback(String file, List<Pause> pauses, List<Pause> whenPlanning)
      throws IOException {
    String lake = fixture.lake().toString();
    LakeLayout layout = LakeLayout.of(lake);
    try (LakeStorage storage = LakeStorage.of(lake)) {
      KilledChanges.rollback(
          new ChangeRequest(
              layout,
              storage,
              fixture.tables(),
              "twice",
              Instant.now().truncatedTo(ChronoUnit.MILLIS),
              "test",
              Optional.empty(),
              Duration.ZERO),
          new RollbackTarget.OfFile(file),
          new PausedPublisher(layout, storage, fixture.tables(), pauses, whenPlanning));
    }
  }

  private void awaitDataFile() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (fixture.storedDataFiles().stream().noneMatch(file -> file.contains("/twice-c"))) {
      assertThat(System.nanoTime()).as("nothing was written").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the other run did not come so far");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String row(String id) {
    return id + ",C1,1.00,EUR,2024-03-01T10:00:00Z\n";
  }
}
