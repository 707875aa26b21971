package io.ledgerlake.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that ran to its end.
 *
 * @param exitCode its exit code
 * @param wall how long it took
 * @param cpu the processor time that it used, up to the last look, which was at most 20 ms before
 */
record ChildRun(int exitCode, Duration wall, Duration cpu) {

  private static final long LOOK_MILLIS = 20;

  static ChildRun of(List<String> command, Path log) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Duration cpu = Duration.ZERO;
    while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      cpu = process.info().totalCpuDuration().orElse(cpu);
    }
    return new ChildRun(process.exitValue(), Duration.ofNanos(System.nanoTime() - start), cpu);
  }

  double wallSeconds() {
    return wall.toMillis() / 1000.0;
  }

  double cpuSeconds() {
    return cpu.toMillis() / 1000.0;
  }
}
