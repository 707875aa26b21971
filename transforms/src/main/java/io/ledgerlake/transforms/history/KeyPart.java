package io.ledgerlake.transforms.history;

import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.value.KeyBytes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Turns a stored value of a key column into the bytes that the same value has in a record's key.
 */
final class KeyPart {

  private final FieldType type;
  private final PrimitiveTypeName physical;
  private final boolean wide;

  /**
   * @param type the field's type in the contract
   * @param column the column as the data file has it, perhaps of a narrower type
   */
  KeyPart(FieldType type, PrimitiveType column) {
    this.type = type;
    this.physical = column.getPrimitiveTypeName();
    this.wide = type instanceof FieldType.Decimal decimal && !decimal.fitsLong();
  }

  /** Appends the reader's current value. */
  void put(ColumnReader reader, KeyBytes key) {
    switch (physical) {
      case BINARY, FIXED_LEN_BYTE_ARRAY -> put(reader.getBinary(), key);
      case INT32 -> put(reader.getInteger(), key);
      case INT64 -> put(reader.getLong(), key);
      case BOOLEAN -> key.putByte(reader.getBoolean() ? 1 : 0);
      default -> throw unreadable();
    }
  }

  private void put(Binary value, KeyBytes key) {
    ByteBuffer bytes = value.toByteBuffer();
    if (type instanceof FieldType.Decimal decimal) {
      key.putDecimal(new BigInteger(value.getBytes()), decimal);
    } else if (bytes.hasArray()) {
      int start = bytes.arrayOffset() + bytes.position();
      key.putText(bytes.array(), start, start + bytes.remaining());
    } else {
      byte[] copy = value.getBytes();
      key.putText(copy, 0, copy.length);
    }
  }

  private void put(long value, KeyBytes key) {
    if (wide) {
      key.putWide(BigInteger.valueOf(value));
    } else {
      key.putLong(value);
    }
  }

  /** Appends a value as it stands among the least and greatest values of a page. */
  void putIndexed(ByteBuffer value, KeyBytes key) {
    ByteBuffer bytes = value.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    switch (physical) {
      case BINARY, FIXED_LEN_BYTE_ARRAY -> put(Binary.fromConstantByteBuffer(bytes), key);
      case INT32 -> put(bytes.getInt(bytes.position()), key);
      case INT64 -> put(bytes.getLong(bytes.position()), key);
      case BOOLEAN -> key.putByte(bytes.get(bytes.position()));
      default -> throw unreadable();
    }
  }

  private IllegalStateException unreadable() {
    return new IllegalStateException("a key column is of type " + physical);
  }
}
