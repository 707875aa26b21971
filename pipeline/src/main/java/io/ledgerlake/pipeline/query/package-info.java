/**
 * The published lake in DuckDB, the embedded engine: Iceberg says which data files there are and
 * which of them a period needs, DuckDB reads those by field id, and the shipped views stand on top.
 */
package io.ledgerlake.pipeline.query;
