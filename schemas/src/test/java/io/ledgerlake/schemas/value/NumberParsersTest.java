package io.ledgerlake.schemas.value;

import static io.ledgerlake.schemas.FieldBuilder.field;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.FieldBuilder;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.contract.FieldType.Decimal;
import io.ledgerlake.schemas.contract.FieldType.Int32;
import io.ledgerlake.schemas.contract.FieldType.Int64;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberParsersTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "+5, 5",
    "007, 7",
    "' 12\t', 12",
    "2147483647, 2147483647",
    "-2147483648, -2147483648",
  })
  void readsInts(String text, long expected) {
    assertThat(number(field(new Int32()), text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "000000000000000000000000000000000000000001, 1",
    "999999999999999999, 999999999999999999",
    "1000000000000000000, 1000000000000000000",
  })
  void readsLongs(String text, long expected) {
    assertThat(number(field(new Int64()), text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483648", "-2147483649", "99999999999999999999999"})
  void refusesWhatAnIntCannotHold(String text) {
    ValueParser parser = parser(field(new Int32()));

    assertThat(parser.parses(text)).isFalse();
    assertThat(parser.misfit()).isTrue();
    assertThat(parser.problem()).isEqualTo("too large for int: expected -2147483648 to 2147483647");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "99999999999999999999"})
  void refusesWhatALongCannotHold(String text) {
    ValueParser parser = parser(field(new Int64()));

    assertThat(parser.parses(text)).isFalse();
    assertThat(parser.problem())
        .isEqualTo("too large for long: expected -9223372036854775808 to 9223372036854775807");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.0", "1e3", "0x10", "--1", "+-1", "-", "+", "1 000", "1,000", "１", "1_0", "1L"})
  void refusesWhatIsNoWholeNumber(String text) {
    ValueParser parser = parser(field(new Int64()));

    assertThat(parser.parses(text)).isFalse();
    assertThat(parser.misfit()).isFalse();
    assertThat(parser.problem())
        .isEqualTo("not a whole number: expected digits with an optional sign");
  }

  @ParameterizedTest
  @CsvSource({
    "12.50, 12.5",
    "+12.5, 12.5",
    "-12.5, -12.5",
    "-0, 0",
    "-0.00, 0",
    "0012.500, 12.5",
    "1.00000000000000000000000000000000000000000, 1",
    "99999999999999.9999, 99999999999999.9999",
    "-99999999999999.9999, -99999999999999.9999",
    "0.0001, 0.0001",
    "5, 5",
  })
  void readsDecimals(String text, BigDecimal expected) {
    assertThat(decimal(field(new Decimal(18, 4)), text)).isEqualByComparingTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".5",
        "5.",
        ".",
        "-",
        "+",
        "-.5",
        "1e5",
        "1E5",
        "$5",
        "5 EUR",
        "1,5",
        "1.2.3",
        "1 000.00",
        "1,000.00",
        "(5)",
        "5-",
        "NaN",
        "Infinity",
        "0x1p3",
        "--5",
        "٣",
        "1.5 ",
        "−5"
      })
  void refusesWhatIsNoDecimal(String text) {
    DecimalParser parser = (DecimalParser) parser(field(new Decimal(18, 4)));
    byte[] utf8 = text.getBytes(UTF_8);

    assertThat(parser.read(utf8, 0, utf8.length)).isFalse();
    assertThat(parser.misfit()).isFalse();
    assertThat(parser.problem())
        .isEqualTo(
            "not a decimal number: expected digits with an optional sign, '.' as decimal sign and"
                + " no grouping");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.00001", "100000000000000", "-100000000000000.0", "0.00001"})
  void refusesWhatADecimalTypeCannotHold(String text) {
    ValueParser parser = parser(field(new Decimal(18, 4)));

    assertThat(parser.parses(text)).isFalse();
    assertThat(parser.misfit()).isTrue();
    assertThat(parser.problem())
        .isEqualTo(
            "outside decimal(18,4): expected at most 14 digits before the decimal sign and 4 after"
                + " it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1.234,50; 1234.5",
        "1234,50; 1234.5",
        "-1.234.567,8; -1234567.8",
        "0,5; 0.5",
        "001.000; 1000",
        "12; 12",
        "1.000; 1000",
      })
  void readsDeclaredSigns(String text, BigDecimal expected) {
    FieldBuilder german = field(new Decimal(18, 4)).decimalSign(',').groupingSign('.');

    assertThat(decimal(german, text)).isEqualByComparingTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.23,5",
        "1234.567,0",
        ".123",
        "1..234",
        "1.2345",
        "1.234.",
        "1,234.5",
        "1.234,5.6",
        "12.34",
        "0,123.456",
        "1.,5"
      })
  void refusesGroupsThatAreNotOfThree(String text) {
    ValueParser parser = parser(field(new Decimal(18, 4)).decimalSign(',').groupingSign('.'));

    assertThat(parser.parses(text)).isFalse();
    assertThat(parser.problem())
        .isEqualTo(
            "not a decimal number: expected digits with an optional sign, ',' as decimal sign and"
                + " '.' between groups of three digits, or no grouping");
  }

  @Test
  void signsMayBeOutsideAscii() {
    FieldBuilder french = field(new Decimal(38, 2)).decimalSign('٫').groupingSign(' ');

    assertThat(decimal(french, "12 345 678٫90")).isEqualByComparingTo("12345678.90");
    assertThat(decimal(french, "-12 345 678 901 234 567 890٫99"))
        .isEqualByComparingTo("-12345678901234567890.99");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        ".; .; decimal sign and grouping sign are both '.': expected two signs",
        "1; .; decimal sign '1' cannot be told from the number around it",
        ".; -; grouping sign '-' cannot be told from the number around it",
      })
  void refusesSignsThatCannotBeTold(char decimal, char grouping, String message) {
    FieldBuilder field = field(new Decimal(9, 2)).decimalSign(decimal).groupingSign(grouping);

    assertThatThrownBy(() -> parser(field))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void thirtyEightDigitsAreExact() {
    String digits = "99999999999999999999999999999999999999";

    assertThat(decimal(field(new Decimal(38, 0)), digits)).isEqualByComparingTo(digits);
    assertThat(decimal(field(new Decimal(38, 38)), "-0." + digits))
        .isEqualByComparingTo("-0." + digits);
    assertThat(parser(field(new Decimal(38, 0))).parses(digits + "0")).isFalse();
    assertThat(parser(field(new Decimal(38, 37))).parses("10")).isFalse();
  }

  @Test
  void tellsALongFromAWiderValue() {
    DecimalParser parser = (DecimalParser) parser(field(new Decimal(38, 2)));

    parser.parses("92233720368547758.07");
    assertThat(parser.isLong()).isTrue();
    assertThat(parser.unscaledLong()).isEqualTo(Long.MAX_VALUE);
    assertThat(parser.decimals()).isEqualTo(2);

    parser.parses("92233720368547758.08");
    assertThat(parser.isLong()).isFalse();
    assertThat(parser.unscaled()).isEqualTo(new BigInteger("9223372036854775808"));
    assertThatThrownBy(parser::unscaledLong)
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("unscaled value has more than 64 bits");
  }

  @Test
  void aKeptDecimalComesBackWithTheDecimalsItNeeds() {
    DecimalParser parser = (DecimalParser) parser(field(new Decimal(38, 4)));
    Value kept = parser.value("12.50");
    Value wide = parser.value("1234567890123456789012.5");

    parser.parses("7");
    parser.load(kept);
    assertThat(parser.decimals()).isEqualTo(1);
    assertThat(written(parser)).isEqualByComparingTo("12.5");
    assertThat(parser.compareTo(wide)).isNegative();
    parser.load(wide);
    assertThat(parser.decimals()).isEqualTo(1);
    assertThat(written(parser)).isEqualByComparingTo("1234567890123456789012.5");
    assertThat(parser.compareTo(kept)).isPositive();
    assertThat(parser.compareTo(wide)).isZero();
  }

  @Property
  void readsEveryDecimalAsBigDecimalDoes(
      @ForAll BigInteger unscaled, @ForAll @IntRange(max = 12) int scale) {
    BigDecimal expected = new BigDecimal(unscaled, scale);

    assertThat(decimal(field(new Decimal(38, 12)), expected.toPlainString()))
        .isEqualByComparingTo(expected);
  }

  @Property
  void agreesWithBigDecimalOnWhatIsANumber(@ForAll("almostNumbers") String text) {
    // BigDecimal also knows exponents and a missing digit beside the sign; those are refused here.
    boolean expected = text.matches("[+-]?[0-9]+(\\.[0-9]+)?");
    DecimalParser parser = (DecimalParser) parser(field(new Decimal(38, 19)));
    byte[] utf8 = text.getBytes(UTF_8);

    boolean read = parser.read(utf8, 0, utf8.length);

    assertThat(read).isEqualTo(expected);
    if (read) {
      assertThat(written(parser)).isEqualByComparingTo(new BigDecimal(text));
      assertThat(parser.decimals())
          .isEqualTo(Math.max(0, new BigDecimal(text).stripTrailingZeros().scale()));
    }
  }

  @Provide
  Arbitrary<String> almostNumbers() {
    return Arbitraries.strings().withChars("0123456789009900..+-e, ").ofMaxLength(19);
  }

  @Property
  void keysOrderAsValuesDo(@ForAll long left, @ForAll long right) {
    for (FieldType type : new FieldType[] {new Int64(), new Decimal(38, 0)}) {
      assertThat(Integer.signum(compareKeys(field(type), "" + left, "" + right)))
          .isEqualTo(Long.compare(left, right));
    }
  }

  @Test
  void keysOfNarrowAndWideDecimalsOrderAsValuesDo() {
    assertThat(compareKeys(field(new Decimal(9, 2)), "-10.5", "-9.75")).isNegative();
    assertThat(compareKeys(field(new Decimal(9, 2)), "9", "10.01")).isNegative();
    assertThat(
            compareKeys(
                field(new Decimal(38, 2)), "-999999999999999999999", "-999999999999999999998"))
        .isNegative();
    assertThat(compareKeys(field(new Decimal(38, 2)), "-1", "999999999999999999998")).isNegative();
  }

  private static int compareKeys(FieldBuilder field, String left, String right) {
    return java.util.Arrays.compareUnsigned(key(field, left), key(field, right));
  }

  private static byte[] key(FieldBuilder field, String text) {
    ValueParser parser = parser(field);
    assertThat(parser.parses(text)).isTrue();
    KeyBytes key = new KeyBytes();
    parser.putKey(key);
    return java.util.Arrays.copyOf(key.array(), key.length());
  }

  private static ValueParser parser(FieldBuilder field) {
    return ValueParser.of(field.build());
  }

  private static long number(FieldBuilder field, String text) {
    ValueParser parser = parser(field);
    assertThat(parser.parses(text)).isTrue();
    CanonicalValues.Encoder out = new CanonicalValues.Encoder();
    parser.put(out, 1);
    return CanonicalValues.readLong(out.array(), 2);
  }

  private static BigDecimal decimal(FieldBuilder field, String text) {
    DecimalParser parser = (DecimalParser) parser(field);
    assertThat(parser.parses(text)).as(text).isTrue();
    int scale = ((Decimal) field.build().type()).scale();
    assertThat(written(parser)).isEqualByComparingTo(new BigDecimal(parser.unscaled(), scale));
    return written(parser);
  }

  /** Reads the value from its canonical bytes. */
  private static BigDecimal written(DecimalParser parser) {
    CanonicalValues.Encoder out = new CanonicalValues.Encoder();
    parser.put(out, 1);
    return new BigDecimal(CanonicalValues.readBigUnscaled(out.array(), 2, out.length(), 38), 38);
  }
}
