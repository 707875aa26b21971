package io.ledgerlake.transforms;

import io.ledgerlake.transforms.csv.BlockReader;
import io.ledgerlake.transforms.csv.FileRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.util.MimeTypes;

/** Files wherever Beam's file systems reach. */
final class BeamFiles implements WorkerFiles {

  @Override
  public InputStream open(FileRange range) throws IOException {
    ReadableByteChannel channel =
        FileSystems.open(FileSystems.matchNewResource(range.uri(), false));
    try {
      BlockReader.position(range, channel);
      return Channels.newInputStream(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public OutputStream create(String uri) throws IOException {
    return Channels.newOutputStream(
        FileSystems.create(FileSystems.matchNewResource(uri, false), MimeTypes.BINARY));
  }
}
