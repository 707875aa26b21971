package io.ledgerlake.pipeline.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same with many things, some at a time; results are in the order of the things. */
final class Parallel {

  private Parallel() {}

  /** A function that may fail. */
  @FunctionalInterface
  interface Work<T, R> {
    R of(T thing) throws IOException;
  }

  static <T, R> List<R> map(int threads, List<T> things, Work<T, R> work) throws IOException {
    List<Callable<R>> calls = new ArrayList<>();
    things.forEach(thing -> calls.add(() -> work.of(thing)));
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads));
    try {
      List<R> results = new ArrayList<>();
      for (Future<R> result : pool.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while verifying", e);
    } finally {
      pool.shutdownNow();
    }
  }
}
