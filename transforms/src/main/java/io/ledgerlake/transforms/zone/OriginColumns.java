package io.ledgerlake.transforms.zone;

import io.ledgerlake.transforms.record.Origin;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.parquet.io.api.Binary;

/** Writers of the columns in which a row with an {@link Origin} differs from one without. */
final class OriginColumns {

  private OriginColumns() {}

  /** Returns the writer of a column, or null if it is not one of these. */
  static ColumnWriter of(String name, int index) {
    return switch (name) {
      case ZoneColumns.SOURCE_FILE -> text(name, index, Origin::sourceFile);
      case ZoneColumns.FILE_ID -> text(name, index, Origin::fileId);
      case ZoneColumns.FIRST_RUN_ID -> text(name, index, Origin::firstRunId);
      case ZoneColumns.PREVIOUS_RUN_ID -> text(name, index, Origin::previousRunId);
      case ZoneColumns.INGESTED_AT -> number(name, index, Origin::ingestedAt);
      case ZoneColumns.ATTEMPT_COUNT -> smallNumber(name, index, Origin::attemptCount);
      case ZoneColumns.SCHEMA_VERSION -> smallNumber(name, index, Origin::schemaVersion);
      default -> null;
    };
  }

  private static ColumnWriter text(String name, int index, Function<Origin, String> value) {
    return (row, out) -> {
      out.startField(name, index);
      out.addBinary(Binary.fromString(value.apply(row.origin)));
      out.endField(name, index);
    };
  }

  private static ColumnWriter number(String name, int index, ToLongFunction<Origin> value) {
    return (row, out) -> {
      out.startField(name, index);
      out.addLong(value.applyAsLong(row.origin));
      out.endField(name, index);
    };
  }

  private static ColumnWriter smallNumber(String name, int index, ToLongFunction<Origin> value) {
    return (row, out) -> {
      out.startField(name, index);
      out.addInteger(Math.toIntExact(value.applyAsLong(row.origin)));
      out.endField(name, index);
    };
  }
}
