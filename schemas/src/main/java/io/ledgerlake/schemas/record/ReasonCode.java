package io.ledgerlake.schemas.record;

/** Why a row is not processed. The names are stored; they never change. */
public enum ReasonCode {
  /** Field count differs from the header; a record or field over its size limit; stray text. */
  SCHEMA_ERROR,
  /** Bytes not valid in the declared encoding; NUL. */
  ENCODING_ERROR,
  /** Required value missing or blank. */
  NULL_VALUE_ERROR,
  /** Number, boolean or date that does not parse. */
  TYPE_ERROR,
  /** More decimals than the currency's minor unit, or outside the field's decimal or bounds. */
  AMOUNT_ERROR,
  /** Not an ISO 4217 code valid on the event date. */
  CURRENCY_ERROR,
  /** Not in the contract's formats, not a real date or local time, outside bounds. */
  TIMESTAMP_ERROR,
  /** Pattern, allowed values, min, max. */
  CONSTRAINT_ERROR,
  /** Same key, different content. */
  CONFLICTING_TRANSACTION,
  /** A repeat of another record. */
  DUPLICATE_FAILURE,
  /** A replayed row failed its last permitted evaluation. */
  MAX_ATTEMPTS,
  /** What the row repeated or contradicted is gone, so it is to be evaluated again. */
  REOPENED
}
