package io.ledgerlake.pipeline.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.value.KeyBytes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;

/**
 * Turns stored values of a key column into the bytes that they have in a run's keys.
 *
 * @param type the field's type in the contract
 */
public record KeyColumn(FieldType type) {

  private static final long MICROS_PER_SECOND = 1_000_000;

  /**
   * Appends a value.
   *
   * @param value as Iceberg has it in a row, or among the bounds of a data file: there a date is a
   *     number of days, and a timestamp one of microseconds
   */
  public void put(Object value, KeyBytes key) {
    if (value instanceof CharSequence text) {
      byte[] utf8 = text.toString().getBytes(UTF_8);
      key.putText(utf8, 0, utf8.length);
    } else if (value instanceof Boolean flag) {
      key.putByte(flag ? 1 : 0);
    } else if (value instanceof LocalDate date) {
      key.putLong(date.toEpochDay());
    } else if (value instanceof OffsetDateTime time) {
      key.putLong(micros(time));
    } else if (value instanceof BigDecimal number) {
      FieldType.Decimal decimal = (FieldType.Decimal) type;
      key.putDecimal(
          number.setScale(decimal.scale(), RoundingMode.UNNECESSARY).unscaledValue(), decimal);
    } else if (value instanceof Number number) {
      key.putLong(number.longValue());
    } else {
      throw new IllegalStateException("a key of " + value + " cannot be compared");
    }
  }

  private static long micros(OffsetDateTime time) {
    return Math.addExact(
        Math.multiplyExact(time.toEpochSecond(), MICROS_PER_SECOND),
        time.getLong(ChronoField.MICRO_OF_SECOND));
  }
}
