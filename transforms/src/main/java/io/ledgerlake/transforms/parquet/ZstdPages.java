package io.ledgerlake.transforms.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.hadoop.CodecFactory.BytesCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Compresses pages as one zstd frame each, in one call: Hadoop's codec streams, and builds a stream
 * and its tables anew for each page. Holds native memory until {@link #release}.
 */
final class ZstdPages extends BytesCompressor {

  private final ZstdCompressCtx context;
  private final Source source = new Source();
  private byte[] compressed = {};

  ZstdPages(int level) {
    context = new ZstdCompressCtx().setLevel(level);
  }

  /** Returns the compressed bytes; valid until the next call. */
  @Override
  public BytesInput compress(BytesInput bytes) throws IOException {
    source.reset();
    bytes.writeAllTo(source);
    int bound = Math.toIntExact(Zstd.compressBound(source.size()));
    if (compressed.length < bound) {
      compressed = new byte[bound];
    }
    int length =
        context.compressByteArray(
            compressed, 0, compressed.length, source.array(), 0, source.size());
    return BytesInput.from(compressed, 0, length);
  }

  @Override
  public CompressionCodecName getCodecName() {
    return CompressionCodecName.ZSTD;
  }

  @Override
  public void release() {
    context.close();
  }

  /** Gives its array away, which {@code toByteArray} would copy. */
  private static final class Source extends ByteArrayOutputStream {
    Source() {
      super(ParquetLayout.PAGE_BYTES);
    }

    byte[] array() {
      return buf;
    }
  }
}
