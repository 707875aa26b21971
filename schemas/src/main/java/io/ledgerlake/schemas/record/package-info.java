/** A row's fields in, a typed record or its faults out. */
package io.ledgerlake.schemas.record;
