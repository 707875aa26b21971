package io.ledgerlake.transforms.settle;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of its own on local disk for sorted runs. Made when the first run is written, and taken
 * away with everything in it on {@link #close}. Its name is random; nothing of it reaches a result.
 */
final class SpillFolder implements Closeable {

  private static final int BUFFER_BYTES = 256 << 10;

  private final Path parent;
  private final List<Path> runs = new ArrayList<>();
  private Path folder;

  SpillFolder(Path parent) {
    this.parent = parent;
  }

  List<Path> runs() {
    return runs;
  }

  /** Writes entries, in their order, as one more run. */
  void write(SortedEntries entries) throws IOException {
    try {
      if (folder == null) {
        Files.createDirectories(parent);
        folder = Files.createTempDirectory(parent, "ledgerlake-sort-");
      }
      Path run = folder.resolve("run-" + runs.size());
      runs.add(run);
      try (DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(Files.newOutputStream(run), BUFFER_BYTES))) {
        while (entries.next()) {
          int length = entries.end() - entries.start();
          out.writeInt(length);
          out.write(entries.buffer(), entries.start(), length);
        }
      }
    } catch (IOException e) {
      throw new IOException(
          "cannot sort on disk, in "
              + (folder == null ? parent : folder)
              + ": "
              + e.getMessage()
              + "; free space there, or let java.io.tmpdir name a folder with room for twice the"
              + " shard's records",
          e);
    }
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Path run : runs) {
      failure = delete(run, failure);
    }
    runs.clear();
    if (folder != null) {
      failure = delete(folder, failure);
      folder = null;
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static IOException delete(Path path, IOException before) {
    try {
      Files.deleteIfExists(path);
      return before;
    } catch (IOException e) {
      if (before == null) {
        return new IOException("cannot delete " + path + ": " + e.getMessage(), e);
      }
      before.addSuppressed(e);
      return before;
    }
  }
}
