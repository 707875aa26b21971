package io.ledgerlake.pipeline.crash;

import static io.ledgerlake.pipeline.crash.SharedLake.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.run.IngestRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that replaces a file dies before or after each step that changes the lake, and is started
 * again: the lake is as after one clean run, and at no step is the file missing.
 */
class DyingReplacementTest {

  private static final int MOST_STEPS = 40;

  @TempDir private Path folder;

  /** After so many steps the storage answers nobody any more. */
  private static final class Dying implements Steps {
    private final Path lake;
    private final int last;
    private int done;

    Dying(Path lake, int last) {
      this.lake = lake;
      this.last = last;
    }

    boolean isDead() {
      return done >= last;
    }

    @Override
    public void before(String step) throws IOException {
      if (isDead()) {
        throw new IOException("dead");
      }
      if (step.startsWith("create ") || step.startsWith("write ")) {
        step();
        assertThat(SharedLake.in(lake).state())
            .as(step)
            .anyMatch(line -> line.startsWith("processed ") && line.contains("day.csv"));
      }
    }

    @Override
    public void after(String step) throws IOException {
      step();
    }

    private void step() throws IOException {
      done++;
      if (isDead()) {
        throw new IOException("dead");
      }
    }
  }

  @Test
  void startedAgainItIsAsOneCleanRun() throws IOException {
    SharedLake clean = lake("clean");
    clean.ingest("second", Plan.Choice.REPLACE, "day.csv");
    List<String> expected = clean.state();
    assertThat(expected).anyMatch(line -> line.contains("REOPENED"));
    for (int step = 1; ; step++) {
      Path place = folder.resolve("step-" + step);
      SharedLake lake = lake("step-" + step);
      Dying dying = new Dying(place, step);
      try {
        SharedLake.in(place, dying).ingest("second", Plan.Choice.REPLACE, "day.csv");
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("dead");
      }
      again(lake);
      assertThat(lake.state()).as("step " + step).isEqualTo(expected);
      assertThat(lake.runFile("second", "_SUCCESS")).exists();
      if (!dying.isDead()) {
        assertThat(step).isGreaterThan(6);
        return;
      }
      assertThat(step).isLessThan(MOST_STEPS);
    }
  }

  /** What was chosen is kept: the run need not be told again. */
  private static void again(SharedLake lake) throws IOException {
    boolean planned = Files.exists(lake.runFile("second", "plan.json"));
    try {
      lake.ingest("second", planned ? Plan.Choice.HOLD : Plan.Choice.REPLACE, "day.csv");
    } catch (IngestRun.AlreadyPublished e) {
      // It had been decided, and is finished now.
      assertThat(planned).isTrue();
    }
  }

  private SharedLake lake(String name) throws IOException {
    SharedLake lake = SharedLake.in(folder.resolve(name));
    lake.write("day.csv", row("A1", "1.00"), row("A2", "2.00"), row("A3", "three"));
    lake.ingest("first", "day.csv");
    lake.write("late.csv", row("A1", "1.00"), row("A2", "2.50"), row("B1", "4.00"));
    lake.ingest("late", "late.csv");
    lake.write("day.csv", row("A1", "1.00"), row("A2", "2.01"), row("A4", "4.00"));
    return lake;
  }
}
