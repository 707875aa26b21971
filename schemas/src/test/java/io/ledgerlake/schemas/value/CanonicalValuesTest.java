package io.ledgerlake.schemas.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.value.CanonicalValues.Cursor;
import io.ledgerlake.schemas.value.CanonicalValues.Encoder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalValuesTest {

  private final Encoder encoder = new Encoder();

  @Test
  void writesTheBytesOfTheDrawing() {
    encoder.putText(1, "aé".getBytes(UTF_8), 0, 3);
    encoder.putLong(2, -2);
    encoder.putBoolean(3, true);
    encoder.putDecimal(200, 1050, 2);

    assertThat(hex())
        .isEqualTo("010361c3a9" + "0208fffffffffffffffe" + "030101" + "c8010201" + "69");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 010200" + "00",
    "0, 4, 010200" + "00",
    "10, 1, 010200" + "01",
    "1000, 2, 010200" + "0a",
    "100, 0, 010200" + "64",
    "127, 0, 010200" + "7f",
    "128, 0, 010300" + "0080",
    "-128, 0, 010200" + "80",
    "-129, 0, 010300" + "ff7f",
    "-1050, 2, 010201" + "97",
    "9223372036854775807, 0, 010900" + "7fffffffffffffff",
    "-9223372036854775808, 0, 010900" + "8000000000000000",
  })
  void decimalsHaveNoTrailingZerosAndMinimalBytes(long unscaled, int scale, String expected) {
    encoder.putDecimal(1, unscaled, scale);
    assertThat(hex()).isEqualTo(expected);

    encoder.reset();
    encoder.putDecimal(1, BigInteger.valueOf(unscaled), scale);
    assertThat(hex()).isEqualTo(expected);
  }

  @Test
  void refusesFieldIdsOutOfOrder() {
    encoder.putLong(7, 1);

    assertThatThrownBy(() -> encoder.putLong(7, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("field id 7 written after field id 7");
  }

  @Test
  void growsWithTheRecord() {
    byte[] text = new byte[100_000];
    Arrays.fill(text, (byte) 'x');
    encoder.putText(1, text, 0, text.length);
    encoder.putLong(2, 42);

    Cursor cursor = cursor();
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.end() - cursor.start()).isEqualTo(100_000);
    assertThat(cursor.next()).isTrue();
    assertThat(CanonicalValues.readLong(cursor.array(), cursor.start())).isEqualTo(42);
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void walksValuesInsideALargerArray() {
    encoder.putText(3, "déjà".getBytes(UTF_8), 0, 6);
    encoder.putBoolean(300, false);
    byte[] around = new byte[encoder.length() + 20];
    System.arraycopy(encoder.array(), 0, around, 10, encoder.length());

    Cursor cursor = new Cursor().over(around, 10, 10 + encoder.length());
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.id()).isEqualTo(3);
    assertThat(CanonicalValues.readText(around, cursor.start(), cursor.end())).isEqualTo("déjà");
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.id()).isEqualTo(300);
    assertThat(CanonicalValues.readBoolean(around, cursor.start())).isFalse();
    assertThat(cursor.next()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"01", "0105ff", "ffffffffffff", "01010002010001010a"})
  void namesTheByteAtWhichValuesAreTorn(String bytes) {
    byte[] torn = HexFormat.of().parseHex(bytes);
    Cursor cursor = new Cursor().over(torn, 0, torn.length);

    assertThatThrownBy(
            () -> {
              while (cursor.next()) {
                assertThat(cursor.end()).isLessThanOrEqualTo(torn.length);
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("canonical values are torn at byte [06]");
  }

  @Test
  void refusesToDropDecimals() {
    encoder.putDecimal(1, 12345, 3);
    Cursor cursor = cursor();
    cursor.next();

    assertThatThrownBy(
            () -> CanonicalValues.readUnscaled(cursor.array(), cursor.start(), cursor.end(), 2))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("decimal with 3 decimals does not fit scale 2");
  }

  @ParameterizedTest
  @CsvSource({"9223372036854775807, 1", "1, 19", "-1, 37"})
  void refusesToOverflowALong(long unscaled, int targetScale) {
    encoder.putDecimal(1, unscaled, 0);
    Cursor cursor = cursor();
    cursor.next();

    assertThatThrownBy(
            () ->
                CanonicalValues.readUnscaled(
                    cursor.array(), cursor.start(), cursor.end(), targetScale))
        .isInstanceOf(ArithmeticException.class);
    assertThat(
            CanonicalValues.readBigUnscaled(
                cursor.array(), cursor.start(), cursor.end(), targetScale))
        .isEqualTo(BigInteger.valueOf(unscaled).multiply(BigInteger.TEN.pow(targetScale)));
  }

  @Property
  void readsEveryDecimalBackAtItsScale(
      @ForAll long unscaled, @ForAll @IntRange(max = 38) int scale) {
    encoder.reset();
    encoder.putDecimal(1, unscaled, scale);
    // Cut to size, so that the last value ends where the array does.
    byte[] exact = Arrays.copyOf(encoder.array(), encoder.length());
    for (byte[] array : new byte[][] {exact, encoder.array()}) {
      Cursor cursor = new Cursor().over(array, 0, exact.length);
      assertThat(cursor.next()).isTrue();
      assertThat(CanonicalValues.readUnscaled(array, cursor.start(), cursor.end(), scale))
          .isEqualTo(unscaled);
      assertThat(CanonicalValues.readBigUnscaled(array, cursor.start(), cursor.end(), scale))
          .isEqualTo(BigInteger.valueOf(unscaled));
      BigDecimal stripped = BigDecimal.valueOf(unscaled, scale).stripTrailingZeros();
      assertThat(CanonicalValues.readScale(array, cursor.start()))
          .isEqualTo(Math.max(0, stripped.scale()));
    }
  }

  @Property
  void wideDecimalsKeepEveryDigit(
      @ForAll BigInteger unscaled, @ForAll @IntRange(max = 38) int scale) {
    encoder.reset();
    encoder.putDecimal(9, unscaled.pow(3), scale);
    Cursor cursor = cursor();
    cursor.next();
    assertThat(CanonicalValues.readBigUnscaled(cursor.array(), cursor.start(), cursor.end(), scale))
        .isEqualTo(unscaled.pow(3));
  }

  private Cursor cursor() {
    return new Cursor().over(encoder.array(), 0, encoder.length());
  }

  private String hex() {
    return HexFormat.of().formatHex(encoder.array(), 0, encoder.length());
  }
}
