package io.ledgerlake.pipeline.correction;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Shows keys to people: part by part, personal parts masked. */
final class KeyText {

  private static final String MASKED = "(personal)";

  private final List<Field> fields;

  KeyText(Contract contract) {
    this.fields = contract.key().stream().map(contract::field).toList();
  }

  /** Returns the key of a valid row. */
  String of(DiffRow row) {
    ByteBuffer key = ByteBuffer.wrap(row.identity(), 0, row.keyLength());
    List<String> parts = new ArrayList<>();
    for (Field field : fields) {
      String part = part(field.type(), key);
      parts.add(field.personal() ? MASKED : part);
      if (fields.size() > 1) {
        key.get();
      }
    }
    return String.join(", ", parts);
  }

  private String part(FieldType type, ByteBuffer key) {
    if (type instanceof FieldType.Text || type instanceof FieldType.Enumeration) {
      return text(key);
    }
    if (type instanceof FieldType.Bool) {
      return key.get() == 1 ? "true" : "false";
    }
    if (type instanceof FieldType.Decimal decimal) {
      return new BigDecimal(unscaled(decimal, key), decimal.scale())
          .stripTrailingZeros()
          .toPlainString();
    }
    long number = number(key);
    if (type instanceof FieldType.Date) {
      return LocalDate.ofEpochDay(number).toString();
    }
    return type instanceof FieldType.Timestamp
        ? Instant.EPOCH.plus(number, ChronoUnit.MICROS).toString()
        : Long.toString(number);
  }

  /** A text of several parts ends before its NUL, which no text has. */
  private String text(ByteBuffer key) {
    int from = key.position();
    int to = from;
    while (to < key.limit() && (fields.size() == 1 || key.get(to) != 0)) {
      to++;
    }
    key.position(to);
    return new String(key.array(), from, to - from, UTF_8);
  }

  private static long number(ByteBuffer key) {
    return key.getLong() ^ Long.MIN_VALUE;
  }

  private static BigInteger unscaled(FieldType.Decimal type, ByteBuffer key) {
    BigInteger high = BigInteger.valueOf(number(key));
    if (type.fitsLong()) {
      return high;
    }
    byte[] low = new byte[Long.BYTES];
    key.get(low);
    return high.shiftLeft(Long.SIZE).add(new BigInteger(1, low));
  }
}
