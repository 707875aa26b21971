package io.ledgerlake.pipeline.command;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for what a command needs only while it runs; gone when it is closed. */
record ScratchFolder(Path path) implements Closeable {

  static ScratchFolder create() throws IOException {
    return new ScratchFolder(Files.createTempDirectory("ledgerlake-"));
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(path)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : deepestFirst) {
      Files.delete(entry);
    }
  }
}
