package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.transforms.RunContext;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Writes {@link ZoneRow}s under a message type that carries Iceberg's field ids, which parquet-avro
 * could not. Columns are bound by name, once.
 */
final class RowWriteSupport extends WriteSupport<ZoneRow> {

  private final MessageType schema;
  private final ColumnWriter[] columns;
  private RecordConsumer out;

  /**
   * @throws IllegalArgumentException if the table lacks a column that the contract's rows have, or
   *     requires one that they lack, or has one of another type
   */
  RowWriteSupport(
      MessageType schema, Zone zone, Contract contract, RunContext context, FieldValues values) {
    this.schema = schema;
    checkComplete(schema, zone, contract);
    MetadataColumns metadata = new MetadataColumns(context, contract);
    columns =
        schema.getFields().stream()
            .map(column -> bind(column, contract, values, metadata))
            .filter(Optional::isPresent)
            .map(Optional::get)
            .toArray(ColumnWriter[]::new);
  }

  private void checkComplete(MessageType schema, Zone zone, Contract contract) {
    for (ZoneColumn column : ZoneColumns.of(contract, zone)) {
      if (!schema.containsField(column.name())) {
        throw new IllegalArgumentException(
            table(contract)
                + " has no column "
                + column.name()
                + ", which contract version "
                + contract.version()
                + " needs; evolve the table first");
      }
    }
  }

  private Optional<ColumnWriter> bind(
      Type column, Contract contract, FieldValues values, MetadataColumns metadata) {
    int index = schema.getFieldIndex(column.getName());
    Optional<Field> field =
        contract.fields().stream().filter(f -> f.name().equals(column.getName())).findFirst();
    if (field.isPresent()) {
      int slot = values.slot(column.getName());
      return Optional.of(ValueColumns.of(field.get(), slot, column.asPrimitiveType(), index));
    }
    ColumnWriter writer = metadata.of(column, index);
    if (writer == null && column.isRepetition(Type.Repetition.REQUIRED)) {
      throw new IllegalArgumentException(
          table(contract)
              + " requires column "
              + column.getName()
              + ", which contract version "
              + contract.version()
              + " does not know; make it optional first");
    }
    return Optional.ofNullable(writer);
  }

  private String table(Contract contract) {
    return "table " + schema.getName() + " of dataset " + contract.dataset();
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(schema, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    out = recordConsumer;
  }

  @Override
  public void write(ZoneRow row) {
    out.startMessage();
    for (ColumnWriter column : columns) {
      column.write(row, out);
    }
    out.endMessage();
  }
}
