package io.ledgerlake.pipeline.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A {@link ChildJvm} at work. */
final class ChildProcess {

  private static final long LIMIT_SECONDS = 240;

  private final Process process;
  private final Path output;

  private ChildProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a main class. */
  static ChildProcess start(Path output, Class<?> main, String... args) throws IOException {
    Process process =
        new ProcessBuilder(ChildJvm.command(main, args))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new ChildProcess(process, output);
  }

  /** Waits for its end and returns its exit code: 137 if it was killed. */
  int waitFor() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException("the process did not end: " + output());
    }
    return process.exitValue();
  }

  /** Kills it, if it is still alive after some time. */
  int killAfter(long millis) throws InterruptedException {
    if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
    return waitFor();
  }

  String output() {
    try {
      return Files.readString(output, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
