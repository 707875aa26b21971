package io.ledgerlake.transforms.settle;

import it.unimi.dsi.fastutil.objects.ObjectHeapPriorityQueue;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Merges sorted runs; of equal entries, those of the earlier run come first. */
final class MergedRuns implements SortedEntries {

  private static final int MIN_BUFFER_BYTES = 16 << 10;
  private static final int MAX_BUFFER_BYTES = 256 << 10;

  private final ObjectHeapPriorityQueue<RunReader> heads =
      new ObjectHeapPriorityQueue<>(MergedRuns::compare);
  private final List<RunReader> readers = new ArrayList<>();
  private boolean started;
  private RunReader current;

  /**
   * @param budget bytes that all read buffers may take together
   */
  MergedRuns(List<Path> runs, long budget, SortKey.Layout layout) throws IOException {
    long share = budget / Math.max(1, runs.size());
    int bufferBytes = (int) Math.max(MIN_BUFFER_BYTES, Math.min(MAX_BUFFER_BYTES, share));
    try {
      for (Path run : runs) {
        RunReader reader = new RunReader(run, readers.size(), bufferBytes, layout);
        readers.add(reader);
        if (reader.next()) {
          heads.enqueue(reader);
        }
      }
    } catch (IOException | RuntimeException e) {
      try {
        close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static int compare(RunReader a, RunReader b) {
    int order = a.key.compareTo(b.key);
    return order == 0 ? Integer.compare(a.number, b.number) : order;
  }

  @Override
  public boolean next() throws IOException {
    if (started && !heads.isEmpty()) {
      // The head moves on only now: what it showed last had to stay valid until this call.
      if (current.next()) {
        heads.changed();
      } else {
        heads.dequeue();
      }
    }
    started = true;
    current = heads.isEmpty() ? null : heads.first();
    return current != null;
  }

  @Override
  public byte[] buffer() {
    return current.buffer();
  }

  @Override
  public int start() {
    return current.start();
  }

  @Override
  public int end() {
    return current.end();
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Closeable reader : readers) {
      try {
        reader.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
