package io.ledgerlake.schemas.value;

import static io.ledgerlake.schemas.FieldBuilder.field;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.FieldType.Bool;
import io.ledgerlake.schemas.contract.FieldType.Date;
import io.ledgerlake.schemas.contract.FieldType.Enumeration;
import io.ledgerlake.schemas.contract.FieldType.Text;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextParsersTest {

  @ParameterizedTest
  @CsvSource({"true, true", "TRUE, true", "False, false", "' false ', false"})
  void readsBooleans(String text, boolean expected) {
    ValueParser parser = ValueParser.of(field(new Bool()).build());

    assertThat(parser.parses(text)).isTrue();
    CanonicalValues.Encoder out = new CanonicalValues.Encoder();
    parser.put(out, 1);
    assertThat(CanonicalValues.readBoolean(out.array(), 2)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0", "yes", "t", "truE1", "tru", "wahr", "falſe", "tRUÉ"})
  void refusesWhatIsNoBoolean(String text) {
    ValueParser parser = ValueParser.of(field(new Bool()).build());

    assertThat(parser.parses(text)).isFalse();
    assertThat(parser.problem()).isEqualTo("not a boolean: expected true or false");
  }

  @Test
  void enumsAreExactlyTheirSymbols() {
    ValueParser parser = ValueParser.of(field(new Enumeration(List.of("DEBIT", "CREDIT"))).build());

    assertThat(parser.parses("CREDIT")).isTrue();
    assertThat(text(parser)).isEqualTo("CREDIT");
    for (String other : List.of("credit", " CREDIT", "CRED", "CREDITS", "")) {
      assertThat(parser.parses(other)).isFalse();
    }
    assertThat(parser.problem()).isEqualTo("not one of the enum's symbols: DEBIT, CREDIT");
  }

  @Test
  void namesOnlySomeOfManySymbols() {
    List<String> symbols = IntStream.range(0, 500).mapToObj(i -> "S" + i).toList();
    ValueParser parser = ValueParser.of(field(new Enumeration(symbols)).build());

    for (String symbol : symbols) {
      assertThat(parser.parses(symbol)).isTrue();
    }
    assertThat(parser.parses("S500")).isFalse();
    assertThat(parser.problem())
        .isEqualTo(
            "not one of the enum's symbols: S0, S1, S2, S3, S4, S5, S6, S7, S8, S9 and 490"
                + " more");
  }

  @Test
  void keptTextsOutliveTheirBuffer() {
    ValueParser parser = ValueParser.of(field(new Text()).build());
    byte[] buffer = "xMüllerx".getBytes(UTF_8);
    parser.read(buffer, 1, buffer.length - 1);
    Value kept = parser.value();
    java.util.Arrays.fill(buffer, (byte) '?');

    parser.load(kept);
    assertThat(text(parser)).isEqualTo("Müller");
  }

  @ParameterizedTest
  @CsvSource({"a, b, -1", "b, a, 1", "a, aa, -1", "a, a, 0", "z, é, -1", "ﬃ, 😀, -1"})
  void textsOrderByCodePoint(String left, String right, int expected) {
    ValueParser parser = ValueParser.of(field(new Text()).build());
    Value other = parser.value(right);

    parser.parses(left);
    assertThat(Integer.signum(parser.compareTo(other))).isEqualTo(expected);
  }

  @Test
  void saysWhichTextOfAContractIsNoValue() {
    ValueParser parser = ValueParser.of(field(new Date()).build());

    assertThatThrownBy(() -> parser.value("tomorrow"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"tomorrow\": not a date: expected ISO 8601, such as 2024-01-31");
  }

  @Test
  void onlyDatesHaveADate() {
    ValueParser parser = ValueParser.of(field(new Text()).build());

    assertThatThrownBy(parser::epochDay)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the field is neither a date nor a timestamp");
  }

  private static String text(ValueParser parser) {
    CanonicalValues.Encoder out = new CanonicalValues.Encoder();
    parser.put(out, 1);
    return CanonicalValues.readText(out.array(), 2, out.length());
  }
}
