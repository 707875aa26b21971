package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.lake.RowQuery.Row;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;

/** Finds the data file that a row lies in. */
final class DataFileSearch {

  private DataFileSearch() {}

  /** Looks into the data files that the table's metrics leave over. */
  static Optional<String> of(Table table, Row row) throws IOException {
    Expression filter =
        Expressions.and(
            Expressions.equal(ZoneColumns.SOURCE_FILE, row.text(ZoneColumns.SOURCE_FILE)),
            Expressions.equal(ZoneColumns.SOURCE_ROW, row.number(ZoneColumns.SOURCE_ROW)));
    try (CloseableIterable<FileScanTask> tasks = table.newScan().filter(filter).planFiles()) {
      for (FileScanTask task : tasks) {
        String location = task.file().path().toString();
        if (holds(table, location, filter, row)) {
          return Optional.of(location);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Table table, String location, Expression filter, Row row)
      throws IOException {
    var columns =
        table.schema().select(ZoneColumns.SOURCE_FILE, ZoneColumns.SOURCE_ROW, ZoneColumns.RUN_ID);
    try (CloseableIterable<Record> records =
        Parquet.read(table.io().newInputFile(location))
            .project(columns)
            .filter(filter)
            .createReaderFunc(type -> GenericParquetReaders.buildReader(columns, type))
            .build()) {
      for (Record record : records) {
        if (same(record, row, ZoneColumns.SOURCE_FILE)
            && same(record, row, ZoneColumns.SOURCE_ROW)
            && same(record, row, ZoneColumns.RUN_ID)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean same(Record record, Row row, String column) {
    return record.getField(column).equals(row.values().get(column));
  }
}
