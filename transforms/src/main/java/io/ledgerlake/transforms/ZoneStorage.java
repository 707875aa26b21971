package io.ledgerlake.transforms;

import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZonePaths;
import io.ledgerlake.transforms.zone.ZoneSink;
import io.ledgerlake.transforms.zone.ZoneSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;

/** The zones' data files, wherever Beam's file systems reach. */
final class ZoneStorage implements ZoneSink, ZoneSource {

  private final RunContext context;

  ZoneStorage(RunContext context) {
    this.context = context;
  }

  private ResourceId resource(Zone zone, String path) {
    return FileSystems.matchNewResource(ZonePaths.uri(context, zone, path), false);
  }

  @Override
  public OutputStream create(Zone zone, String path) throws IOException {
    return Channels.newOutputStream(FileSystems.create(resource(zone, path), MimeTypes.BINARY));
  }

  @Override
  public SeekableByteChannel open(Zone zone, String path) throws IOException {
    ReadableByteChannel channel = FileSystems.open(resource(zone, path));
    if (channel instanceof SeekableByteChannel seekable) {
      return seekable;
    }
    channel.close();
    throw new IOException(
        "the file system of "
            + ZonePaths.uri(context, zone, path)
            + " cannot seek, which Parquet needs");
  }
}
