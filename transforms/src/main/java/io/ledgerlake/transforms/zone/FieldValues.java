package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.value.CanonicalValues;
import io.ledgerlake.schemas.value.ValueParser;
import io.ledgerlake.transforms.record.PackedRecords;
import java.util.Arrays;
import java.util.List;

/**
 * A record's typed values by contract field: for each field a slice of canonical bytes, or none. A
 * view on the record, filled anew by {@link #read}.
 *
 * <p>A valid record's canonical values leave out nulls and defaults alike, so what is missing is
 * the field's default, or null if it has none. A rejected record's values name everything that
 * parsed, so what is missing is null.
 */
final class FieldValues {

  private static final int NONE = -1;

  private final List<Field> fields;
  private final int[] slotById;
  private final byte[][] defaults;
  private final byte[][] nulls;
  private final CanonicalValues.Cursor cursor = new CanonicalValues.Cursor();
  private final byte[][] arrays;
  private final int[] starts;
  private final int[] ends;

  FieldValues(Contract contract) {
    fields = contract.fields();
    int size = fields.size();
    slotById = new int[1 + fields.stream().mapToInt(Field::id).max().orElse(0)];
    Arrays.fill(slotById, NONE);
    defaults = new byte[size][];
    for (int slot = 0; slot < size; slot++) {
      Field field = fields.get(slot);
      slotById[field.id()] = slot;
      defaults[slot] = field.defaultText().map(text -> canonical(field, text)).orElse(null);
    }
    nulls = new byte[size][];
    arrays = new byte[size][];
    starts = new int[size];
    ends = new int[size];
  }

  private static byte[] canonical(Field field, String text) {
    ValueParser parser = ValueParser.of(field);
    parser.load(parser.value(text));
    CanonicalValues.Encoder encoder = new CanonicalValues.Encoder();
    parser.put(encoder, field.id());
    CanonicalValues.Cursor value =
        new CanonicalValues.Cursor().over(encoder.array(), 0, encoder.length());
    value.next();
    return Arrays.copyOfRange(encoder.array(), value.start(), value.end());
  }

  /** Returns the position of a field, for the accessors below. */
  int slot(String name) {
    for (int slot = 0; slot < fields.size(); slot++) {
      if (fields.get(slot).name().equals(name)) {
        return slot;
      }
    }
    throw new IllegalArgumentException("the contract has no field " + name);
  }

  /** Reads a record's values; they are valid as long as its bytes are. */
  void read(PackedRecords.Cursor record) {
    byte[][] missing = record.kind() == PackedRecords.VALID ? defaults : nulls;
    for (int slot = 0; slot < arrays.length; slot++) {
      byte[] value = missing[slot];
      arrays[slot] = value;
      starts[slot] = 0;
      ends[slot] = value == null ? 0 : value.length;
    }
    cursor.over(record.buffer(), record.valuesStart(), record.valuesEnd());
    while (cursor.next()) {
      int slot = cursor.id() < slotById.length ? slotById[cursor.id()] : NONE;
      if (slot == NONE) {
        throw new IllegalStateException(
            "a record has a value of field id " + cursor.id() + ", which the contract lacks");
      }
      arrays[slot] = cursor.array();
      starts[slot] = cursor.start();
      ends[slot] = cursor.end();
    }
  }

  boolean has(int slot) {
    return arrays[slot] != null;
  }

  byte[] array(int slot) {
    return arrays[slot];
  }

  int start(int slot) {
    return starts[slot];
  }

  int end(int slot) {
    return ends[slot];
  }
}
