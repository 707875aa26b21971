/**
 * Ends tasks and executors of a real Spark in the middle of the files that they write. Sent to the
 * cluster as a jar of its own, beside the application's.
 */
package io.ledgerlake.pipeline.kills;
