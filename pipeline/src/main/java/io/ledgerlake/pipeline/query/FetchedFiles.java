package io.ledgerlake.pipeline.query;

import io.ledgerlake.pipeline.Parallel;
import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.query.PublishedLake.EngineSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.iceberg.io.FileIO;

/**
 * Local copies of the data files that queries open, of a lake on S3: exactly those that were
 * planned. The engine reads nothing but local files; what S3 says and how it fails is the same for
 * every command.
 */
final class FetchedFiles {

  private static final int THREADS = 4;

  private final EngineSettings settings;
  private long allowed;
  private int count;

  FetchedFiles(EngineSettings settings) {
    this.settings = settings;
    this.allowed = settings.fetchMegabytes() << 20;
  }

  /**
   * Checks that files may be fetched, before any of them is.
   *
   * @param what what they are of
   * @throws UserError if they are more than is allowed, or than there is room for
   */
  void announce(String what, List<PlannedFiles> planned) {
    List<PlannedFiles> remote = planned.stream().filter(PlannedFiles::areRemote).toList();
    long bytes = remote.stream().mapToLong(PlannedFiles::bytes).sum();
    int files = remote.stream().mapToInt(p -> p.paths().size()).sum();
    if (files == 0) {
      return;
    }
    if (bytes > allowed) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%s: %,d data files of %,d bytes would have to be fetched from S3; --fetchMegabytes=%d"
                  + " allows less.",
              what,
              files,
              bytes,
              settings.fetchMegabytes()),
          "Ask for a shorter period, allow more with --fetchMegabytes, or ask Athena: sql/README.md.");
    }
    requireRoom(bytes);
    allowed -= bytes;
    settings
        .progress()
        .accept(
            String.format(
                Locale.ROOT, "Fetching %,d data files of %s, %,d bytes ...", files, what, bytes));
  }

  private void requireRoom(long bytes) {
    try {
      if (Files.getFileStore(settings.scratch()).getUsableSpace() < bytes) {
        throw new UserError(
            String.format(
                Locale.ROOT, "There is no room for %,d bytes in %s.", bytes, settings.scratch()),
            "Make room, or name another folder with JAVA_OPTS=-Djava.io.tmpdir=FOLDER.");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the room in " + settings.scratch() + " is not known", e);
    }
  }

  /** Returns the local paths of files, in their order, after fetching those that are not local. */
  List<String> paths(PlannedFiles planned, FileIO io) {
    if (!planned.areRemote()) {
      return planned.paths();
    }
    List<Copy> copies = new ArrayList<>();
    for (String location : planned.paths()) {
      Path target = settings.scratch().resolve("fetched-" + count++ + ".parquet");
      copies.add(new Copy(location, target));
    }
    try {
      return Parallel.map(THREADS, copies, copy -> fetch(io, copy));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Copy(String location, Path target) {}

  private static String fetch(FileIO io, Copy copy) throws IOException {
    try (InputStream in = io.newInputFile(copy.location()).newStream()) {
      Files.copy(in, copy.target());
    }
    return copy.target().toString();
  }
}
