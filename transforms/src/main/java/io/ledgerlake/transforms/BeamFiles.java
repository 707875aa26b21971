package io.ledgerlake.transforms;

import io.ledgerlake.transforms.csv.BlockReader;
import io.ledgerlake.transforms.csv.FileRange;
import io.ledgerlake.transforms.zone.LocalFileStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;

/** Files wherever Beam's file systems reach; local ones come to be as a whole. */
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
    ResourceId file = FileSystems.matchNewResource(uri, false);
    return file.getScheme().equals("file")
        ? LocalFileStream.to(Path.of(file.toString()))
        : Channels.newOutputStream(FileSystems.create(file, MimeTypes.BINARY));
  }
}
