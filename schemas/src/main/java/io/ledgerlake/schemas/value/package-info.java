/** Text to typed value, one parser per type, and the canonical bytes of a value. */
package io.ledgerlake.schemas.value;
