package io.ledgerlake.pipeline.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.events.CreateSnapshotEvent;
import org.apache.iceberg.events.Listeners;

/**
 * A process that does something to a lake and is killed, by the signal that no process can catch,
 * when it has done a step. Arguments: the lake, the {@link Act}, the run id, and how the step is
 * called or a part of it (nothing: never).
 */
public final class KilledRun {

  private KilledRun() {}

  /** Before each step that is told on the error stream, for the parent. */
  private static final String STEP = "step ";

  /** How the step of a commit to a table begins. */
  static final String COMMIT = "commit to ";

  /** Returns what a process has done, as far as it came. */
  static List<String> steps(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith(STEP))
        .map(line -> line.substring(STEP.length()))
        .toList();
  }

  public static void main(String[] args) throws IOException {
    KillAfter steps = new KillAfter(args[3]);
    Listeners.register(event -> steps.after(COMMIT + event.tableName()), CreateSnapshotEvent.class);
    Act.valueOf(args[1]).on(CrashLake.in(Path.of(args[0]), steps), args[2]);
    System.exit(0);
  }

  private static final class KillAfter implements Steps {
    private final String last;

    KillAfter(String last) {
      this.last = last;
    }

    @Override
    public void after(String step) {
      System.err.println(STEP + step);
      if (!last.isEmpty() && step.contains(last)) {
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
