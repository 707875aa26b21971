package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.transforms.settle.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a row is where it is: what the settling found, then the record's own faults. */
final class RowReasons {

  private static final Optional<ReasonCode> CONFLICT =
      Optional.of(ReasonCode.CONFLICTING_TRANSACTION);
  private static final Optional<ReasonCode> REPEAT = Optional.of(ReasonCode.DUPLICATE_FAILURE);

  private static final Optional<ReasonCode> EXHAUSTED = Optional.of(ReasonCode.MAX_ATTEMPTS);

  private RowReasons() {}

  /** Returns the code of what the settling found against a row, if it found anything. */
  static Optional<ReasonCode> settled(Verdict verdict) {
    return switch (verdict) {
      case ACCEPTED, REJECTED -> Optional.empty();
      case CONFLICT -> CONFLICT;
      case REPEAT -> REPEAT;
      case EXHAUSTED -> EXHAUSTED;
    };
  }

  /**
   * Returns all reasons.
   *
   * @param relatedRecordId the record that the row repeats or contradicts, or null
   */
  static List<RowError> of(ZoneRow row, String relatedRecordId) {
    return switch (row.verdict) {
      case ACCEPTED, REJECTED -> row.faults;
      case CONFLICT ->
          with(CONFLICT, "record " + relatedRecordId + " has the same key and other content", row);
      case REPEAT -> with(REPEAT, "repeats record " + relatedRecordId, row);
      case EXHAUSTED -> with(EXHAUSTED, "failed the last evaluation that is permitted", row);
    };
  }

  private static List<RowError> with(Optional<ReasonCode> code, String message, ZoneRow row) {
    List<RowError> all = new ArrayList<>(1 + row.faults.size());
    all.add(new RowError(code.orElseThrow(), "", message, ""));
    all.addAll(row.faults);
    return all;
  }
}
