package io.ledgerlake.transforms.zone;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Puts the encodings that a Parquet footer lists for each column chunk in order of their numbers.
 *
 * <p>Parquet 1.13 lists them as a hash set of enum constants has them, so by the constants'
 * identity hashes: another order in every process, and other bytes for the same rows. The order
 * means nothing to a reader (the format calls it a set), and sorting it changes no offset.
 */
public final class FooterOrder {

  /** The footer's length, little-endian, and the magic {@code PAR1} that ends a file. */
  private static final int TRAILER_BYTES = 8;

  private FooterOrder() {}

  /**
   * Returns the last bytes of a file with its encodings in order.
   *
   * @param tail the last bytes of a complete Parquet file, the whole footer among them
   * @throws IOException if they are not
   */
  public static byte[] sorted(byte[] tail) throws IOException {
    int trailer = tail.length - TRAILER_BYTES;
    int length =
        trailer < 0 ? -1 : ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(trailer);
    int start = trailer - length;
    if (length < 0 || start < 0) {
      throw new IOException(
          "the " + tail.length + " bytes at the end of a Parquet file do not hold its footer");
    }
    FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(tail, start, length));
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk chunk : group.getColumns()) {
        chunk.getMeta_data().getEncodings().sort(Comparator.comparingInt(Encoding::getValue));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(tail.length);
    out.write(tail, 0, start);
    Util.writeFileMetaData(footer, out);
    ByteBuffer newLength = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(newLength.putInt(out.size() - start).array());
    out.write(tail, trailer + Integer.BYTES, TRAILER_BYTES - Integer.BYTES);
    return out.toByteArray();
  }
}
