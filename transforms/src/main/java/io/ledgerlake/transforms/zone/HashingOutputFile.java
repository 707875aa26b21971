package io.ledgerlake.transforms.zone;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Parquet's view of a stream that is written once; counts its bytes and hashes them in passing. */
final class HashingOutputFile implements OutputFile {

  private static final int BUFFER_BYTES = 64 << 10;

  private final OutputStream target;
  private final MessageDigest digest = sha256();
  private ByteArrayOutputStream tail;
  private long position;

  HashingOutputFile(OutputStream target) {
    this.target = target;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
    }
  }

  /** From here to the file's end nothing is written before it is complete and in order. */
  void holdTail() {
    tail = new ByteArrayOutputStream();
  }

  long bytes() {
    return position;
  }

  /** Returns the hash of all bytes, in lower-case hex; once, after the stream is closed. */
  String sha256Hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return new Counting(
        new BufferedOutputStream(new DigestOutputStream(target, digest), BUFFER_BYTES));
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    return create(blockSizeHint);
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  private final class Counting extends PositionOutputStream {
    private final OutputStream out;

    Counting(OutputStream out) {
      this.out = out;
    }

    private OutputStream target() {
      return tail == null ? out : tail;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) throws IOException {
      target().write(b);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      target().write(bytes, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      try (out) {
        if (tail != null) {
          byte[] ordered = FooterOrder.sorted(tail.toByteArray());
          position += ordered.length - tail.size();
          tail = null;
          out.write(ordered);
        }
      }
    }
  }
}
