package io.ledgerlake.pipeline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Does the same with many things, some at a time, while its caller does something else. What comes
 * back is in the order of the things, and so is what fails: of several failures the first thing's
 * is thrown, as the work threw it, and what has not begun by then never does.
 *
 * @param <R> what comes of a thing
 */
public final class Parallel<R> implements AutoCloseable {

  /**
   * How many small files are asked for at a time: reading one is waiting for a storage to answer,
   * whatever the number of cores.
   */
  public static final int SMALL_FILES = 16;

  private final ExecutorService pool;
  private final List<Future<R>> results = new ArrayList<>();

  private Parallel(ExecutorService pool) {
    this.pool = pool;
  }

  /**
   * A function that may fail.
   *
   * @param <T> a thing
   * @param <R> what comes of it
   */
  @FunctionalInterface
  public interface Work<T, R> {
    /** Returns what comes of a thing. */
    R of(T thing) throws IOException;
  }

  /**
   * Does the work, and waits for it.
   *
   * @param threads how many things at a time
   * @return what came of each thing, in the order of the things
   * @throws IOException if the work threw one, or the caller was interrupted
   */
  public static <T, R> List<R> map(int threads, List<T> things, Work<T, R> work)
      throws IOException {
    try (Parallel<R> running = begin(threads, things, work)) {
      return running.results();
    }
  }

  /**
   * Begins the work, and does not wait for it.
   *
   * @param threads how many things at a time
   */
  public static <T, R> Parallel<R> begin(int threads, List<T> things, Work<T, R> work) {
    int needed = Math.max(1, Math.min(threads, things.size()));
    Parallel<R> running = new Parallel<>(Executors.newFixedThreadPool(needed));
    for (T thing : things) {
      running.results.add(running.pool.submit(() -> work.of(thing)));
    }
    return running;
  }

  /**
   * Waits for the work.
   *
   * @return what came of each thing, in the order of the things
   * @throws IOException if the work threw one, or the caller was interrupted
   */
  public List<R> results() throws IOException {
    List<R> done = new ArrayList<>();
    try {
      for (Future<R> result : results) {
        done.add(result.get());
      }
    } catch (ExecutionException e) {
      throw checked(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while files were read");
    }
    return done;
  }

  private static IOException checked(ExecutionException e) {
    if (e.getCause() instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return (IOException) e.getCause();
  }

  /** Gives up what has not come to its end. */
  @Override
  public void close() {
    pool.shutdownNow();
  }
}
