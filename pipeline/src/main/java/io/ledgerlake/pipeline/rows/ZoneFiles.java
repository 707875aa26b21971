package io.ledgerlake.pipeline.rows;

import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The zones' data files at given snapshots, and their rows, file by file. One row is in memory at a
 * time, however large the table.
 */
public final class ZoneFiles {

  private final LakeLayout layout;
  private final LakeTables tables;
  private final BaseSnapshots base;

  private ZoneFiles(LakeLayout layout, LakeTables tables, BaseSnapshots base) {
    this.layout = layout;
    this.tables = tables;
    this.base = base;
  }

  /** Returns the files at given snapshots. */
  public static ZoneFiles at(LakeLayout layout, LakeTables tables, BaseSnapshots base) {
    return new ZoneFiles(layout, tables, base);
  }

  /** Returns the table of a zone. */
  public Table table(Zone zone) {
    return tables.zone(zone);
  }

  /**
   * Returns the data files of a zone that may hold rows that a filter lets through, by path.
   *
   * @throws LakeException if the table lists a file outside of its folder
   */
  public List<ZoneFile> list(Zone zone, Expression filter) throws IOException {
    Optional<Long> snapshot = base.of(zone);
    if (snapshot.isEmpty()) {
      return List.of();
    }
    Table table = tables.zone(zone);
    TableScan scan =
        table.newScan().useSnapshot(snapshot.get()).filter(filter).includeColumnStats();
    NestedField previous = table.schema().findField(ZoneColumns.PREVIOUS_RUN_ID);
    List<ZoneFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      for (FileScanTask task : tasks) {
        files.add(listed(zone, task.file(), previous));
      }
    }
    files.sort(Comparator.comparing(ZoneFile::path));
    return files;
  }

  private ZoneFile listed(Zone zone, DataFile file, NestedField previous) {
    String location = file.path().toString();
    String root = layout.zoneRoot(zone) + "/";
    if (!location.startsWith(root)) {
      throw new LakeException(
          "The table "
              + zone.folder()
              + "."
              + tables.dataset()
              + " lists "
              + location
              + ", which is not below "
              + root,
          "Somebody else has written to the table; take the file out of it");
    }
    return new ZoneFile(
        zone,
        location,
        location.substring(root.length()),
        file.partition().get(0, Integer.class),
        file.recordCount(),
        file.fileSizeInBytes(),
        previous != null && supersedes(file, previous.fieldId()));
  }

  /** A file that is older than the column has no count of it. */
  private static boolean supersedes(DataFile file, int field) {
    if (file.valueCounts() == null || file.nullValueCounts() == null) {
      return true;
    }
    Long values = file.valueCounts().get(field);
    Long nulls = file.nullValueCounts().get(field);
    return values != null && nulls != null && !values.equals(nulls);
  }

  /** Returns all rows of a data file with all columns, in their order. The caller closes them. */
  public CloseableIterable<Record> rows(ZoneFile file) {
    return rows(file, Expressions.alwaysTrue(), List.of());
  }

  /** Returns all rows of a data file that no table lists yet. The caller closes them. */
  public CloseableIterable<Record> rows(WrittenFile file) {
    Expression all = Expressions.alwaysTrue();
    return rows(file.zone(), layout.dataFile(file.zone(), file.path()), all, List.of());
  }

  /**
   * Returns the rows of a data file that a filter lets through, in their order. The caller closes
   * them.
   *
   * @param filter also used to pass over row groups
   * @param columns the columns wanted, beside those of the filter; none: all
   */
  public CloseableIterable<Record> rows(ZoneFile file, Expression filter, List<String> columns) {
    return rows(file.zone(), file.location(), filter, columns);
  }

  private CloseableIterable<Record> rows(
      Zone zone, String location, Expression filter, List<String> columns) {
    Table table = tables.zone(zone);
    Schema schema = columns.isEmpty() ? table.schema() : projection(table, filter, columns);
    CloseableIterable<Record> rows =
        Parquet.read(table.io().newInputFile(location))
            .project(schema)
            .filter(filter)
            .createReaderFunc(stored -> GenericParquetReaders.buildReader(schema, stored))
            .build();
    if (filter.op() == Expression.Operation.TRUE) {
      return rows;
    }
    Evaluator evaluator = new Evaluator(schema.asStruct(), filter);
    InternalRecordWrapper wrapper = new InternalRecordWrapper(schema.asStruct());
    return CloseableIterable.filter(rows, row -> evaluator.eval(wrapper.wrap(row)));
  }

  private static Schema projection(Table table, Expression filter, List<String> columns) {
    Set<String> names = new TreeSet<>(columns);
    Set<Integer> filtered =
        org.apache.iceberg.expressions.Binder.boundReferences(
            table.schema().asStruct(), List.of(filter), true);
    filtered.forEach(id -> names.add(table.schema().findColumnName(id)));
    return table.schema().select(names);
  }
}
