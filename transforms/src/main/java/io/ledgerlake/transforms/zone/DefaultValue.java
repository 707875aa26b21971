package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.value.CanonicalValues;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** The canonical bytes of a default or constant, as the contract's text has it. */
final class DefaultValue {

  private DefaultValue() {}

  static byte[] of(Field field, String text) {
    CanonicalValues.Encoder encoder = new CanonicalValues.Encoder();
    put(encoder, field, text);
    CanonicalValues.Cursor cursor =
        new CanonicalValues.Cursor().over(encoder.array(), 0, encoder.length());
    cursor.next();
    return Arrays.copyOfRange(encoder.array(), cursor.start(), cursor.end());
  }

  private static void put(CanonicalValues.Encoder encoder, Field field, String text) {
    FieldType type = field.type();
    if (type instanceof FieldType.Text || type instanceof FieldType.Enumeration) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      encoder.putText(field.id(), utf8, 0, utf8.length);
    } else if (type instanceof FieldType.Int32 || type instanceof FieldType.Int64) {
      encoder.putLong(field.id(), Long.parseLong(text));
    } else if (type instanceof FieldType.Bool) {
      encoder.putBoolean(field.id(), Boolean.parseBoolean(text));
    } else if (type instanceof FieldType.Date) {
      encoder.putLong(field.id(), LocalDate.parse(text).toEpochDay());
    } else if (type instanceof FieldType.Timestamp) {
      encoder.putLong(field.id(), ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text)));
    } else {
      BigDecimal decimal = new BigDecimal(text);
      encoder.putDecimal(field.id(), decimal.unscaledValue(), decimal.scale());
    }
  }
}
