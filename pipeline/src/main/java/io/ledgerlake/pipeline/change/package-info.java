/**
 * What happens to rows after their first run by a person's word or for housekeeping: rollback,
 * release, compaction. Each makes a manifest that is decided and published as an ingest is.
 */
package io.ledgerlake.pipeline.change;
