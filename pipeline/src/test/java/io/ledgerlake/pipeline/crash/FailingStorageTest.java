package io.ledgerlake.pipeline.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.run.IngestRun;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A storage that fails by a seeded plan: before an operation, or after it was done so that only its
 * answer is lost. The run is started again until it comes through; the lake is as after one clean
 * run.
 */
class FailingStorageTest {

  private static final String DAY = "2024-03-01T02:00:00Z";
  private static final int TRIES = 60;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whateverFailsTheLakeIsAsAfterOneCleanRun(long seed) throws IOException {
    Path clean = lake("clean");
    CrashLake.in(clean).ingest("r1", DAY);
    Path failing = lake("failing");
    SeededFaults faults = new SeededFaults(seed, 0.12);

    int failures = ingestUntilItComesThrough(failing, faults);

    assertThat(faults.failed).as("the storage never failed").isNotEmpty();
    assertThat(failures).as(faults.failed.toString()).isLessThan(TRIES);
    assertThat(CrashLake.in(failing).isWhole("r1")).isTrue();
    assertThat(relative(CrashLake.in(failing).state(), failing))
        .as(faults.failed.toString())
        .isEqualTo(relative(CrashLake.in(clean).state(), clean));
  }

  private static int ingestUntilItComesThrough(Path lake, SeededFaults faults) {
    for (int failures = 0; failures < TRIES; failures++) {
      try {
        CrashLake.in(lake, faults).ingest("r1", DAY);
        return failures;
      } catch (IngestRun.AlreadyPublished e) {
        return failures;
      } catch (IOException | UserError e) {
        assertThat(e.getMessage()).as("a failure says what happened").isNotBlank();
      }
    }
    return TRIES;
  }

  private static List<String> relative(List<String> lines, Path lake) {
    return lines.stream().map(line -> line.replace(lake.toString(), "LAKE")).toList();
  }

  private Path lake(String name) throws IOException {
    Path raw = Files.createDirectories(folder.resolve(name).resolve("raw/transactions"));
    for (String file : List.of("a", "b")) {
      StringBuilder text = new StringBuilder(CrashLake.HEADER);
      for (int i = 1; i <= 5; i++) {
        text.append("T").append(i).append(",C1,").append(i).append(".10,EUR,2024-0");
        text.append(1 + i % 2).append("-15T10:00:00Z\n");
      }
      text.append("own-").append(file).append(",C1,7.00,EUR,2024-01-01T00:00:00Z\n");
      text.append(file).append(",C1,none,EUR,2024-01-01T00:00:00Z\n");
      Files.writeString(raw.resolve(file + ".csv"), text, UTF_8);
    }
    return folder.resolve(name);
  }

  /** Fails some of the operations, by a plan that follows from the seed. */
  private static final class SeededFaults implements Steps {
    final List<String> failed = new ArrayList<>();
    private final Random random;
    private final double rate;

    SeededFaults(long seed, double rate) {
      this.random = new Random(seed);
      this.rate = rate;
    }

    @Override
    public void before(String step) throws IOException {
      mayFail("not done: " + step);
    }

    @Override
    public void after(String step) throws IOException {
      mayFail("done, but the answer is lost: " + step);
    }

    private synchronized void mayFail(String what) throws IOException {
      if (random.nextDouble() < rate) {
        failed.add(what);
        throw switch (random.nextInt(3)) {
          case 0 -> new SocketTimeoutException("read timed out (" + what + ")");
          case 1 -> new IOException("503 SlowDown: reduce your request rate (" + what + ")");
          default -> new IOException("connection reset by peer (" + what + ")");
        };
      }
    }
  }
}
