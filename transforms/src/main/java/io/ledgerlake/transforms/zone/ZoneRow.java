package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.transforms.record.Origin;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.settle.Verdict;
import java.util.List;

/** The row that is being written: a view that the settler fills again for each record. */
final class ZoneRow {
  final PackedRecords.Cursor record = new PackedRecords.Cursor();
  final FieldValues values;

  Verdict verdict;

  /** Where the record comes from; null: the planned file. */
  Origin origin;

  /** File id and offset of the record that a repeat or a conflict meets. */
  String relatedFileId;

  long relatedOffset;

  /** The record's own faults; empty for a valid record. */
  List<RowError> faults = List.of();

  ZoneRow(FieldValues values) {
    this.values = values;
  }
}
