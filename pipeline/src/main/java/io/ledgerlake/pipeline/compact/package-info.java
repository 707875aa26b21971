/**
 * Housekeeping: small data files are merged, old snapshots are expired, and what dead runs have
 * left behind is cleared away.
 */
package io.ledgerlake.pipeline.compact;
