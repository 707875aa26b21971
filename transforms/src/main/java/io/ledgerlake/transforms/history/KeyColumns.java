package io.ledgerlake.transforms.history;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.value.KeyBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads rows' keys from a data file: the bytes that a record with the same values has as its key.
 */
final class KeyColumns {

  /** Greater than the end of a part (0) and no greater than any other byte of a text. */
  private static final int AFTER_PART = 1;

  private final KeyPart[] parts;
  private final MessageType columns;
  private final KeyBytes key = new KeyBytes();

  KeyColumns(Contract contract, StoredFile file) {
    List<String> names = contract.key();
    columns = file.columns(names);
    parts = new KeyPart[names.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] =
          new KeyPart(contract.field(names.get(i)).type(), columns.getType(i).asPrimitiveType());
    }
  }

  int count() {
    return parts.length;
  }

  /** Returns the columns, in the key's order. */
  List<Type> columns() {
    return columns.getFields();
  }

  /**
   * Reads the key of the row that the first of the readers stand on, and moves these on. Returns
   * whether the row has all parts; a rejected one may lack some.
   */
  boolean read(ColumnReader[] readers) {
    key.reset();
    boolean complete = true;
    for (int i = 0; i < parts.length; i++) {
      ColumnReader reader = readers[i];
      if (reader.getCurrentDefinitionLevel() == reader.getDescriptor().getMaxDefinitionLevel()) {
        parts[i].put(reader, key);
      } else {
        complete = false;
      }
      if (parts.length > 1) {
        key.putByte(0);
      }
      reader.consume();
    }
    return complete;
  }

  /** Returns the array whose first {@link #length()} bytes are the key read last. */
  byte[] array() {
    return key.array();
  }

  int length() {
    return key.length();
  }

  /** Returns what no key is less than whose first part is at least this. */
  byte[] from(ByteBuffer leastFirstPart) {
    key.reset();
    parts[0].putIndexed(leastFirstPart, key);
    return Arrays.copyOf(key.array(), key.length());
  }

  /** Returns what no key is greater than whose first part is at most this. */
  byte[] to(ByteBuffer greatestFirstPart) {
    key.reset();
    parts[0].putIndexed(greatestFirstPart, key);
    if (parts.length > 1) {
      key.putByte(AFTER_PART);
    }
    return Arrays.copyOf(key.array(), key.length());
  }
}
