package io.ledgerlake.transforms.zone;

import io.ledgerlake.transforms.parquet.CollectedColumn;
import io.ledgerlake.transforms.parquet.FlatColumn;
import io.ledgerlake.transforms.parquet.ListedColumn;
import java.util.function.ToLongFunction;
import org.apache.parquet.column.ColumnDescriptor;

/**
 * A flat column and how it comes by a row's value.
 *
 * @param column the column
 * @param writer gives it each row's value; null if it has the same one in every row
 * @param originWriter gives it the value of a row that has an origin
 */
record ColumnBinding(FlatColumn column, ColumnWriter writer, ColumnWriter originWriter) {

  /** Rows with an origin come by their value as all others do. */
  ColumnBinding(FlatColumn column, ColumnWriter writer) {
    this(column, writer, writer);
  }

  /** Null in every row. */
  static ColumnBinding nulls(ColumnDescriptor descriptor) {
    return new ColumnBinding(ListedColumn.nulls(descriptor), null);
  }

  /**
   * A value for each input file, listed by its ordinal.
   *
   * @param originWriter gives it the value of a row that has an origin; null: its file's
   */
  static ColumnBinding byFile(ListedColumn column, ColumnWriter originWriter) {
    ColumnWriter writer = column.isConstant() ? null : row -> column.add(row.record.file());
    return new ColumnBinding(column, writer, originWriter == null ? writer : originWriter);
  }

  /** A number of its own in each row, which hardly repeats. */
  static ColumnBinding number(ColumnDescriptor descriptor, ToLongFunction<ZoneRow> value) {
    CollectedColumn column = new CollectedColumn(descriptor, false);
    return new ColumnBinding(column, row -> column.addLong(value.applyAsLong(row)));
  }
}
