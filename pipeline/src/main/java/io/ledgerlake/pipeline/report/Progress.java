package io.ledgerlake.pipeline.report;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how far a run is, on the error stream: one line that is written over on a terminal, a line
 * now and then elsewhere. It shows figures that may be counted twice when work is repeated; nothing
 * is ever decided by them.
 */
public final class Progress {

  private static final long LIVE_EVERY_NANOS = 200_000_000L;
  private static final long LOGGED_EVERY_NANOS = 5_000_000_000L;

  /** A line that says the same as the last one only shows that the process is alive. */
  private static final int UNCHANGED_FACTOR = 6;

  private final PrintStream err;
  private final boolean live;
  private final int columns;
  private final LongSupplier nanos;
  private final long everyNanos;

  private String phase = "";
  private long shownAt;
  private long shownDone;
  private boolean open;

  private Progress(PrintStream err, boolean live, int columns, LongSupplier nanos) {
    this.err = err;
    this.live = live;
    this.columns = columns;
    this.nanos = nanos;
    this.everyNanos = live ? LIVE_EVERY_NANOS : LOGGED_EVERY_NANOS;
  }

  /** Returns a display on a terminal. */
  public static Progress on(Terminal terminal) {
    return new Progress(terminal.err(), terminal.live(), terminal.columns(), System::nanoTime);
  }

  static Progress on(PrintStream err, boolean live, int columns, LongSupplier nanos) {
    return new Progress(err, live, columns, nanos);
  }

  /** Begins a phase, such as {@code Reading 6 files}; always shown. */
  public synchronized void phase(String name) {
    finishLine();
    phase = name;
    show(name + " ...");
  }

  /**
   * Tells how far the phase is; shown when the last time is long enough ago.
   *
   * @param done how much is done, in the phase's own unit
   * @param total how much there is, or 0 when that is not known
   * @param unit the unit, such as {@code rows} or {@code MB}
   */
  public synchronized void update(long done, long total, String unit) {
    long wait = done == shownDone && !live ? UNCHANGED_FACTOR * everyNanos : everyNanos;
    if (nanos.getAsLong() - shownAt >= wait) {
      shownDone = done;
      String share = total > 0 ? " (" + Math.min(100, done * 100 / total) + "%)" : "";
      show(String.format(Locale.ROOT, "%s: %,d %s%s", phase, done, unit, share));
    }
  }

  /** Ends the display. */
  public synchronized void done() {
    finishLine();
    phase = "";
  }

  private void show(String text) {
    shownAt = nanos.getAsLong();
    if (!live) {
      err.println(text);
      return;
    }
    String cut = text.length() < columns ? text : text.substring(0, columns - 1);
    err.print("\r" + cut + " ".repeat(columns - 1 - cut.length()));
    err.flush();
    open = true;
  }

  /** A line that is written over is cleared when its phase is over: results follow it. */
  private void finishLine() {
    if (open) {
      err.print("\r" + " ".repeat(columns - 1) + "\r");
      err.flush();
      open = false;
    }
  }
}
