package io.ledgerlake.transforms;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A stored file that Parquet reads, wherever Beam's file systems reach; counts the bytes read. */
final class CountedInput implements InputFile, Closeable {

  private final SeekableByteChannel channel;
  private long bytes;

  private CountedInput(SeekableByteChannel channel) {
    this.channel = channel;
  }

  static CountedInput open(String uri) throws IOException {
    ReadableByteChannel channel = FileSystems.open(FileSystems.matchNewResource(uri, false));
    if (channel instanceof SeekableByteChannel seekable) {
      return new CountedInput(seekable);
    }
    channel.close();
    throw new IOException("the file system of " + uri + " cannot seek, which Parquet needs");
  }

  long bytes() {
    return bytes;
  }

  @Override
  public long getLength() throws IOException {
    return channel.size();
  }

  @Override
  public SeekableInputStream newStream() {
    return new DelegatingSeekableInputStream(new Counting()) {
      @Override
      public long getPos() throws IOException {
        return channel.position();
      }

      @Override
      public void seek(long position) throws IOException {
        channel.position(position);
      }
    };
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private final class Counting extends InputStream {
    private final byte[] one = new byte[1];

    @Override
    public int read() throws IOException {
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = channel.read(ByteBuffer.wrap(buffer, offset, length));
      bytes += Math.max(0, read);
      return read;
    }
  }
}
