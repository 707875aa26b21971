/**
 * The zones of the lake: what columns they have, how a settled shard is written to Parquet files of
 * theirs, and how such a file is counted again. Takes Parquet, and of Hadoop what Parquet needs; no
 * Beam.
 */
package io.ledgerlake.transforms.zone;
