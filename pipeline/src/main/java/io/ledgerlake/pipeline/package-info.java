/** Placeholder. */
package io.ledgerlake.pipeline;
