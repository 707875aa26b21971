package io.ledgerlake.transforms.parquet;

import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;

/** How data files are read back: with the checksums of their pages. */
public final class CheckedReads {

  private static final Configuration NO_FILES = new Configuration(false);

  private CheckedReads() {}

  /**
   * Returns options for one reader. They hold the decompressors, which a reader takes from them
   * while it reads and clears away when it is closed, so readers of two threads must not share
   * them.
   */
  public static ParquetReadOptions options() {
    return HadoopReadOptions.builder(NO_FILES).usePageChecksumVerification().build();
  }
}
