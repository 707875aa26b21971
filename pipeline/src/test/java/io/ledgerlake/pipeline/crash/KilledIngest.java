package io.ledgerlake.pipeline.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.events.CreateSnapshotEvent;
import org.apache.iceberg.events.Listeners;

/**
 * A process that ingests and is killed, by the signal that no process can catch, when it has done a
 * number of steps. Arguments: the lake, the run id, the logical time, the number (0: never).
 */
public final class KilledIngest {

  private KilledIngest() {}

  /** Told on the error stream, for the parent. */
  static final String STEP = "step ";

  public static void main(String[] args) throws IOException {
    KillAfter steps = new KillAfter(Integer.parseInt(args[3]));
    Listeners.register(
        event -> steps.after("commit to " + event.tableName()), CreateSnapshotEvent.class);
    CrashLake.in(Path.of(args[0]), steps).ingest(args[1], args[2]);
    System.exit(0);
  }

  private static final class KillAfter implements Steps {
    private final int last;
    private final AtomicInteger done = new AtomicInteger();

    KillAfter(int last) {
      this.last = last;
    }

    @Override
    public void after(String step) {
      int number = done.incrementAndGet();
      System.err.println(STEP + number + " " + step);
      if (number == last) {
        kill();
      }
    }

    private static void kill() {
      String pid = Long.toString(ProcessHandle.current().pid());
      try {
        new ProcessBuilder("kill", "-9", pid).inheritIO().start().waitFor();
        // The signal is on its way; no step may be done before it arrives.
        Thread.sleep(Long.MAX_VALUE);
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException("could not kill process " + pid, e);
      }
    }
  }
}
