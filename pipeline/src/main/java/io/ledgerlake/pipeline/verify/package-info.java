/**
 * Walks a dataset from its journal down to its rows and names what is not as it was decided. Each
 * check trusts only what a check before it has found to be whole; it writes nothing.
 */
package io.ledgerlake.pipeline.verify;
