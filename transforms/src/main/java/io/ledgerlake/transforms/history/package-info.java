/**
 * Comparing a run with what is published and open: what a shard asks for ({@code ShardSummary}),
 * and how data files are searched for it ({@code HistoryScan}). Takes Parquet, and of Hadoop what
 * Parquet needs; no Beam.
 */
package io.ledgerlake.transforms.history;
