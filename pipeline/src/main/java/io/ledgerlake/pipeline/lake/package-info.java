/**
 * The lake as a place: where things lie, how they are stored, and its Iceberg catalog and tables.
 * Nothing in here decides anything about a run.
 */
package io.ledgerlake.pipeline.lake;
