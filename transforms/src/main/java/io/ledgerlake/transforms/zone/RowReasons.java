package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import java.util.ArrayList;
import java.util.List;

/** Why a row is where it is: what the settling found, then the record's own faults. */
final class RowReasons {

  private RowReasons() {}

  static List<RowError> of(ZoneRow row, String relatedRecordId) {
    return switch (row.verdict) {
      case ACCEPTED, REJECTED -> row.faults;
      case CONFLICT ->
          before(
              row.faults,
              new RowError(
                  ReasonCode.CONFLICTING_TRANSACTION,
                  "",
                  "record " + relatedRecordId + " has the same key and other content",
                  ""));
      case REPEAT ->
          before(
              row.faults,
              new RowError(
                  ReasonCode.DUPLICATE_FAILURE, "", "repeats record " + relatedRecordId, ""));
    };
  }

  private static List<RowError> before(List<RowError> faults, RowError first) {
    List<RowError> all = new ArrayList<>(1 + faults.size());
    all.add(first);
    all.addAll(faults);
    return all;
  }
}
