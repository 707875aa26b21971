package io.ledgerlake.transforms.settle;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a sorted run back, entry by entry, and knows each entry's sort key. */
final class RunReader implements Closeable {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  final SortKey key = new SortKey();
  final int number;
  private final Path path;
  private final SortKey.Layout layout;
  private final InputStream in;
  private byte[] buffer;
  private int position;
  private int limit;
  private int start;
  private int end;

  RunReader(Path path, int number, int bufferBytes, SortKey.Layout layout) throws IOException {
    this.path = path;
    this.number = number;
    this.layout = layout;
    this.buffer = new byte[bufferBytes];
    this.in = Files.newInputStream(path);
  }

  boolean next() throws IOException {
    if (!fill(EntryChunks.FRAME)) {
      if (position < limit) {
        throw torn();
      }
      return false;
    }
    int length = (int) INT.get(buffer, position);
    if (!fill(EntryChunks.FRAME + length)) {
      throw torn();
    }
    start = position + EntryChunks.FRAME;
    end = start + length;
    position = end;
    layout.locate(buffer, start, end, key);
    return true;
  }

  /**
   * Makes sure that {@code needed} bytes lie at {@code position}; false if the file ends before.
   */
  private boolean fill(int needed) throws IOException {
    if (limit - position >= needed) {
      return true;
    }
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    position = 0;
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, needed);
    }
    int read = in.readNBytes(buffer, limit, buffer.length - limit);
    limit += read;
    return limit >= needed;
  }

  private IOException torn() {
    return new EOFException(path + " ends within an entry: a sorted run was cut short");
  }

  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
