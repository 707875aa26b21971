package io.ledgerlake.pipeline.rows;

import io.ledgerlake.transforms.zone.AbandonableStream;
import io.ledgerlake.transforms.zone.FooterOrder;
import io.ledgerlake.transforms.zone.LocalFileStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * Iceberg's view of a Parquet file that is written once; counts its bytes and hashes them in
 * passing. The last megabytes are held back until the file is complete, so that its footer can be
 * put in order (see {@link FooterOrder}) before it is written. A local file comes to be when its
 * stream is closed, complete and durable.
 */
final class HashedOutput implements OutputFile {

  /** Far more than a footer with its indexes and Bloom filters takes. */
  private static final int HELD_BYTES = 8 << 20;

  private final FileIO io;
  private final String location;
  private final MessageDigest digest = sha256();
  private long bytes;
  private boolean givenUp;

  HashedOutput(FileIO io, String location) {
    this.io = io;
    this.location = location;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
    }
  }

  /** Returns the file's length, once it is closed. */
  long bytes() {
    return bytes;
  }

  /** Returns the hash of all bytes, in lower-case hex; once, after the file is closed. */
  String sha256Hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** From here on, closing the stream takes back what was written, where that can be done. */
  void giveUp() {
    givenUp = true;
  }

  @Override
  public PositionOutputStream create() {
    return createOrOverwrite();
  }

  @Override
  public PositionOutputStream createOrOverwrite() {
    try {
      return new HoldingBack(
          location.startsWith("s3://")
              ? io.newOutputFile(location).createOrOverwrite()
              : LocalFileStream.to(Path.of(location)));
    } catch (IOException e) {
      throw new org.apache.iceberg.exceptions.RuntimeIOException(
          e, "cannot create the data file %s", location);
    }
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public InputFile toInputFile() {
    return io.newInputFile(location);
  }

  private final class HoldingBack extends PositionOutputStream {
    private final OutputStream target;
    private byte[] held = new byte[64 << 10];
    private int length;
    private long position;
    private boolean closed;

    HoldingBack(OutputStream target) {
      this.target = target;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int count) throws IOException {
      if (length + count > held.length) {
        makeRoom(count);
      }
      System.arraycopy(from, offset, held, length, count);
      length += count;
      position += count;
    }

    private void makeRoom(int count) throws IOException {
      if (length > HELD_BYTES) {
        int ready = length - HELD_BYTES;
        pass(held, ready);
        System.arraycopy(held, ready, held, 0, HELD_BYTES);
        length = HELD_BYTES;
      }
      if (length + count > held.length) {
        held = Arrays.copyOf(held, Math.max(2 * held.length, length + count));
      }
    }

    private void pass(byte[] from, int count) throws IOException {
      digest.update(from, 0, count);
      target.write(from, 0, count);
      bytes += count;
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      if (givenUp) {
        abandon();
        return;
      }
      try {
        byte[] ordered = FooterOrder.sorted(Arrays.copyOf(held, length));
        pass(ordered, ordered.length);
        target.close();
      } catch (IOException | RuntimeException | Error e) {
        AbandonableStream.giveUp(target, e);
        throw e;
      }
    }

    private void abandon() throws IOException {
      if (target instanceof AbandonableStream abandonable) {
        abandonable.abandon();
      } else {
        target.close();
      }
    }
  }
}
