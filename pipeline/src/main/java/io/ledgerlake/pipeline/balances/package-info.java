/** Month-end balances: computed by the shipped SQL, tied out, closed and restated. */
package io.ledgerlake.pipeline.balances;
