package io.ledgerlake.pipeline.report;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes, and what that place can show. The launcher finds out and says so in
 * system properties, because a JDK 17 cannot: {@code ledgerlake.terminal.unicode}, {@code
 * ledgerlake.terminal.live} (standard error is a terminal) and {@code ledgerlake.terminal.columns}.
 *
 * @param out for results
 * @param err for progress and errors
 * @param unicode whether more than ASCII can be shown
 * @param live whether a line on {@code err} can be written over
 * @param columns the width of a line
 */
public record Terminal(
    PrintStream out, PrintStream err, boolean unicode, boolean live, int columns) {

  private static final int NARROWEST = 60;
  private static final int WIDEST = 160;
  private static final int USUAL = 100;

  /** Returns the terminal of this process. Its streams do not depend on the default charset. */
  public static Terminal ofProcess() {
    boolean unicode = Boolean.getBoolean("ledgerlake.terminal.unicode");
    Charset charset = unicode ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
    int columns = Integer.getInteger("ledgerlake.terminal.columns", USUAL);
    return new Terminal(
        stream(new FileOutputStream(FileDescriptor.out), charset),
        stream(new FileOutputStream(FileDescriptor.err), charset),
        unicode,
        Boolean.getBoolean("ledgerlake.terminal.live"),
        Math.min(WIDEST, Math.max(NARROWEST, columns)));
  }

  /** Returns a terminal that writes to given streams; for tests. */
  public static Terminal of(OutputStream out, OutputStream err) {
    return new Terminal(
        stream(out, StandardCharsets.UTF_8),
        stream(err, StandardCharsets.UTF_8),
        false,
        false,
        USUAL);
  }

  private static PrintStream stream(OutputStream out, Charset charset) {
    return new PrintStream(out, true, charset);
  }
}
