package io.ledgerlake.transforms.csv;

/** How a file's bytes are stored. */
public enum Compression {
  NONE,
  GZIP,
  ZSTD;

  /**
   * Returns the compression that a file name's ending declares: {@code .gz}, {@code .zst} or none.
   */
  public static Compression ofName(String name) {
    if (name.endsWith(".gz")) {
      return GZIP;
    }
    return name.endsWith(".zst") ? ZSTD : NONE;
  }
}
