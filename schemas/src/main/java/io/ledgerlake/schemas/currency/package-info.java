/** The vendored ISO 4217 table. */
package io.ledgerlake.schemas.currency;
