package io.ledgerlake.transforms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ledgerlake.transforms.history.ShardSummary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Summaries that the worker threads of a process share while any of them needs them: with a large
 * run and keys from everywhere there are many, and each is wanted for many data files.
 */
final class SharedSummaries {

  private static final Cache<Key, ShardSummary> SUMMARIES =
      Caffeine.newBuilder().weakValues().executor(Runnable::run).build();

  private SharedSummaries() {}

  /**
   * Where a summary lies, and its hash: another attempt may write another one to the same place.
   */
  private record Key(String uri, long hash) {}

  /**
   * Returns a summary.
   *
   * @param uri where it lies
   * @param hash the hash of its bytes
   */
  static ShardSummary of(String uri, long hash) throws IOException {
    try {
      return SUMMARIES.get(new Key(uri, hash), SharedSummaries::read);
    } catch (UncheckedIOException e) {
      throw new IOException("cannot read " + uri + ": " + e.getMessage(), e);
    }
  }

  private static ShardSummary read(Key key) {
    try (InputStream in = WorkFiles.open(key.uri())) {
      return ShardSummary.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
