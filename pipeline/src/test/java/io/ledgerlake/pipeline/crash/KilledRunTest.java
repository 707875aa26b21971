package io.ledgerlake.pipeline.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.run.IngestRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * A process is killed after steps that change the lake, and at random instants; the same run is
 * started again, or another one, and the lake is as if it had run once. Two acts at a time, each
 * with a lake of its own: a run of a few rows keeps no more than one core busy.
 */
class KilledRunTest {

  private static final int KILLED = 137;
  private static final String NEVER = "";
  private static final String RUN = "run";
  private static final String ANOTHER = "another";

  @TempDir private Path folder;
  private Path lake;

  /** As it was before; at the same place again for every kill, as tables hold absolute paths. */
  private Path before;

  @BeforeEach
  void twoDays() throws IOException {
    lake = folder.resolve("lake");
    before = folder.resolve("before");
    raw("a.csv", file("A", 1, 6) + "AD,C1,4.00,EUR,31.01.2024 10:00\n");
    CrashLake.in(lake).ingest("day-1", CrashLake.DAY_1);
    String conflicts = "A2,C2,9.99,EUR,TIME\nN1,C1,1.00,EUR,TIME\nN1,C1,2.00,EUR,TIME\n";
    raw("b.csv", CrashLake.HEADER + row("A1") + conflicts.replace("TIME", time(1)) + row("B5"));
    CrashLake.in(lake).ingest("day-2", CrashLake.DAY_2);
    raw("c.csv", file("C", 1, 4) + row("A1") + "A3,C2,9.99,EUR,x\n");
    raw("d.csv", file("D", 1, 3) + "A3,C1,7.00,EUR," + time(3) + "\n");
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @EnumSource(names = "INGEST")
  void killedAfterAnyStepItIsAsOneCleanRun(Act act) throws Exception {
    killAndRecover(act, step -> true, 6);
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @EnumSource(names = "INGEST", mode = Mode.EXCLUDE)
  void killedBeforeAndAfterItsDecisionAndAfterAnyCommitItIsAsOneCleanRun(Act act) throws Exception {
    killAndRecover(act, KilledRunTest::isBoundary, 1);
  }

  private static boolean isBoundary(String step) {
    return step.contains("/manifest.json")
        || step.contains("/chain/")
        || step.contains(KilledRun.COMMIT);
  }

  private void killAndRecover(Act act, Predicate<String> after, int atRandom) throws Exception {
    if (act == Act.APPROVE) {
      CrashLake.in(lake).ingestHeld(Act.HELD, CrashLake.DAY_3);
    } else if (act == Act.REPLACE) {
      raw("a.csv", CrashLake.HEADER + row("A1") + row("A7") + "A2,C1,7.77,EUR," + time(1) + "\n");
    }
    FileUtils.copyDirectory(lake.toFile(), before.toFile());
    long start = System.nanoTime();
    ChildProcess clean = child(act, NEVER);
    assertThat(clean.waitFor()).as(clean.output()).isZero();
    long millis = (System.nanoTime() - start) / 1_000_000;
    List<String> expected = CrashLake.in(lake).state().stream().sorted().toList();
    List<String> steps = KilledRun.steps(clean.output());
    assertThat(steps)
        .doesNotHaveDuplicates()
        .anyMatch(step -> step.contains("/chain/"))
        .anyMatch(step -> step.contains("/_SUCCESS"))
        .anyMatch(step -> step.startsWith(KilledRun.COMMIT));
    assertThat(expected).hasSizeGreaterThan(10);

    int kills = 0;
    for (String step : steps.stream().filter(after).toList()) {
      restore();
      ChildProcess child = child(act, step);
      assertThat(child.waitFor()).as(child.output()).isEqualTo(KILLED);
      assertRecovered(act, id(kills++), expected, step);
    }
    Random random = new Random(20240301 + act.ordinal());
    for (int i = 0; i < atRandom; i++) {
      long instant = (long) (random.nextDouble() * millis);
      restore();
      child(act, NEVER).killAfter(instant);
      assertRecovered(act, id(kills++), expected, "killed after " + instant + " ms");
    }
  }

  /** Runs are started again with the same id and with another by turns. */
  private static String id(int number) {
    return number % 2 == 0 ? RUN : ANOTHER;
  }

  private void restore() throws IOException {
    FileUtils.deleteDirectory(lake.toFile());
    FileUtils.copyDirectory(before.toFile(), lake.toFile());
  }

  private void assertRecovered(Act act, String runId, List<String> expected, String how)
      throws IOException {
    CrashLake recovered = CrashLake.in(lake);
    boolean decided = entries(lake) > entries(before);
    try {
      act.on(recovered, runId);
    } catch (IngestRun.AlreadyPublished | UserError e) {
      // It is finished first; then there is nothing left to do.
      assertThat(decided).as(how + ": " + e).isTrue();
    }
    String published = decided ? RUN : runId;
    assertThat(recovered.isWhole(act.journalled(published))).as(how).isTrue();
    assertThat(recovered.state().stream().map(line -> asRun(published, line)).sorted())
        .as(how + ", then run again as " + runId)
        .containsExactlyElementsOf(expected);
  }

  private static String asRun(String runId, String line) {
    return line.replaceAll("\\b" + runId + "\\b", RUN);
  }

  private static int entries(Path lake) throws IOException {
    try (Stream<Path> files = Files.list(lake.resolve("runs/transactions/chain"))) {
      return (int) files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  private ChildProcess child(Act act, String last) throws IOException {
    return ChildProcess.start(
        Files.createTempFile(folder, "child", ".log"),
        KilledRun.class,
        lake.toString(),
        act.name(),
        RUN,
        last);
  }

  private void raw(String name, String text) throws IOException {
    Path raw = Files.createDirectories(lake.resolve("raw/transactions"));
    Files.writeString(raw.resolve(name), text, UTF_8);
  }

  private static String file(String letter, int from, int to) {
    StringBuilder text = new StringBuilder(CrashLake.HEADER);
    for (int i = from; i <= to; i++) {
      text.append(row(letter + i));
    }
    return text.append(letter).append("X,C1,abc,EUR,").append(time(1)).append('\n').toString();
  }

  private static String row(String id) {
    int number = Integer.parseInt(id.substring(1));
    return id + ",C1," + number + ".50,EUR," + time(number) + "\n";
  }

  private static String time(int number) {
    return "2024-0" + (1 + number % 2) + "-15T10:00:00Z";
  }
}
