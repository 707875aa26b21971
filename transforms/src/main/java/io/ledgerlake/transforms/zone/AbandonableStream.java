package io.ledgerlake.transforms.zone;

import java.io.IOException;
import java.io.OutputStream;

/** A stream to a file that comes to be when the stream is closed, unless it is given up before. */
public abstract class AbandonableStream extends OutputStream {

  /**
   * Gives the file up: no part of it remains. Does nothing after {@link #close}.
   *
   * @throws IOException if what was written so far could not be taken back
   */
  public abstract void abandon() throws IOException;

  /**
   * Gives up what was written to a stream, as far as the stream lets it; else closes it.
   *
   * @param cause why; told of a failure to do so
   */
  public static void giveUp(OutputStream stream, Throwable cause) {
    try {
      if (stream instanceof AbandonableStream abandonable) {
        abandonable.abandon();
      } else {
        stream.close();
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
