package io.ledgerlake.transforms.csv;

import io.ledgerlake.schemas.contract.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Finds out in one pass over a file's stored bytes what a plan must know of it: its hash, its
 * header, where its records begin, and whether it must be refused. Takes constant memory.
 *
 * <p>Of a compressed file only the beginning is decompressed; what is wrong further on shows while
 * it is read by {@link BlockReader}.
 *
 * <p>Without state of its own between scans; safe to share between threads.
 */
public final class StructureScanner {

  private static final int CHUNK = 1 << 18;

  private final Dialect dialect;
  private final long rangeBytes;

  private StructureScanner(Dialect dialect, long rangeBytes) {
    this.dialect = dialect;
    this.rangeBytes = rangeBytes;
  }

  /**
   * Returns a scanner of files in a dialect.
   *
   * @param rangeBytes how long a range is at least; it ends with the record that reaches this
   * @throws IllegalArgumentException if {@code rangeBytes} is not positive
   */
  public static StructureScanner of(Dialect dialect, long rangeBytes) {
    if (rangeBytes < 1) {
      throw new IllegalArgumentException("a range has at least 1 byte, not " + rangeBytes);
    }
    return new StructureScanner(dialect, rangeBytes);
  }

  /**
   * Scans one file.
   *
   * @param stored its stored bytes, from the first; not closed
   * @param progress told how many stored bytes are done, now and then
   * @throws IOException if the storage fails; what is wrong with the content is {@link
   *     FileStructure#fault}
   */
  public FileStructure scan(InputStream stored, Compression compression, LongConsumer progress)
      throws IOException {
    Pass pass = new Pass(new HashedBytes(stored, progress), compression);
    return pass.run();
  }

  /** One file's pass. */
  private final class Pass {
    private final HashedBytes stored;
    private final Compression compression;
    private final List<FileStructure.Range> ranges = new ArrayList<>();
    private RecordBoundaries boundaries;
    private long rangeStart;
    private long rangeRow;
    private long rangeLine;
    private long target;

    Pass(HashedBytes stored, Compression compression) {
      this.stored = stored;
      this.compression = compression;
    }

    FileStructure run() throws IOException {
      // Not closed: the stream is the caller's, and the decompressors hold no more than memory.
      Content content = new Content(stored, compression);
      Preamble preamble = Preamble.read(content, dialect);
      FileFault fault = preamble.fault();
      if (fault == null && content.fault() != null) {
        fault = content.fault();
      }
      if (fault == null && compression == Compression.NONE) {
        fault = body(content, preamble);
      }
      stored.drain();
      if (fault != null) {
        return result(preamble.header(), -1, -1, -1, List.of(), fault);
      }
      if (compression != Compression.NONE) {
        FileStructure.Range whole = new FileStructure.Range(0, -1, 1, 1);
        return result(preamble.header(), -1, -1, -1, List.of(whole), null);
      }
      return result(
          preamble.header(),
          boundaries.records(),
          boundaries.line(),
          boundaries.blankLines(),
          ranges,
          null);
    }

    private FileStructure result(
        List<String> header,
        long records,
        long lines,
        long blankLines,
        List<FileStructure.Range> found,
        FileFault fault) {
      return new FileStructure(
          stored.count(),
          stored.sha256(),
          compression,
          header,
          records,
          lines,
          blankLines,
          found,
          fault);
    }

    private FileFault body(Content content, Preamble preamble) throws IOException {
      boundaries = new RecordBoundaries(dialect, preamble.bodyStart(), 1, preamble.bodyLine());
      rangeStart = preamble.bodyStart();
      rangeRow = 1;
      rangeLine = preamble.bodyLine();
      target = rangeStart + rangeBytes;
      byte[] buffer = preamble.buffer();
      feed(buffer, preamble.bodyStart(), preamble.length());
      while (!content.ended() && !boundaries.runaway()) {
        feed(buffer, 0, content.fill(buffer, 0, Math.min(CHUNK, buffer.length)));
      }
      if (boundaries.runaway()) {
        return boundaries.runawayFault();
      }
      if (boundaries.quoted()) {
        return boundaries.unclosedQuoteFault();
      }
      addRange(boundaries.position());
      return null;
    }

    private void feed(byte[] buffer, int from, int to) {
      int i = from;
      while (i < to && !boundaries.runaway()) {
        long before = target - boundaries.position();
        if (before > 0) {
          int next = i + (int) Math.min(before, to - i);
          boundaries.scan(buffer, i, next);
          i = next;
        } else {
          i = boundaries.scanToStart(buffer, i, to);
          if (boundaries.lastStart() >= target) {
            cut();
          }
        }
      }
    }

    /** Ends a range where the last line begins, and begins the next one there. */
    private void cut() {
      addRange(boundaries.lastStart());
      rangeStart = boundaries.lastStart();
      rangeRow = boundaries.lastStartRow();
      rangeLine = boundaries.lastStartLine();
      target = rangeStart + rangeBytes;
    }

    private void addRange(long end) {
      if (end > rangeStart) {
        ranges.add(new FileStructure.Range(rangeStart, end, rangeRow, rangeLine));
      }
    }
  }

  /** The stored bytes, hashed and counted as they are read. */
  private static final class HashedBytes extends StoredBytes {
    private final MessageDigest digest = sha256Digest();
    private final LongConsumer progress;
    private long count;

    HashedBytes(InputStream in, LongConsumer progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      if (read > 0) {
        digest.update(bytes, from, read);
        count += read;
        progress.accept(count);
      }
      return read;
    }

    void drain() throws IOException {
      byte[] waste = new byte[CHUNK];
      while (read(waste, 0, waste.length) >= 0) {
        // Each read hashes and counts.
      }
    }

    long count() {
      return count;
    }

    String sha256() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
