package io.ledgerlake.transforms.zone;

import java.io.IOException;
import java.io.OutputStream;

/** Where data files are written to. */
@FunctionalInterface
public interface ZoneSink {

  /**
   * Creates a data file, or replaces one of the same path: a repeated attempt writes the same bytes
   * again.
   *
   * @param zone the zone it belongs to
   * @param path its path, see {@link WrittenFile#path}
   * @throws IOException if it cannot be created
   */
  OutputStream create(Zone zone, String path) throws IOException;
}
