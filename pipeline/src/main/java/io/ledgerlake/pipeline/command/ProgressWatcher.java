package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.report.Progress;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.run.RunWatcher;

/** Shows on the terminal how far a run is. */
final class ProgressWatcher implements RunWatcher {

  private static final long MEGABYTE = 1_000_000;

  private final Progress progress;
  private boolean writing;
  private long total;

  ProgressWatcher(Terminal terminal) {
    this.progress = Progress.on(terminal);
  }

  @Override
  public void begin(Step begun, long howMuch) {
    writing = false;
    total = howMuch;
    progress.phase(
        switch (begun) {
          case PLAN -> "Hashing and scanning the input files";
          case PROCESS -> "Reading and checking rows";
          case RECONCILE -> "Balancing the books";
          case PUBLISH -> "Publishing";
        });
  }

  @Override
  public void advance(long done) {
    progress.update(done / MEGABYTE, Math.max(0, total) / MEGABYTE, "MB");
  }

  @Override
  public void process(long read, long written) {
    if (written > 0 && !writing) {
      writing = true;
      progress.phase("Sorting and writing rows");
    }
    progress.update(writing ? written : read, Math.max(writing ? read : 0, total), "rows");
  }

  @Override
  public void note(String message) {
    progress.phase(message);
  }

  @Override
  public void end() {
    progress.done();
  }
}
