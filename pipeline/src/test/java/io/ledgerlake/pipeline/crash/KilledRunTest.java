package io.ledgerlake.pipeline.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.pipeline.run.IngestRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at every step that changes the lake, and at random instants; the same run is
 * started again, or another one, and the lake is as if it had run once.
 */
class KilledRunTest {

  private static final int KILLED = 137;
  private static final int RANDOM_KILLS = 8;
  private static final String HEADER =
      "TransactionID,CustomerID,TransactionAmount,Currency,TransactionTimestamp\n";
  private static final String DAY_1 = "2024-03-01T02:00:00Z";
  private static final String DAY_2 = "2024-03-02T02:00:00Z";

  @TempDir private Path folder;
  private Path clean;
  private List<String> cleanState;
  private int steps;
  private long cleanMillis;

  @BeforeEach
  void runOnceUndisturbed() throws Exception {
    clean = yesterday("clean");
    long start = System.nanoTime();
    ChildProcess child = child(clean, "r2", 0);
    assertThat(child.waitFor()).as(child.output()).isZero();
    cleanMillis = (System.nanoTime() - start) / 1_000_000;
    cleanState = CrashLake.in(clean).state();
    steps = (int) child.output().lines().filter(l -> l.startsWith(KilledIngest.STEP)).count();
    assertThat(child.output())
        .contains("plan.json", "chain/0000000002.json", "manifest.json", "_SUCCESS")
        .contains("commit to ");
    assertThat(cleanState).hasSizeGreaterThan(10);
  }

  @Test
  void killedAfterAnyStepAndRunAgainItIsAsOneCleanRun() throws Exception {
    for (int step = 1; step <= steps; step++) {
      Path lake = yesterday("step-" + step);
      ChildProcess child = child(lake, "r2", step);
      assertThat(child.waitFor()).as(child.output()).isEqualTo(KILLED);
      assertRecovered(lake, "step " + step + " of " + steps + "\n" + child.output());
    }
  }

  @Test
  void killedAtRandomInstantsAndRunAgainItIsAsOneCleanRun() throws Exception {
    Random random = new Random(20240301);
    for (int i = 1; i <= RANDOM_KILLS; i++) {
      Path lake = yesterday("random-" + i);
      long millis = (long) (random.nextDouble() * cleanMillis);
      ChildProcess child = child(lake, "r2", 0);
      child.killAfter(millis);
      assertRecovered(lake, "killed after " + millis + " ms\n" + child.output());
    }
  }

  private void assertRecovered(Path lake, String how) throws Exception {
    boolean decided = Files.exists(lake.resolve("runs/transactions/chain/0000000002.json"));
    CrashLake recovered = CrashLake.in(lake);
    if (decided) {
      // It is finished first; then there is nothing left to do.
      assertThatThrownBy(() -> recovered.ingest("r2", DAY_2))
          .as(how)
          .isInstanceOf(IngestRun.AlreadyPublished.class);
    } else {
      assertThat(recovered.ingest("r2", DAY_2).verdict()).as(how).isEqualTo(Verdict.PUBLISHED);
    }
    assertThat(recovered.isWhole("r2")).as(how).isTrue();
    assertThat(relative(recovered.state(), lake)).as(how).isEqualTo(relative(cleanState, clean));
  }

  private static List<String> relative(List<String> lines, Path lake) {
    return lines.stream().map(line -> line.replace(lake.toString(), "LAKE")).toList();
  }

  private ChildProcess child(Path lake, String runId, int killAfter) throws IOException {
    return ChildProcess.start(
        Files.createTempFile(folder, "child", ".log"),
        KilledIngest.class,
        lake.toString(),
        runId,
        DAY_2,
        Integer.toString(killAfter));
  }

  /** Returns a lake with a published day, and the files of the next in its raw zone. */
  private Path yesterday(String name) throws IOException {
    Path lake = folder.resolve(name);
    Path raw = Files.createDirectories(lake.resolve("raw/transactions/ingest_date=2024-03-01"));
    Files.writeString(raw.resolve("a.csv"), file("A", 1, 6), UTF_8);
    CrashLake.in(lake).ingest("r1", DAY_1);
    Path next = Files.createDirectories(lake.resolve("raw/transactions/ingest_date=2024-03-02"));
    Files.writeString(next.resolve("b.csv"), file("B", 1, 4) + row("A1") + "A2,C2,9.99,EUR,x\n");
    Files.writeString(next.resolve("c.csv"), file("C", 1, 3) + "A3,C1,7.00,EUR," + time(3) + "\n");
    return lake;
  }

  private static String file(String letter, int from, int to) {
    StringBuilder text = new StringBuilder(HEADER);
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
