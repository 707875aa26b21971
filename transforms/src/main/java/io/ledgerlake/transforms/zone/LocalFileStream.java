package io.ledgerlake.transforms.zone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a local file under a name of its own, which is hidden, and gives it its name when it is
 * complete and durable. So nobody ever sees a part of it; and of several attempts at one file, even
 * of one that an engine has given up for dead and that lives on, each has written it whole or not
 * at all. Whoever is killed leaves the hidden file, which nobody lists, to the clean-up.
 */
public final class LocalFileStream extends AbandonableStream {

  /** How the names of files end that are not complete. */
  public static final String UNFINISHED = ".tmp";

  private final Path target;
  private final Path hidden;
  private final FileChannel channel;
  private boolean broken;
  private boolean closed;

  private LocalFileStream(Path target, Path hidden, FileChannel channel) {
    this.target = target;
    this.hidden = hidden;
    this.channel = channel;
  }

  /**
   * Begins a file, which replaces one of the same name when it is complete; makes its folder. A
   * device or a pipe of that name is never replaced: it gets the bytes as they come.
   */
  public static LocalFileStream to(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      return new LocalFileStream(
          target, target, FileChannel.open(target, StandardOpenOption.WRITE));
    }
    // Random, as attempts at the same file know nothing of each other; the name does not last.
    Path hidden =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
    FileChannel channel =
        FileChannel.open(hidden, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new LocalFileStream(target, hidden, channel);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, from, count);
    try {
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } catch (IOException e) {
      broken = true;
      throw e;
    }
  }

  /** Completes the file; one that could not be written as a whole is given up. */
  @Override
  public void close() throws IOException {
    if (closed || broken) {
      abandon();
      return;
    }
    closed = true;
    if (hidden.equals(target)) {
      channel.close();
      return;
    }
    try (channel) {
      channel.force(true);
      Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(hidden);
      throw e;
    }
    force(target.getParent());
  }

  /** Makes a new name durable: on POSIX a folder's entries are forced like a file's bytes. */
  private static void force(Path folder) throws IOException {
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  @Override
  public void abandon() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (channel) {
      if (!hidden.equals(target)) {
        Files.deleteIfExists(hidden);
      }
    }
  }
}
