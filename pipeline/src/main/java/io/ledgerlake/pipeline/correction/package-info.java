/**
 * What a published file's new content says otherwise than its published rows: the rows added,
 * changed and missing, and their sums. Both sides are sorted by key, on local disk when they must.
 */
package io.ledgerlake.pipeline.correction;
