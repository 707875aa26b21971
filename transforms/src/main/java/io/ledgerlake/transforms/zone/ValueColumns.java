package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.value.CanonicalValues;
import io.ledgerlake.transforms.parquet.CollectedColumn;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Writers of the contract's fields, from canonical bytes to the physical type of the column. */
final class ValueColumns {

  private ValueColumns() {}

  /**
   * Returns the writer of a field.
   *
   * @param slot the field's position in {@link FieldValues}
   * @param type the column's type
   * @throws IllegalArgumentException if the column cannot hold values of the field's type
   */
  static ColumnWriter of(Field field, int slot, PrimitiveType type, CollectedColumn column) {
    ValueWriter writer = writer(field.type(), type);
    if (writer == null) {
      throw new IllegalArgumentException(
          "column "
              + type
              + " of the table cannot hold field "
              + field.name()
              + ", which is "
              + field.type());
    }
    return row -> {
      FieldValues values = row.values;
      if (values.has(slot)) {
        writer.write(values.array(slot), values.start(slot), values.end(slot), column);
      } else {
        column.addNull();
      }
    };
  }

  private interface ValueWriter {
    void write(byte[] array, int start, int end, CollectedColumn out);
  }

  private static ValueWriter writer(FieldType type, PrimitiveType column) {
    PrimitiveTypeName physical = column.getPrimitiveTypeName();
    if (type instanceof FieldType.Decimal) {
      return decimal(column);
    }
    if (type instanceof FieldType.Text || type instanceof FieldType.Enumeration) {
      return physical == PrimitiveTypeName.BINARY ? ValueColumns::text : null;
    }
    if (type instanceof FieldType.Bool) {
      return physical == PrimitiveTypeName.BOOLEAN ? ValueColumns::bool : null;
    }
    if (physical == PrimitiveTypeName.INT64) {
      return type instanceof FieldType.Date ? null : ValueColumns::int64;
    }
    boolean narrow = type instanceof FieldType.Int32 || type instanceof FieldType.Date;
    return narrow && physical == PrimitiveTypeName.INT32 ? ValueColumns::int32 : null;
  }

  private static void text(byte[] array, int start, int end, CollectedColumn out) {
    out.addBinary(array, start, end);
  }

  private static void bool(byte[] array, int start, int end, CollectedColumn out) {
    out.addBoolean(CanonicalValues.readBoolean(array, start));
  }

  private static void int64(byte[] array, int start, int end, CollectedColumn out) {
    out.addLong(CanonicalValues.readLong(array, start));
  }

  private static void int32(byte[] array, int start, int end, CollectedColumn out) {
    out.addInteger(Math.toIntExact(CanonicalValues.readLong(array, start)));
  }

  private static ValueWriter decimal(PrimitiveType column) {
    LogicalTypeAnnotation annotation = column.getLogicalTypeAnnotation();
    if (!(annotation instanceof DecimalLogicalTypeAnnotation decimal)) {
      return null;
    }
    int scale = decimal.getScale();
    return switch (column.getPrimitiveTypeName()) {
      case INT32 ->
          (array, start, end, out) ->
              out.addInteger(
                  Math.toIntExact(CanonicalValues.readUnscaled(array, start, end, scale)));
      case INT64 ->
          (array, start, end, out) ->
              out.addLong(CanonicalValues.readUnscaled(array, start, end, scale));
      case FIXED_LEN_BYTE_ARRAY -> fixedDecimal(scale, column.getTypeLength());
      default -> null;
    };
  }

  /** Parquet: the unscaled value in two's complement, big-endian, sign-extended to the length. */
  private static ValueWriter fixedDecimal(int scale, int length) {
    byte[] fixed = new byte[length];
    return (array, start, end, out) -> {
      BigInteger unscaled = CanonicalValues.readBigUnscaled(array, start, end, scale);
      byte[] minimal = unscaled.toByteArray();
      int missing = length - minimal.length;
      if (missing < 0) {
        throw new ArithmeticException("a decimal does not fit " + length + " bytes");
      }
      Arrays.fill(fixed, 0, missing, (byte) (unscaled.signum() < 0 ? -1 : 0));
      System.arraycopy(minimal, 0, fixed, missing, minimal.length);
      out.addBinary(fixed, 0, fixed.length);
    };
  }
}
