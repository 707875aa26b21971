package io.ledgerlake.transforms.zone;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** Where data files are read back from. */
@FunctionalInterface
public interface ZoneSource {

  /**
   * Opens a data file.
   *
   * @param path its path below the zone's root
   * @throws IOException if it cannot be opened
   */
  SeekableByteChannel open(Zone zone, String path) throws IOException;
}
