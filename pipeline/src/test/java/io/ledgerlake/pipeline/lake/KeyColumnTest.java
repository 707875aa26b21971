package io.ledgerlake.pipeline.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.value.KeyBytes;
import io.ledgerlake.schemas.value.ValueParser;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A stored value has the key bytes that its text had, in a row and among the bounds of a file. */
class KeyColumnTest {

  private static final String LONG = "\"long\"";

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of("\"string\"", Types.StringType.get(), "Zoë", "Zoë", "Zoë"),
        Arguments.of("\"boolean\"", Types.BooleanType.get(), "true", true, true),
        Arguments.of("\"int\"", Types.IntegerType.get(), "-7", -7, -7),
        Arguments.of(LONG, Types.LongType.get(), "-8000000000", -8_000_000_000L, -8_000_000_000L),
        Arguments.of(
            "{\"type\": \"int\", \"logicalType\": \"date\"}",
            Types.DateType.get(),
            "1969-12-31",
            LocalDate.of(1969, 12, 31),
            -1),
        Arguments.of(
            "{\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}",
            Types.TimestampType.withZone(),
            "1969-12-31T23:59:59.999998Z",
            OffsetDateTime.parse("1969-12-31T23:59:59.999998Z"),
            -2L),
        decimal(18, "-12345678901234.5"),
        decimal(19, "-12345678901234.5"),
        decimal(38, "-1234567890123456789012345678901234.25"));
  }

  private static Arguments decimal(int precision, String text) {
    BigDecimal stored = new BigDecimal(text).setScale(4);
    return Arguments.of(
        decimalType(precision), Types.DecimalType.of(precision, 4), text, stored, stored);
  }

  private static String decimalType(int precision) {
    return "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": "
        + precision
        + ", \"scale\": 4}";
  }

  @ParameterizedTest
  @MethodSource("values")
  void aStoredValueHasTheKeyOfItsText(
      String type, Type column, String text, Object row, Object bound) {
    Field field = field(type);
    byte[] expected = keyOfText(field, text);

    assertThat(key(field, row)).isEqualTo(expected);
    ByteBuffer stored = Conversions.toByteBuffer(column, bound);
    assertThat(key(field, Conversions.fromByteBuffer(column, stored))).isEqualTo(expected);
  }

  @Test
  void aDecimalTakesAsManyBytesAsTheWidestOfItsType() {
    assertThat(key(field(decimalType(18)), new BigDecimal("1.0000"))).hasSize(Long.BYTES);
    assertThat(key(field(decimalType(19)), new BigDecimal("1.0000"))).hasSize(2 * Long.BYTES);
  }

  private static byte[] keyOfText(Field field, String text) {
    ValueParser parser = ValueParser.of(field);
    byte[] utf8 = text.getBytes(UTF_8);
    assertThat(parser.read(utf8, 0, utf8.length)).as(parser.problem()).isTrue();
    KeyBytes key = new KeyBytes();
    parser.putKey(key);
    return bytes(key);
  }

  private static byte[] key(Field field, Object value) {
    KeyBytes key = new KeyBytes();
    new KeyColumn(field.type()).put(value, key);
    return bytes(key);
  }

  private static byte[] bytes(KeyBytes key) {
    return Arrays.copyOf(key.array(), key.length());
  }

  /** Returns the key of a contract, as a field of a type. */
  private static Field field(String type) {
    String id = "\"name\": \"id\",\n      \"type\": ";
    String json = Contracts.named("postings").json();
    assertThat(json).contains(id + LONG);
    return Contracts.parse(json.replace(id + LONG, id + type), "a contract").field("id");
  }
}
