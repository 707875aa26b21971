package io.ledgerlake.pipeline.lake;

import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.transforms.zone.ZoneColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Turns the columns of a zone into an Iceberg schema. */
final class ZoneSchemas {

  private ZoneSchemas() {}

  /**
   * Returns the schema of a new table. Its field ids are those that Iceberg itself gives when it
   * creates the table: top-level columns first, then what is nested in them.
   */
  static Schema of(List<ZoneColumn> columns) {
    AtomicInteger any = new AtomicInteger();
    List<NestedField> fields = fields(columns, any);
    AtomicInteger last = new AtomicInteger();
    return TypeUtil.assignFreshIds(new Schema(fields), last::incrementAndGet);
  }

  private static List<NestedField> fields(List<ZoneColumn> columns, AtomicInteger ids) {
    List<NestedField> fields = new ArrayList<>();
    for (ZoneColumn column : columns) {
      fields.add(
          NestedField.of(
              ids.incrementAndGet(),
              !column.required(),
              column.name(),
              type(column.type(), ids),
              column.doc()));
    }
    return fields;
  }

  private static Type type(ZoneColumn.Type type, AtomicInteger ids) {
    if (type instanceof ZoneColumn.Value value) {
      return value(value.type());
    }
    if (type instanceof ZoneColumn.Bytes) {
      return Types.BinaryType.get();
    }
    if (type instanceof ZoneColumn.TextMap) {
      return Types.MapType.ofRequired(
          ids.incrementAndGet(),
          ids.incrementAndGet(),
          Types.StringType.get(),
          Types.StringType.get());
    }
    if (type instanceof ZoneColumn.StructList list) {
      return Types.ListType.ofRequired(
          ids.incrementAndGet(), Types.StructType.of(fields(list.fields(), ids)));
    }
    throw new IllegalArgumentException("no Iceberg type for " + type);
  }

  private static Type value(FieldType type) {
    if (type instanceof FieldType.Text || type instanceof FieldType.Enumeration) {
      return Types.StringType.get();
    }
    if (type instanceof FieldType.Int32) {
      return Types.IntegerType.get();
    }
    if (type instanceof FieldType.Int64) {
      return Types.LongType.get();
    }
    if (type instanceof FieldType.Bool) {
      return Types.BooleanType.get();
    }
    if (type instanceof FieldType.Date) {
      return Types.DateType.get();
    }
    if (type instanceof FieldType.Timestamp) {
      return Types.TimestampType.withZone();
    }
    if (type instanceof FieldType.Decimal decimal) {
      return Types.DecimalType.of(decimal.precision(), decimal.scale());
    }
    throw new IllegalArgumentException("no Iceberg type for " + type);
  }
}
