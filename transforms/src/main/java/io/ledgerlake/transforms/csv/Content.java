package io.ledgerlake.transforms.csv;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The uncompressed bytes of a file. A broken compressed stream ends the content with a {@link
 * #fault}; a failure of the storage is thrown.
 */
final class Content implements Closeable {

  private static final int STORED_BUFFER = 1 << 16;

  private final StoredBytes stored;
  private final Compression compression;
  private InputStream in;
  private long position;
  private FileFault fault;
  private boolean ended;

  Content(StoredBytes stored, Compression compression) {
    this.stored = stored;
    this.compression = compression;
  }

  /**
   * Reads until the array is filled or the content ends.
   *
   * @return how many bytes were read; fewer than asked for only at the end
   * @throws IOException if the storage fails
   */
  int fill(byte[] bytes, int from, int to) throws IOException {
    int i = from;
    while (i < to && !ended) {
      int count = read(bytes, i, to - i);
      if (count < 0) {
        ended = true;
      } else {
        i += count;
        position += count;
      }
    }
    return i - from;
  }

  private int read(byte[] bytes, int from, int length) throws IOException {
    try {
      if (in == null) {
        in = open();
      }
      return in == null ? -1 : in.read(bytes, from, length);
    } catch (IOException e) {
      if (stored.failed()) {
        throw stored.failure();
      }
      fault = broken(e);
      return -1;
    }
  }

  /** Opens the stream; returns null when it is empty or not compressed as its name says. */
  private InputStream open() throws IOException {
    if (compression == Compression.NONE) {
      return stored;
    }
    BufferedInputStream buffered = new BufferedInputStream(stored, STORED_BUFFER);
    byte[] first = new byte[16];
    buffered.mark(first.length);
    int length = buffered.readNBytes(first, 0, first.length);
    if (length == 0) {
      return null;
    }
    if (!ContentSniffer.isCompressedBy(compression, first, length) && length >= 4) {
      fault = notCompressed(ContentSniffer.look(first, length));
      return null;
    }
    buffered.reset();
    return compression == Compression.GZIP
        ? new GzipCompressorInputStream(buffered, true)
        : new ZstdInputStreamNoFinalizer(buffered);
  }

  private FileFault notCompressed(ContentSniffer.Signature found) {
    String kind = compression == Compression.GZIP ? "gzip" : "zstd";
    return new FileFault(
        FileFault.Kind.BROKEN_COMPRESSION,
        0,
        "the file is named as "
            + kind
            + " data but is not"
            + (found == null ? "" : "; it looks like " + found.name()),
        found == null
            ? "name it after what it is (.csv for plain text), or compress it with " + kind
            : found.nextStep());
  }

  private FileFault broken(IOException e) {
    String kind = compression == Compression.GZIP ? "gzip" : "zstd";
    String detail = e.getMessage() == null ? "it ends early" : e.getMessage();
    return new FileFault(
        FileFault.Kind.BROKEN_COMPRESSION,
        position,
        "the "
            + kind
            + " stream is broken or cut short after "
            + position
            + " uncompressed bytes ("
            + detail
            + ")",
        "send the file again, and compare its length and checksum with the sender's");
  }

  /** Returns whether all of the content has been read. */
  boolean ended() {
    return ended;
  }

  /** Returns why the content ended before its end, or null. */
  FileFault fault() {
    return fault;
  }

  @Override
  public void close() throws IOException {
    if (in != null && in != stored) {
      in.close();
    }
    stored.close();
  }
}
