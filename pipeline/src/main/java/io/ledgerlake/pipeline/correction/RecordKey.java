package io.ledgerlake.pipeline.correction;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.value.KeyBytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.data.Record;

/** Turns the key columns of a stored row into the bytes that the row's key has in a run. */
final class RecordKey {

  /** Digits that a {@code long} always holds; wider decimals take 16 key bytes. */
  private static final int LONG_DIGITS = 18;

  private static final long MICROS_PER_SECOND = 1_000_000;

  private final List<String> names;
  private final List<FieldType> types = new ArrayList<>();
  private final KeyBytes key = new KeyBytes();

  RecordKey(Contract contract) {
    names = contract.key();
    names.forEach(name -> types.add(contract.field(name).type()));
  }

  /** Reads the key of a row that has all parts of it. */
  void read(Record row) {
    key.reset();
    for (int part = 0; part < names.size(); part++) {
      put(row.getField(names.get(part)), types.get(part));
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

  private void put(Object value, FieldType type) {
    if (value instanceof CharSequence text) {
      byte[] utf8 = text.toString().getBytes(UTF_8);
      key.putText(utf8, 0, utf8.length);
    } else if (value instanceof Boolean flag) {
      key.putByte(flag ? 1 : 0);
    } else if (value instanceof LocalDate date) {
      key.putLong(date.toEpochDay());
    } else if (value instanceof OffsetDateTime time) {
      key.putLong(
          Math.addExact(
              Math.multiplyExact(time.toEpochSecond(), MICROS_PER_SECOND),
              time.getLong(ChronoField.MICRO_OF_SECOND)));
    } else if (value instanceof BigDecimal amount) {
      putDecimal(amount, (FieldType.Decimal) type);
    } else if (value instanceof Number number) {
      key.putLong(number.longValue());
    } else {
      throw new IllegalStateException("a key of " + value + " cannot be compared");
    }
  }

  private void putDecimal(BigDecimal amount, FieldType.Decimal type) {
    BigInteger unscaled = amount.setScale(type.scale(), RoundingMode.UNNECESSARY).unscaledValue();
    if (type.precision() > LONG_DIGITS) {
      key.putWide(unscaled);
    } else {
      key.putLong(unscaled.longValueExact());
    }
  }
}
