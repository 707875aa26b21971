package io.ledgerlake.transforms.zone;

import io.ledgerlake.transforms.parquet.ListedColumn;
import io.ledgerlake.transforms.record.Origin;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Writers of the columns in which a row with an {@link Origin} differs from one without. */
final class OriginColumns {

  private OriginColumns() {}

  /** Returns the writer of a column, or null if it is not one of these. */
  static ColumnWriter of(ListedColumn column) {
    return switch (column.name()) {
      case ZoneColumns.SOURCE_FILE -> text(column, Origin::sourceFile);
      case ZoneColumns.FILE_ID -> text(column, Origin::fileId);
      case ZoneColumns.FIRST_RUN_ID -> text(column, Origin::firstRunId);
      case ZoneColumns.PREVIOUS_RUN_ID -> text(column, Origin::previousRunId);
      case ZoneColumns.INGESTED_AT -> number(column, Origin::ingestedAt);
      case ZoneColumns.ATTEMPT_COUNT -> number(column, Origin::attemptCount);
      case ZoneColumns.SCHEMA_VERSION -> number(column, Origin::schemaVersion);
      default -> null;
    };
  }

  private static ColumnWriter text(ListedColumn column, Function<Origin, String> value) {
    return row -> column.addOther(value.apply(row.origin).getBytes(StandardCharsets.UTF_8));
  }

  private static ColumnWriter number(ListedColumn column, ToLongFunction<Origin> value) {
    return row -> column.addOther(value.applyAsLong(row.origin));
  }
}
