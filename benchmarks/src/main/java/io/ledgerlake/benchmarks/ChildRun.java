package io.ledgerlake.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that ran to its end.
 *
 * @param exitCode its exit code
 * @param wall how long it took
 * @param cpu the processor time that it used, up to the last look, which was at most 20 ms before
 * @param start when it was started, on the clock of {@link System#nanoTime}
 */
record ChildRun(int exitCode, Duration wall, Duration cpu, long start) {

  private static final long LOOK_MILLIS = 20;

  static ChildRun of(List<String> command, Path log) throws IOException, InterruptedException {
    return of(command, Map.of(), log);
  }

  static ChildRun of(List<String> command, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process = builder.start();
    Duration cpu = Duration.ZERO;
    while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      cpu = process.info().totalCpuDuration().orElse(cpu);
    }
    Duration wall = Duration.ofNanos(System.nanoTime() - start);
    return new ChildRun(process.exitValue(), wall, cpu, start);
  }

  double wallSeconds() {
    return wall.toMillis() / 1000.0;
  }

  double cpuSeconds() {
    return cpu.toMillis() / 1000.0;
  }
}
