package io.ledgerlake.transforms;

import io.ledgerlake.transforms.zone.AbandonableStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Files by which a run's workers hand batches to each other, wherever Beam's file systems reach.
 */
final class WorkFiles {

  private static final int BUFFER_BYTES = 64 << 10;
  private static final int END = -1;

  private WorkFiles() {}

  /** What is written to a file. */
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file, whole or, if the body fails, not at all. */
  static void write(String uri, PipelineOptions options, Body body) throws IOException {
    OutputStream file = WorkerFiles.of(uri, options).create(uri);
    try {
      // Not closed when the body fails: that would complete the file.
      OutputStream out = new BufferedOutputStream(file, BUFFER_BYTES);
      body.writeTo(out);
      out.close();
    } catch (IOException | RuntimeException | Error e) {
      AbandonableStream.giveUp(file, e);
      throw e;
    }
  }

  static InputStream open(String uri) throws IOException {
    return new BufferedInputStream(
        Channels.newInputStream(FileSystems.open(FileSystems.matchNewResource(uri, false))),
        BUFFER_BYTES);
  }

  /** Writes batches, for {@link Batches}. */
  static void write(String uri, Iterable<byte[]> batches, PipelineOptions options)
      throws IOException {
    try {
      write(
          uri,
          options,
          out -> {
            DataOutputStream data = new DataOutputStream(out);
            for (byte[] batch : batches) {
              data.writeInt(batch.length);
              data.write(batch);
            }
            data.writeInt(END);
          });
    } catch (IOException e) {
      throw new IOException(
          "cannot write "
              + uri
              + ": "
              + e.getMessage()
              + "; nothing is published; make sure that the lake is writable and has room, then run"
              + " again with the same run id",
          e);
    }
  }

  /** The batches of a file, one at a time; a file that is cut short fails. */
  static final class Batches implements Iterable<byte[]>, Iterator<byte[]>, Closeable {
    private final String uri;
    private final DataInputStream in;
    private byte[] next;

    Batches(String uri) throws IOException {
      this.uri = uri;
      this.in = new DataInputStream(open(uri));
      advance();
    }

    private void advance() throws IOException {
      try {
        int length = in.readInt();
        next = length == END ? null : new byte[length];
        if (next != null) {
          in.readFully(next);
        }
      } catch (EOFException e) {
        throw new IOException(uri + " was cut short; run again with the same run id", e);
      }
    }

    @Override
    public Iterator<byte[]> iterator() {
      return this;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public byte[] next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      byte[] batch = next;
      try {
        advance();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + uri + ": " + e.getMessage(), e);
      }
      return batch;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
