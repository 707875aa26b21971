package io.ledgerlake.schemas.record;

/**
 * One fault of a row.
 *
 * @param code the kind of fault
 * @param field the contract's field, or empty when the fault is the row's
 * @param message what is wrong and what was expected, in one sentence without the value
 * @param value the offending text, at most 200 characters, masked when the field is personal
 */
public record RowError(ReasonCode code, String field, String message, String value) {}
