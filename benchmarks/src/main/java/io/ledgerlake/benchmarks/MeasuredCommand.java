package io.ledgerlake.benchmarks;

import io.ledgerlake.pipeline.command.Balances;
import io.ledgerlake.pipeline.command.Close;
import io.ledgerlake.pipeline.command.Command;
import io.ledgerlake.pipeline.report.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Runs a command in this process and prints how long it took, how much processor time the process
 * took from its start on, how many bytes it read meanwhile, from files or the page cache, and its
 * greatest resident memory. Linux only.
 */
public final class MeasuredCommand {

  private MeasuredCommand() {}

  /**
   * @param args {@code balances} or {@code close}, then its options
   */
  public static void main(String[] args) throws IOException {
    Command<?> command = args[0].equals("close") ? new Close() : new Balances();
    long readBefore = figure("/proc/self/io", "rchar:");
    long start = System.nanoTime();
    int exitCode =
        command.run(Arrays.copyOfRange(args, 1, args.length), Terminal.of(System.out, System.err));
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.err.printf(
        Locale.ROOT,
        "exit %d, %.1f s, %.1f s of CPU, %d MB read, %d MB of memory%n",
        exitCode,
        millis / 1000.0,
        ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1000.0,
        (figure("/proc/self/io", "rchar:") - readBefore) >> 20,
        figure("/proc/self/status", "VmHWM:") >> 10);
    System.exit(exitCode);
  }

  private static long figure(String file, String name) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }
}
