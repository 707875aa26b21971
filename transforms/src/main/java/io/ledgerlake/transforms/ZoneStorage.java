package io.ledgerlake.transforms;

import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZonePaths;
import io.ledgerlake.transforms.zone.ZoneSink;
import io.ledgerlake.transforms.zone.ZoneSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;

/** The zones' data files, wherever Beam's file systems reach. */
final class ZoneStorage implements ZoneSink, ZoneSource {

  private final RunContext context;
  private final PipelineOptions options;

  ZoneStorage(RunContext context, PipelineOptions options) {
    this.context = context;
    this.options = options;
  }

  @Override
  public OutputStream create(Zone zone, String path) throws IOException {
    String uri = ZonePaths.uri(context, zone, path);
    return WorkerFiles.of(uri, options).create(uri);
  }

  @Override
  public SeekableByteChannel open(Zone zone, String path) throws IOException {
    ReadableByteChannel channel =
        FileSystems.open(FileSystems.matchNewResource(ZonePaths.uri(context, zone, path), false));
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
