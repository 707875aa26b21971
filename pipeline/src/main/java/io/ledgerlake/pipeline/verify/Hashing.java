package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.Parallel;
import io.ledgerlake.pipeline.lake.LakeStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.codec.digest.DigestUtils;

/** Hashes files, some at a time. A file that cannot be read is an answer too. */
final class Hashing {

  private static final int BUFFER = 1 << 20;
  private static final long MEGABYTE = 1_000_000;

  private final LakeStorage storage;
  private final VerifyWatcher watcher;
  private final long total;
  private final AtomicLong done = new AtomicLong();

  private Hashing(LakeStorage storage, VerifyWatcher watcher, long total) {
    this.storage = storage;
    this.watcher = watcher;
    this.total = total;
  }

  /**
   * A file to hash.
   *
   * @param location where it lies
   * @param pin what the storage knows its bytes by, if it does
   * @param bytes how long it should be, for the progress
   */
  record Target(String location, Optional<String> pin, long bytes) {}

  /**
   * What came of it.
   *
   * @param sha256 the hash; nothing if the file could not be read
   * @param bytes its length
   * @param gone whether there is no such file
   * @param fault why it could not be read
   */
  record Outcome(Optional<String> sha256, long bytes, boolean gone, String fault) {

    /** Returns what was found, for a message. */
    String text() {
      return gone
          ? "it is missing"
          : sha256.map(hash -> bytes + " bytes, SHA-256 " + hash).orElse(fault);
    }
  }

  /** Returns what came of each, in their order. */
  static List<Outcome> of(VerifyRequest request, List<Target> targets, VerifyWatcher watcher)
      throws IOException {
    long total = targets.stream().mapToLong(Target::bytes).sum();
    Hashing hashing = new Hashing(request.storage(), watcher, total);
    return Parallel.map(request.threads(), targets, hashing::hash);
  }

  private Outcome hash(Target target) throws IOException {
    try {
      return read(target.location(), target.pin());
    } catch (NoSuchFileException e) {
      return gone();
    } catch (IOException e) {
      return target.pin().isPresent() ? unpinned(target.location()) : unreadable(e);
    }
  }

  /** It is not what was pinned any more; but the same bytes may have been put there again. */
  private Outcome unpinned(String location) throws IOException {
    if (!storage.exists(location)) {
      return gone();
    }
    try {
      return read(location, Optional.empty());
    } catch (IOException e) {
      return unreadable(e);
    }
  }

  private Outcome read(String location, Optional<String> pin) throws IOException {
    MessageDigest digest = DigestUtils.getSha256Digest();
    long bytes = 0;
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = storage.open(location, pin)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
        bytes += count;
        watcher.advance(done.addAndGet(count) / MEGABYTE, total / MEGABYTE, "MB");
      }
    }
    return new Outcome(Optional.of(HexFormat.of().formatHex(digest.digest())), bytes, false, "");
  }

  private static Outcome gone() {
    return new Outcome(Optional.empty(), 0, true, "");
  }

  private static Outcome unreadable(IOException e) {
    return new Outcome(Optional.empty(), 0, false, "it cannot be read: " + e.getMessage());
  }
}
