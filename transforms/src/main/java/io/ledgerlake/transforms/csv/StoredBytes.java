package io.ledgerlake.transforms.csv;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes as the storage gives them. Remembers when the storage itself failed, so that such a
 * failure is never taken for a fault of the file's content.
 */
class StoredBytes extends FilterInputStream {

  private IOException failure;

  StoredBytes(InputStream in) {
    super(in);
  }

  /** Returns whether a read of the storage has failed. */
  boolean failed() {
    return failure != null;
  }

  /** Returns the failure of the storage. */
  IOException failure() {
    return failure;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    try {
      return in.read(bytes, from, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** Reads, so that nothing passes by {@link #read(byte[], int, int)}. */
  @Override
  public long skip(long count) throws IOException {
    byte[] waste = new byte[(int) Math.min(count, 1 << 13)];
    return count <= 0 ? 0 : Math.max(0, read(waste, 0, waste.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
