package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.schemas.value.CanonicalValues;
import io.ledgerlake.transforms.record.PackedRecords;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A record's typed values by contract field: for each field a slice of canonical bytes, or none. A
 * view on the record, filled anew by {@link #read}.
 *
 * <p>Canonical values leave out nulls and defaults alike. A valid record's missing value is its
 * default. A rejected record's is null if a fault names the field or the row as a whole, because
 * then there is no knowing; otherwise its default too.
 */
final class FieldValues {

  private static final int NONE = -1;

  private final List<Field> fields;
  private final int[] slotById;
  private final byte[][] defaults;
  private final int currency;
  private final CanonicalValues.Cursor cursor = new CanonicalValues.Cursor();
  private final byte[][] arrays;
  private final int[] starts;
  private final int[] ends;

  FieldValues(Contract contract) {
    fields = contract.fields();
    int size = fields.size();
    int maxId = fields.stream().mapToInt(Field::id).max().orElse(0);
    slotById = new int[maxId + 1];
    Arrays.fill(slotById, NONE);
    defaults = new byte[size][];
    for (int slot = 0; slot < size; slot++) {
      Field field = fields.get(slot);
      slotById[field.id()] = slot;
      Optional<String> text = field.constantText().or(field::defaultText);
      defaults[slot] = text.map(t -> DefaultValue.of(field, t)).orElse(null);
    }
    currency = contract.currency().map(this::slot).orElse(NONE);
    arrays = new byte[size][];
    starts = new int[size];
    ends = new int[size];
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
  void read(PackedRecords.Cursor record, List<RowError> faults) {
    for (int slot = 0; slot < arrays.length; slot++) {
      set(slot, defaults[slot]);
    }
    if (!faults.isEmpty()) {
      dropUnknown(faults);
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
    if (currency != NONE && !faults.isEmpty()) {
      dropInvalidCurrency(faults);
    }
  }

  private void set(int slot, byte[] canonical) {
    arrays[slot] = canonical;
    starts[slot] = 0;
    ends[slot] = canonical == null ? 0 : canonical.length;
  }

  private void dropUnknown(List<RowError> faults) {
    for (RowError fault : faults) {
      for (int slot = 0; slot < arrays.length; slot++) {
        if (fault.field().isEmpty() || fault.field().equals(fields.get(slot).name())) {
          set(slot, null);
        }
      }
    }
  }

  /** A code that is not a currency is no value of the column: its amounts have no currency. */
  private void dropInvalidCurrency(List<RowError> faults) {
    for (RowError fault : faults) {
      if (fault.code() == ReasonCode.CURRENCY_ERROR) {
        set(currency, null);
      }
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
