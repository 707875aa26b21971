package io.ledgerlake.pipeline.correction;

import io.ledgerlake.pipeline.lake.KeyColumn;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.value.KeyBytes;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.data.Record;

/** Turns the key columns of a stored row into the bytes that the row's key has in a run. */
final class RecordKey {

  private final List<String> names;
  private final List<KeyColumn> columns = new ArrayList<>();
  private final KeyBytes key = new KeyBytes();

  RecordKey(Contract contract) {
    names = contract.key();
    names.forEach(name -> columns.add(new KeyColumn(contract.field(name).type())));
  }

  /** Reads the key of a row that has all parts of it. */
  void read(Record row) {
    key.reset();
    for (int part = 0; part < names.size(); part++) {
      columns.get(part).put(row.getField(names.get(part)), key);
      if (names.size() > 1) {
        key.putByte(0);
      }
    }
  }

  /** Returns the array whose first {@link #length()} bytes are the key read last. */
  byte[] array() {
    return key.array();
  }

  int length() {
    return key.length();
  }
}
