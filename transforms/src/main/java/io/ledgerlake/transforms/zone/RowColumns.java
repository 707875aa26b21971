package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.parquet.CollectedColumn;
import io.ledgerlake.transforms.parquet.ParquetRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Writes {@link ZoneRow}s under a message type that carries Iceberg's field ids. Columns are bound
 * by name, once.
 */
final class RowColumns {

  private static final double BLOOM_FALSE_POSITIVES = 0.01;

  private final MessageType schema;
  private final Zone zone;
  private final Contract contract;
  private final ParquetRows rows;
  private final ColumnWriter[] columns;
  private final ColumnWriter[] originColumns;
  private final GroupWriter[] groups;

  /**
   * @throws IllegalArgumentException if the table lacks a column that the contract's rows have, or
   *     requires one that they lack, or has one of another type
   */
  RowColumns(
      MessageType schema, Zone zone, Contract contract, RunContext context, FieldValues values) {
    this.schema = schema;
    this.zone = zone;
    this.contract = contract;
    checkComplete();
    MetadataColumns metadata = new MetadataColumns(context, contract);
    List<ColumnBinding> flat = new ArrayList<>();
    List<GroupWriter> nested = new ArrayList<>();
    for (Type column : schema.getFields()) {
      if (column.isPrimitive()) {
        flat.add(bind(column, values, metadata));
      } else {
        GroupWriter group = metadata.of(column.asGroupType(), nested.size());
        // A place of its own among the groups, also for one that is not ours.
        nested.add(known(column, group).orElse((row, out) -> {}));
      }
    }
    this.rows = new ParquetRows(schema, flat.stream().map(ColumnBinding::column).toList());
    this.columns = writers(flat, ColumnBinding::writer);
    this.originColumns = writers(flat, ColumnBinding::originWriter);
    this.groups = nested.toArray(GroupWriter[]::new);
  }

  private static ColumnWriter[] writers(
      List<ColumnBinding> flat, Function<ColumnBinding, ColumnWriter> writer) {
    return flat.stream().map(writer).filter(Objects::nonNull).toArray(ColumnWriter[]::new);
  }

  private void checkComplete() {
    for (ZoneColumn column : ZoneColumns.of(contract, zone)) {
      if (!schema.containsField(column.name())) {
        throw new IllegalArgumentException(
            table()
                + " has no column "
                + column.name()
                + ", which contract version "
                + contract.version()
                + " needs; evolve the table first");
      }
    }
  }

  private ColumnBinding bind(Type column, FieldValues values, MetadataColumns metadata) {
    String name = column.getName();
    ColumnDescriptor descriptor = schema.getColumnDescription(new String[] {name});
    Optional<Field> field =
        contract.fields().stream().filter(f -> f.name().equals(name)).findFirst();
    if (field.isPresent()) {
      CollectedColumn target = valueColumn(name, descriptor);
      return new ColumnBinding(
          target,
          ValueColumns.of(field.get(), values.slot(name), column.asPrimitiveType(), target));
    }
    return known(column, metadata.of(descriptor)).orElseGet(() -> ColumnBinding.nulls(descriptor));
  }

  private CollectedColumn valueColumn(String name, ColumnDescriptor descriptor) {
    boolean key = contract.key().contains(name);
    // Keys and times hardly repeat, so that a dictionary would be tried in vain.
    boolean unique = key || name.equals(contract.eventTime());
    CollectedColumn column = new CollectedColumn(descriptor, !unique);
    return key && zone == Zone.PROCESSED ? column.withBloomFilter(BLOOM_FALSE_POSITIVES) : column;
  }

  /** Returns a column's binding, or nothing if it is not ours and may be left out. */
  private <T> Optional<T> known(Type column, T binding) {
    if (binding == null && column.isRepetition(Type.Repetition.REQUIRED)) {
      throw new IllegalArgumentException(
          table()
              + " requires column "
              + column.getName()
              + ", which contract version "
              + contract.version()
              + " does not know; make it optional first");
    }
    return Optional.ofNullable(binding);
  }

  private String table() {
    return "table " + schema.getName() + " of dataset " + contract.dataset();
  }

  /** Starts a file that is going to hold {@code expectedRows} rows. */
  void start(HashingOutputFile file, long expectedRows) throws IOException {
    rows.start(file, expectedRows);
  }

  void write(ZoneRow row) throws IOException {
    for (ColumnWriter column : row.origin == null ? columns : originColumns) {
      column.write(row);
    }
    if (groups.length > 0) {
      RecordConsumer out = rows.nested().orElseThrow();
      out.startMessage();
      for (GroupWriter group : groups) {
        group.write(row, out);
      }
      out.endMessage();
    }
    rows.endRow();
  }

  /** Completes the file. */
  void finish(HashingOutputFile file) throws IOException {
    rows.finish(file::holdTail);
  }

  /** Forgets the file. */
  void abandon() {
    rows.abandon();
  }
}
