package io.ledgerlake.transforms.csv;

import io.ledgerlake.schemas.contract.Dialect;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads one range of a file as blocks of whole records. Where blocks end depends on the file and
 * the range only. Takes constant memory, also for records of any length.
 *
 * <p>A block has at most {@link SizeLimits#BLOCK} bytes, or is one longer record of at most {@link
 * SizeLimits#RECORD}, or stands for one record over that limit. What is wrong with the content of a
 * compressed file shows only here: then the last block is a fault, after the records before it.
 *
 * <p>A failure of the storage is thrown and never taken for a fault of the file. Not thread-safe.
 */
public final class BlockReader implements Closeable {

  private static final int WINDOW = SizeLimits.BLOCK + 1;

  /** A record at its limit, CRLF, and the byte after it. */
  private static final int LONG_WINDOW = SizeLimits.RECORD + 3;

  private static final byte[] NOTHING = new byte[0];

  private final FileRange range;
  private final Dialect dialect;
  private final Content content;

  private RecordBoundaries boundaries;
  private byte[] buffer;
  private int start;
  private int scanned;
  private int filled;
  private boolean ended;

  /** Offset in the file, row and line of the byte at {@code start}. */
  private long offset;

  private long row;
  private long line;

  private FileFault pending;
  private boolean done;

  private BlockReader(FileRange range, Dialect dialect, InputStream stored) {
    this.range = range;
    this.dialect = dialect;
    content = new Content(new StoredBytes(stored), range.compression());
  }

  /**
   * Reads a range from a stream.
   *
   * @param stored the stored bytes, from the range's start; of a compressed file from the first;
   *     closed with the reader
   */
  public static BlockReader of(FileRange range, Dialect dialect, InputStream stored) {
    return new BlockReader(range, dialect, stored);
  }

  /**
   * Reads a range from a channel that stands at the file's first byte: seeks to the range where the
   * channel can, else reads up to it.
   *
   * @throws IOException if the storage fails or the file ends before the range
   */
  public static BlockReader of(FileRange range, Dialect dialect, ReadableByteChannel channel)
      throws IOException {
    position(range, channel);
    return new BlockReader(range, dialect, Channels.newInputStream(channel));
  }

  /**
   * Moves a channel that stands at a file's first byte to where a range's stored bytes begin: seeks
   * where the channel can, else reads up to it.
   *
   * @throws IOException if the storage fails or the file ends before the range
   */
  public static void position(FileRange range, ReadableByteChannel channel) throws IOException {
    if (range.compression() != Compression.NONE) {
      return;
    }
    if (channel instanceof SeekableByteChannel seekable) {
      seekable.position(range.start());
      return;
    }
    ByteBuffer waste = ByteBuffer.allocate(1 << 16);
    for (long left = range.start(); left > 0; ) {
      waste.clear().limit((int) Math.min(waste.capacity(), left));
      int count = channel.read(waste);
      if (count < 0) {
        throw changed(range, range.start() - left);
      }
      left -= count;
    }
  }

  /**
   * Returns the next block, or nothing after the last.
   *
   * @throws IOException if the storage fails, or the file is not the one that was planned
   */
  public Optional<RecordBlock> next() throws IOException {
    if (boundaries == null) {
      begin();
    }
    if (pending != null) {
      return Optional.of(refuse(pending));
    }
    if (done) {
      return Optional.empty();
    }
    compact();
    fill(WINDOW);
    int to = Math.min(filled, WINDOW);
    if (scanned < to) {
      boundaries.scan(buffer, scanned, to);
      scanned = to;
    }
    if (ended && filled <= SizeLimits.BLOCK) {
      return finish();
    }
    if (boundaries.lastStart() > offset) {
      return Optional.of(cutAtLastStart());
    }
    return longRecord();
  }

  private void begin() throws IOException {
    if (range.compression() == Compression.NONE) {
      long length = range.end() < 0 ? WINDOW : range.end() - range.start();
      begin(new byte[(int) Math.min(WINDOW, length)], 0, 0, range.start(), range.firstLine());
      return;
    }
    Preamble preamble = Preamble.read(content, dialect);
    begin(
        preamble.buffer(),
        preamble.bodyStart(),
        preamble.length(),
        preamble.bodyStart(),
        preamble.bodyLine());
    pending = preamble.fault();
  }

  private void begin(byte[] bytes, int from, int to, long firstOffset, long firstLine) {
    buffer = bytes;
    start = from;
    scanned = from;
    filled = to;
    offset = firstOffset;
    row = range.firstRow();
    line = firstLine;
    boundaries = new RecordBoundaries(dialect, offset, row, line);
  }

  private void compact() {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, filled - start);
      filled -= start;
      scanned -= start;
      start = 0;
    }
  }

  /** Fills the buffer up to {@code to}, or to the end of the range. */
  private void fill(int to) throws IOException {
    int limit = to;
    if (range.end() >= 0) {
      limit = (int) Math.min(limit, filled + Math.max(0, range.end() - readTo()));
    }
    if (limit > filled) {
      if (limit > buffer.length) {
        buffer = Arrays.copyOf(buffer, limit);
      }
      filled += content.fill(buffer, filled, limit);
    }
    ended = content.ended() || readTo() == range.end();
    if (ended && range.end() >= 0 && readTo() < range.end()) {
      throw changed(range, readTo());
    }
  }

  private long readTo() {
    return boundaries.position() + filled - scanned;
  }

  /** The end of the content is in the buffer. */
  private Optional<RecordBlock> finish() throws IOException {
    done = true;
    pending = boundaries.quoted() ? unclosedQuote() : null;
    if (content.fault() != null) {
      pending = content.fault();
    }
    int end = filled;
    if (pending != null && !boundaries.betweenRecords()) {
      end = (int) (boundaries.lastStart() - offset);
    }
    if (end > 0) {
      return Optional.of(records(end));
    }
    return pending == null ? Optional.empty() : Optional.of(refuse(pending));
  }

  /** The record at the buffer's start is longer than a block. */
  private Optional<RecordBlock> longRecord() throws IOException {
    fill(LONG_WINDOW);
    scanned = boundaries.scanToStart(buffer, scanned, filled);
    boolean whole = boundaries.lastStart() > offset;
    if (boundaries.runaway()) {
      return Optional.of(refuse(boundaries.runawayFault()));
    }
    int end = whole ? scanned - 1 : scanned;
    boolean last = !whole && ended && scanned == filled;
    if ((whole || last) && Preamble.contentEnd(buffer, 0, end) <= SizeLimits.RECORD) {
      return whole ? Optional.of(cutAtLastStart()) : finish();
    }
    return Optional.of(oversize());
  }

  /** Streams a record over the limit, of which only its beginning, length and hash are kept. */
  private RecordBlock oversize() throws IOException {
    byte[] kept = Arrays.copyOf(buffer, SizeLimits.KEPT);
    MessageDigest digest = StructureScanner.sha256Digest();
    long length = 0;
    while (true) {
      if (boundaries.runaway()) {
        return refuse(boundaries.runawayFault());
      }
      boolean whole = boundaries.lastStart() > offset;
      boolean last = !whole && ended && scanned == filled;
      if (last && content.fault() != null) {
        return refuse(content.fault());
      }
      if (last && boundaries.quoted()) {
        return refuse(unclosedQuote());
      }
      if (whole || last) {
        int end = whole ? scanned - 1 : scanned;
        int contentEnd = Preamble.contentEnd(buffer, 0, end);
        digest.update(buffer, 0, contentEnd);
        String sha256 = HexFormat.of().formatHex(digest.digest());
        RecordBlock.Oversize oversize = new RecordBlock.Oversize(length + contentEnd, sha256);
        RecordBlock block = new RecordBlock(range.file(), offset, row, line, kept, oversize, null);
        moveTo(end);
        done = last;
        return block;
      }
      // The last two bytes are held back: they may turn out to be the record's line end.
      int certain = scanned - 2;
      digest.update(buffer, 0, certain);
      length += certain;
      System.arraycopy(buffer, certain, buffer, 0, filled - certain);
      scanned -= certain;
      filled -= certain;
      fill(buffer.length);
      scanned = boundaries.scanToStart(buffer, scanned, filled);
    }
  }

  private RecordBlock cutAtLastStart() {
    return records((int) (boundaries.lastStart() - offset));
  }

  private RecordBlock records(int end) {
    byte[] bytes = Arrays.copyOf(buffer, end);
    RecordBlock block = new RecordBlock(range.file(), offset, row, line, bytes, null, null);
    moveTo(end);
    return block;
  }

  private void moveTo(int end) {
    start = end;
    offset = boundaries.position() - scanned + end;
    row = boundaries.lastStartRow();
    line = boundaries.lastStartLine();
  }

  private RecordBlock refuse(FileFault fault) {
    pending = null;
    done = true;
    return new RecordBlock(range.file(), offset, row, line, NOTHING, null, fault);
  }

  private FileFault unclosedQuote() throws IOException {
    if (range.end() >= 0) {
      throw changed(range, range.end());
    }
    return boundaries.unclosedQuoteFault();
  }

  private static IOException changed(FileRange range, long at) {
    return new IOException(
        range.uri()
            + " is not the file that was planned: its bytes "
            + range.start()
            + " to "
            + range.end()
            + " do not hold whole records, or it ends early, at byte "
            + at
            + "; do not change files while a run reads them, and start a new run");
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
