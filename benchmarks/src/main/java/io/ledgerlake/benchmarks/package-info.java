/** Placeholder. */
package io.ledgerlake.benchmarks;
