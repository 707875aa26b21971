package io.ledgerlake.pipeline.crash;

import static io.ledgerlake.pipeline.crash.SharedLake.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes ingest into one dataset at the same time, with a file in common and with files of
 * their own that bring the same keys with the same and with other contents. Whoever is overtaken
 * plans again, and the lake is as if the two had come one after the other: in one of the two
 * orders, nothing doubled, nothing lost, to the byte of every row.
 */
class RaceTest {

  private static final int ROUNDS = 5;
  private static final int LIMIT_SECONDS = 120;
  private static final String[] LEFT = {"left", "left.csv", "shared.csv"};
  private static final String[] RIGHT = {"right", "right.csv", "shared.csv"};

  @TempDir private Path folder;

  @Test
  void theLakeIsAsAfterOneOrderOfTheTwo() throws Exception {
    List<String> leftFirst = serial("left-first", LEFT, RIGHT);
    List<String> rightFirst = serial("right-first", RIGHT, LEFT);
    assertThat(leftFirst).isNotEqualTo(rightFirst);
    int overtaken = 0;
    try (Racer one = new Racer(folder.resolve("one.log"));
        Racer two = new Racer(folder.resolve("two.log"))) {
      one.answer();
      two.answer();
      for (int round = 1; round <= ROUNDS; round++) {
        Path place = folder.resolve("round-" + round);
        SharedLake lake = yesterday(place);
        // Each goes first in turn, so that neither has always the advantage.
        Racer first = round % 2 == 0 ? one : two;
        Racer second = round % 2 == 0 ? two : one;
        first.order(place, LEFT);
        second.order(place, RIGHT);
        assertThat(List.of(first.answer(), second.answer())).containsOnly("PUBLISHED");
        assertThat(lake.state()).as("round " + round).isIn(leftFirst, rightFirst);
        assertThat(CrashLake.in(place).isWhole("left")).as("round " + round).isTrue();
        assertThat(CrashLake.in(place).isWhole("right")).as("round " + round).isTrue();
        overtaken += hasPlannedAgain(lake, "left") || hasPlannedAgain(lake, "right") ? 1 : 0;
      }
    }
    assertThat(overtaken).as("rounds in which the two have met").isPositive();
  }

  private static boolean hasPlannedAgain(SharedLake lake, String runId) {
    return Files.exists(lake.runFile(runId, "plan-2.json"));
  }

  private List<String> serial(String name, String[] first, String[] second) throws IOException {
    SharedLake lake = yesterday(folder.resolve(name));
    lake.ingest(first[0], first[1], first[2]);
    lake.ingest(second[0], second[1], second[2]);
    return lake.state();
  }

  private static SharedLake yesterday(Path place) throws IOException {
    SharedLake lake = SharedLake.in(place);
    lake.write("old.csv", row("A1", "1.00"), row("X1", "ten"));
    lake.ingest("old", "old.csv");
    lake.write(
        "shared.csv", row("A1", "1.00"), row("S1", "5.00"), row("S2", "six"), row("S3", "7.00"));
    lake.write(
        "left.csv", row("K1", "1.00"), row("K2", "2.00"), row("K3", "3.00"), row("X1", "ten"));
    lake.write(
        "right.csv", row("K1", "1.0"), row("K2", "2.50"), row("K4", "4.00"), row("S1", "5.50"));
    return lake;
  }

  /** A process that waits for orders. */
  private static final class Racer implements Closeable {
    private final Process process;
    private final Writer orders;
    private final Path log;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    Racer(Path log) throws IOException {
      this.log = log;
      process =
          new ProcessBuilder(ChildJvm.command(RacingIngest.class))
              .redirectError(log.toFile())
              .start();
      orders = new OutputStreamWriter(process.getOutputStream(), UTF_8);
      Thread reader = new Thread(this::read, "answers of " + process.pid());
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith(RacingIngest.DONE)) {
            answers.add(line.substring(RacingIngest.DONE.length()));
          }
        }
        answers.add("the process has ended");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void order(Path lake, String[] run) throws IOException {
      List<String> words = new ArrayList<>(List.of(lake.toString()));
      words.addAll(List.of(run));
      orders.write(String.join(" ", words) + "\n");
      orders.flush();
    }

    String answer() throws InterruptedException, IOException {
      String answer = answers.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(answer).as(Files.readString(log)).isNotNull();
      return answer;
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
    }
  }
}
