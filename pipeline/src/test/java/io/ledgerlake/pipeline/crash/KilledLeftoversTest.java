package io.ledgerlake.pipeline.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.report.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a killed run has left is seen by nobody. It is cleared away when the grace time is over,
 * unless the run is decided, held, or may still be at work.
 */
class KilledLeftoversTest {

  private static final String RUN = "killed";

  @TempDir private Path lake;
  private List<String> before;
  private final Instant now = Instant.now();
  private final Instant later = now.plus(Duration.ofDays(1));

  @BeforeEach
  void aDayAndTheFilesOfTheNext() throws IOException {
    raw("a.csv", "A1,C1,1.00,EUR,2024-01-05T10:00:00Z\nA2,C1,x,EUR,2024-01-05T10:00:00Z\n");
    CrashLake.in(lake).ingest("day-1", CrashLake.DAY_1);
    before = CrashLake.in(lake).state();
    raw(
        "b.csv",
        "A1,C1,1.00,EUR,2024-01-05T10:00:00Z\n"
            + "B2,C1,x,EUR,2024-01-05T10:00:00Z\n"
            + "B3,C1,3.00,EUR,2024-01-05T10:00:00Z\n");
  }

  @Test
  void whatWasNeverDecidedGoesAfterTheGraceTimeAndMayBeDoneAgain() throws Exception {
    killAfter(Act.INGEST, "/manifest.json");
    CrashLake killed = CrashLake.in(lake);
    assertThat(killed.state()).isEqualTo(before);
    assertThat(filesOfTheRun())
        .anyMatch(file -> file.endsWith("/plan.json"))
        .anyMatch(file -> file.endsWith("/outcome-p1.bin"))
        .anyMatch(file -> file.endsWith("/manifest.json"))
        .anyMatch(file -> file.startsWith("condemned/") && file.endsWith(".parquet"))
        .anyMatch(file -> file.startsWith("quarantine/") && file.endsWith(".parquet"));

    assertThat(killed.clear(now.minus(Duration.ofDays(1)))).isEmpty();
    assertThat(killed.clear(later)).isNotEmpty();

    assertThat(filesOfTheRun()).isEmpty();
    assertThat(killed.state()).isEqualTo(before);
    assertThat(killed.ingest(RUN, CrashLake.DAY_2).verdict()).isEqualTo(Verdict.PUBLISHED);
    assertThat(killed.state()).hasSizeGreaterThan(before.size());
  }

  /** A change has no plan, and no report. */
  @Test
  void soDoesWhatAChangeHasLeft() throws Exception {
    killAfter(Act.ROLLBACK, "/manifest.json");
    CrashLake killed = CrashLake.in(lake);
    assertThat(filesOfTheRun()).singleElement().asString().endsWith("/manifest.json");

    assertThat(killed.clear(now.minus(Duration.ofDays(1)))).isEmpty();
    assertThat(killed.clear(later)).hasSize(1);

    assertThat(filesOfTheRun()).isEmpty();
    assertThat(killed.state()).isEqualTo(before);
    killed.rollback(RUN, "a.csv");
    assertThat(killed.isWhole(RUN)).isTrue();
  }

  @Test
  void whatIsDecidedStaysAndIsFinished() throws Exception {
    killAfter(Act.INGEST, "/chain/");
    CrashLake killed = CrashLake.in(lake);
    List<String> files = filesOfTheRun();

    assertThat(killed.clear(later)).isEmpty();

    assertThat(filesOfTheRun()).isEqualTo(files).anyMatch(file -> file.endsWith(".parquet"));
    raw("c.csv", "C1,C1,1.00,EUR,2024-01-05T10:00:00Z\n");
    assertThat(killed.ingest("next", CrashLake.DAY_3).verdict()).isEqualTo(Verdict.PUBLISHED);
    assertThat(killed.isWhole(RUN)).isTrue();
    assertThat(killed.clear(later)).isEmpty();
  }

  @Test
  void whatIsHeldStaysUntilItIsRejected() throws IOException {
    CrashLake held = CrashLake.in(lake);
    assertThat(held.ingestHeld(RUN, CrashLake.DAY_2).verdict()).isEqualTo(Verdict.HELD);
    List<String> files = filesOfTheRun();

    assertThat(held.clear(later)).isEmpty();
    assertThat(filesOfTheRun()).isEqualTo(files);

    held.reject(RUN);
    assertThat(held.clear(later)).isNotEmpty().allMatch(file -> file.endsWith(".parquet"));
    assertThat(filesOfTheRun()).isNotEmpty().noneMatch(file -> file.endsWith(".parquet"));
  }

  private void killAfter(Act act, String step) throws Exception {
    ChildProcess child =
        ChildProcess.start(
            Files.createTempFile(lake, "child", ".log"),
            KilledRun.class,
            lake.toString(),
            act.name(),
            RUN,
            step);
    assertThat(child.waitFor()).as(child.output()).isEqualTo(137);
  }

  private List<String> filesOfTheRun() throws IOException {
    try (Stream<Path> files = Files.walk(lake)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> lake.relativize(file).toString())
          .filter(file -> file.matches(".*/" + RUN + "(/|-[cp][0-9]).*"))
          // Hadoop's checksums beside files that it has written.
          .filter(file -> !file.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  private void raw(String name, String rows) throws IOException {
    Path raw = Files.createDirectories(lake.resolve("raw/transactions"));
    Files.writeString(raw.resolve(name), CrashLake.HEADER + rows, UTF_8);
  }
}
