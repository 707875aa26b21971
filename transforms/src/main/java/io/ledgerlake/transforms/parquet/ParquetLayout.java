package io.ledgerlake.transforms.parquet;

import org.apache.parquet.column.ParquetProperties;

/** What shapes a file beside its rows. Fixed: the same rows give the same bytes. */
final class ParquetLayout {

  /** Compressed bytes after which a row group ends, at the next page. */
  static final long ROW_GROUP_BYTES = 32L << 20;

  static final int PAGE_BYTES = 1 << 20;
  static final int PAGE_ROWS = 20_000;
  static final int DICTIONARY_BYTES = 1 << 20;

  /** Level of zstd; higher ones make these files a few per cent smaller and far slower. */
  static final int ZSTD_LEVEL = 1;

  /** Values per row group that Bloom filters are dimensioned for, at most. */
  static final long MAX_BLOOM_VALUES = 1 << 18;

  static final int MAX_BLOOM_BYTES = ParquetProperties.DEFAULT_MAX_BLOOM_FILTER_BYTES;

  private ParquetLayout() {}
}
