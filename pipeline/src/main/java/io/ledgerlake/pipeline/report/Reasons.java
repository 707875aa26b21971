package io.ledgerlake.pipeline.report;

import io.ledgerlake.schemas.record.ReasonCode;
import java.util.Arrays;

/** What the reason codes mean, for people. */
public final class Reasons {

  private Reasons() {}

  /** Returns what a code means in one sentence; the code itself when it is from another version. */
  public static String explain(String code) {
    return Arrays.stream(ReasonCode.values())
        .filter(c -> c.name().equals(code))
        .findFirst()
        .map(Reasons::explain)
        .orElse(code);
  }

  /** Returns what a code means in one sentence. */
  public static String explain(ReasonCode code) {
    return switch (code) {
      case SCHEMA_ERROR ->
          "The row has another number of fields than the header, or is over a size limit.";
      case ENCODING_ERROR -> "The row holds bytes that are not valid in the file's encoding.";
      case NULL_VALUE_ERROR -> "A value that is required is missing or blank.";
      case TYPE_ERROR -> "A number, boolean or date cannot be read as one.";
      case AMOUNT_ERROR ->
          "The amount has more decimals than its currency, or is outside its bounds.";
      case CURRENCY_ERROR -> "The currency is no ISO 4217 code that was valid on the day.";
      case TIMESTAMP_ERROR ->
          "The time is in no agreed format, does not exist, or is out of bounds.";
      case CONSTRAINT_ERROR -> "A value breaks a rule of the contract.";
      case CONFLICTING_TRANSACTION ->
          "Rows share a key but differ in content; a person must say which one holds.";
      case DUPLICATE_FAILURE -> "The row repeats another one, which counts; this one does not.";
      case MAX_ATTEMPTS -> "The row failed its last permitted evaluation.";
      case REOPENED ->
          "What the row repeated or contradicted is gone; a replay evaluates it again.";
    };
  }
}
