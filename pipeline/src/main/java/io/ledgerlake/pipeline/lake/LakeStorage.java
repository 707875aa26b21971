package io.ledgerlake.pipeline.lake;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * The few things that a run's driver does with files: list them, read them, and write small ones
 * whole. Rows do not pass through here; workers write them with Beam's file systems, and Iceberg
 * its metadata with its own.
 *
 * <p>Locations are those that {@link LakeLayout} makes. A missing file is a {@link
 * java.nio.file.NoSuchFileException}. Implementations can be used from several threads.
 */
public interface LakeStorage extends Closeable {

  /** Byte order of the paths in UTF-8: the order in which files are numbered and duplicates go. */
  Comparator<StoredFile> BY_PATH =
      Comparator.comparing(
          file -> file.path().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  /** Returns storage for a lake, with everything else at its defaults. */
  static LakeStorage of(String lake) {
    return of(lake, PipelineOptionsFactory.create());
  }

  /**
   * Returns storage for a lake, and for input that lies elsewhere.
   *
   * @param options how S3 is reached, {@link io.ledgerlake.pipeline.options.S3LakeOptions}
   */
  static LakeStorage of(String lake, PipelineOptions options) {
    return new StorageByPlace(lake, options);
  }

  /**
   * Lists all files below a folder, however deep, in the order of {@link #BY_PATH}. A folder that
   * does not exist has no files.
   */
  List<StoredFile> list(String folder) throws IOException;

  /** Opens a file for reading from its start. The caller closes the stream, and buffers. */
  default InputStream open(String location) throws IOException {
    return openPinned(location).stream();
  }

  /** Opens a file for reading from its start, and says how the same bytes can be had again. */
  Pinned openPinned(String location) throws IOException;

  /**
   * Opens a file as it was when it was pinned.
   *
   * @param pin what {@link #openPinned} said; empty to open the file as it is now
   * @throws IOException if the storage can tell that it is not that file any more
   */
  InputStream open(String location, Optional<String> pin) throws IOException;

  /**
   * A file that is being read.
   *
   * @param stream its bytes
   * @param pin what the storage knows these bytes by; empty where it has no such thing
   */
  record Pinned(InputStream stream, Optional<String> pin) {}

  /** Returns a file's length in bytes, or nothing when there is no such file. */
  Optional<Long> size(String location) throws IOException;

  /** Reads a whole file, which must be small. */
  byte[] read(String location) throws IOException;

  /** Reads a whole small file, or returns nothing when there is no such file. */
  default Optional<byte[]> readIfExists(String location) throws IOException {
    return size(location).isPresent() ? Optional.of(read(location)) : Optional.empty();
  }

  /** Returns whether there is such a file. */
  default boolean exists(String location) throws IOException {
    return size(location).isPresent();
  }

  /**
   * Writes a whole file, replacing the one that is there. A reader sees the old bytes or the new,
   * never a part.
   */
  void write(String location, byte[] bytes) throws IOException;

  /**
   * Creates a file with all of its bytes, unless there is one already: of any number of callers, on
   * any number of machines, one gets {@code true}. When it returns, the file is durable.
   *
   * @return false if there is such a file already; it is left as it is
   */
  boolean createExclusively(String location, byte[] bytes) throws IOException;

  /**
   * Creates a file that is final, as {@link #createExclusively} does. Where the options ask for it,
   * the storage keeps it from then on against everybody.
   *
   * @param since what its retention is counted from: the run's logical time
   * @return false if there is such a file already; it is left as it is
   */
  default boolean createFinal(String location, byte[] bytes, Instant since) throws IOException {
    return createExclusively(location, bytes);
  }

  /**
   * Says that a file that is there is final. Where the options ask for it, the storage keeps it
   * from then on against everybody. Repeating it changes nothing.
   *
   * @param since what its retention is counted from: the run's logical time
   */
  default void makeFinal(String location, Instant since) throws IOException {}

  /**
   * Checks by writing and deleting a file that a folder can be written to, and creates it if need
   * be.
   *
   * @throws LakeException if not, naming the folder, the reason and what to do
   */
  void requireWritable(String folder);

  @Override
  void close();
}
