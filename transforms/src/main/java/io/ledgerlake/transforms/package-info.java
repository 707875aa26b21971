/** Placeholder. */
package io.ledgerlake.transforms;
