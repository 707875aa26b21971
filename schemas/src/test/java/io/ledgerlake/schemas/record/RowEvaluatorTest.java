package io.ledgerlake.schemas.record;

import static io.ledgerlake.schemas.ContractBuilder.contract;
import static io.ledgerlake.schemas.ContractBuilder.money;
import static io.ledgerlake.schemas.FieldBuilder.field;
import static io.ledgerlake.schemas.record.ReasonCode.AMOUNT_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.CONSTRAINT_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.CURRENCY_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.ENCODING_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.NULL_VALUE_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.SCHEMA_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.TIMESTAMP_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.TYPE_ERROR;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ledgerlake.schemas.ContractBuilder;
import io.ledgerlake.schemas.FieldBuilder;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.contract.FieldType.Bool;
import io.ledgerlake.schemas.contract.FieldType.Date;
import io.ledgerlake.schemas.contract.FieldType.Decimal;
import io.ledgerlake.schemas.contract.FieldType.Enumeration;
import io.ledgerlake.schemas.contract.FieldType.Int32;
import io.ledgerlake.schemas.contract.FieldType.Int64;
import io.ledgerlake.schemas.contract.FieldType.Text;
import io.ledgerlake.schemas.contract.FieldType.Timestamp;
import io.ledgerlake.schemas.currency.CurrencyTable;
import io.ledgerlake.schemas.value.CanonicalValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowEvaluatorTest {

  private static final Instant INGESTED_AT = Instant.parse("2024-05-01T02:00:00Z");
  private static final String ISO_PROBLEM =
      "not a timestamp: expected ISO 8601, such as 2024-01-31T23:59:59.123456Z";

  @Nested
  class AValidRow {

    @Test
    void hasTypedValues() {
      EvaluatedRow row = evaluate(money(), "T1,-12.50,EUR,2024-01-31T10:00:00+01:00");

      assertThat(row.errors()).isEmpty();
      assertThat(row.valid()).isTrue();
      assertThat(values(money(), row))
          .containsExactly(
              Map.entry("id", "T1"),
              Map.entry("amount", new BigDecimal("-12.5")),
              Map.entry("currency", "EUR"),
              Map.entry("at", Instant.parse("2024-01-31T09:00:00Z")));
      assertThat(row.rescued()).isEmpty();
    }

    @Test
    void hasAnAmountAtTheFieldsScaleAndAnInternedCurrency() {
      EvaluatedRow row = evaluate(money(), "T1,-12.50,EUR,2024-01-31T10:00:00Z");

      assertThat(row.hasAmount()).isTrue();
      assertThat(row.amountIsLong()).isTrue();
      assertThat(row.amountUnscaledLong()).isEqualTo(-125_000);
      assertThat(row.amountUnscaled()).isEqualTo(BigInteger.valueOf(-125_000));
      CurrencyTable table = CurrencyTable.iso4217();
      assertThat(row.currency()).isEqualTo("EUR").isSameAs(table.code(table.slot("EUR")));
    }

    @Test
    void mayHaveAnAmountWiderThanALong() {
      ContractBuilder wide = money().with(field(2, "amount", new Decimal(38, 4)).required());

      EvaluatedRow row = evaluate(wide, "T1,9999999999999999999999.99,EUR,2024-01-31T10:00:00Z");

      assertThat(row.valid()).isTrue();
      assertThat(row.amountIsLong()).isFalse();
      assertThat(row.amountUnscaled()).isEqualTo(new BigInteger("99999999999999999999999900"));
    }

    @Test
    void writesItsValuesInTheOrderOfTheirIds() {
      ContractBuilder backwards =
          contract(
              field(9, "id", new Text()).required(),
              field(5, "at", new Date()).required(),
              field(2, "note", new Text()));

      EvaluatedRow row = evaluate(backwards, "k,1970-01-02,n");

      assertThat(hex(row.values(), row.valuesLength()))
          .isEqualTo("02016e" + "05080000000000000001" + "09016b");
    }

    @Test
    void isFollowedByRowsThatKnowNothingOfIt() {
      ContractBuilder contract = money().and(field(5, "note", new Text()));
      RowEvaluator evaluator = evaluator(contract);
      evaluator.evaluate(TextFields.line("T1,12.50,EUR,2024-01-31T10:00:00Z,n"));

      EvaluatedRow broken = evaluator.evaluate(TextFields.line("T2"));
      assertThat(broken.hasAmount()).isFalse();
      assertThat(broken.currency()).isNull();
      assertThat(broken.valuesLength()).isZero();

      EvaluatedRow faulty = evaluator.evaluate(TextFields.line("T3,x,?,2024-01-31T10:00:00Z,"));
      assertThat(faulty.hasAmount()).isFalse();
      assertThat(faulty.currency()).isNull();
      assertThat(values(contract, faulty)).containsOnlyKeys("id", "at");

      EvaluatedRow valid = evaluator.evaluate(TextFields.line("T4,1,USD,2024-01-31T10:00:00Z,"));
      assertThat(valid.errors()).isEmpty();
      assertThat(values(contract, valid)).containsOnlyKeys("id", "amount", "currency", "at");
    }
  }

  @Nested
  class Columns {

    @Test
    void bindByNameInAnyOrderAndByAlias() {
      ContractBuilder contract =
          money().with(field(2, "amount", new Decimal(18, 4)).required().aliases("Betrag", "sum"));

      EvaluatedRow row =
          evaluator(contract, "at", "Betrag", "currency", "id")
              .evaluate(TextFields.line("2024-01-31T10:00:00Z,5,EUR,T1"));

      assertThat(values(contract, row))
          .containsEntry("id", "T1")
          .containsEntry("amount", new BigDecimal("5"));
    }

    @Test
    void thatAreOptionalMayBeMissing() {
      ContractBuilder contract =
          money()
              .and(field(5, "note", new Text()))
              .and(field(6, "kind", new Text()).defaultText("N"));

      EvaluatedRow row =
          evaluator(contract, "id", "amount", "currency", "at")
              .evaluate(TextFields.line("T1,5,EUR,2024-01-31T10:00:00Z"));

      assertThat(row.errors()).isEmpty();
      assertThat(values(contract, row)).doesNotContainKeys("note", "kind");
    }

    @Test
    void thatAreUnknownAreRescuedInTheirOrder() {
      ContractBuilder contract = money().columnMode(ColumnMode.RESCUE);

      EvaluatedRow row =
          evaluator(contract, "z", "id", "amount", "currency", "at", "a", "empty")
              .evaluate(TextFields.line("Größe,T1,5,EUR,2024-01-31T10:00:00Z, x ,"));

      assertThat(row.valid()).isTrue();
      assertThat(row.rescued()).containsExactly(Map.entry("z", "Größe"), Map.entry("a", " x "));
    }

    @Test
    void areRescuedFromRejectedRowsToo() {
      ContractBuilder contract = money().columnMode(ColumnMode.RESCUE);

      EvaluatedRow row =
          evaluator(contract, "id", "amount", "currency", "at", "a")
              .evaluate(TextFields.line("T1,five,EUR,2024-01-31T10:00:00Z,x"));

      assertThat(row.valid()).isFalse();
      assertThat(row.rescued()).containsExactly(Map.entry("a", "x"));
    }

    @Test
    void thatDoNotFitAreTheCallersMistake() {
      assertThatThrownBy(() -> evaluator(money(), "id", "amount", "currency", "at", "extra"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("column extra belongs to no field of contract test");
      assertThatThrownBy(() -> evaluator(money(), "id", "amount", "at"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("required column currency is not in the header [id, amount, at]");
      assertThatThrownBy(() -> evaluator(money(), "id", "amount", "currency", "at", "id"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("field id has two columns, the second is id");
    }

    @Test
    void ofConstantsDoNotExist() {
      ContractBuilder contract =
          money().with(field(3, "currency", new Text()).required().constant("USD"));

      assertThatThrownBy(() -> evaluator(contract, "id", "amount", "currency", "at"))
          .hasMessage("column currency belongs to no field of contract test");
    }
  }

  @Nested
  class Structure {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {"T1,5,EUR|3", "T1,5,EUR,2024-01-31T10:00:00Z,|5", "T1|1"})
    void anotherFieldCountThanTheHeadersIsASchemaError(String line, int found) {
      EvaluatedRow row = evaluate(money(), line);

      assertThat(row.errors())
          .containsExactly(
              new RowError(
                  SCHEMA_ERROR,
                  "",
                  "expected 4 fields, as many as the header has, found " + found,
                  ""));
      assertThat(row.valuesLength()).isZero();
      assertThat(row.hasAmount()).isFalse();
    }

    @Test
    void theTokenizersFaultIsTheRowsFault() {
      RowError fault = new RowError(SCHEMA_ERROR, "", "text after a closing quote", "\"a\"b");

      EvaluatedRow row =
          evaluator(money())
              .evaluate(TextFields.line("T1,5,EUR,2024-01-31T10:00:00Z").fault(fault));

      assertThat(row.errors()).containsExactly(fault);
      assertThat(row.valuesLength()).isZero();
      assertThat(row.currency()).isNull();
      assertThatThrownBy(row::amountUnscaled)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the row has no amount: ask hasAmount() first");
    }

    @Test
    void theTokenizersTextIsMaskedWhereAnyFieldIsPersonal() {
      ContractBuilder personal = money().and(field(5, "name", new Text()).personal());
      RowError fault = new RowError(SCHEMA_ERROR, "", "text after a closing quote", "\"Ann\"b");

      EvaluatedRow row = evaluator(personal).evaluate(TextFields.line("x").fault(fault));

      assertThat(row.errors())
          .containsExactly(new RowError(SCHEMA_ERROR, "", "text after a closing quote", "***"));
    }

    @Test
    void aCharacterThatTheSizeLimitCutThroughIsNoFault() {
      RowError fault = new RowError(SCHEMA_ERROR, "", "longer than 1048576 bytes", "");

      assertThat(
              evaluator(money())
                  .evaluate(TextFields.ofBytes("x\u00e2\u0082").fault(fault))
                  .errors())
          .containsExactly(fault);
      assertThat(evaluator(money()).evaluate(TextFields.ofBytes("\u00e2x").fault(fault)).errors())
          .containsExactly(
              fault,
              new RowError(ENCODING_ERROR, "", "byte 1 of the record is not valid UTF-8", ""));
    }

    @Test
    void invalidBytesAreToldBesideABrokenStructure() {
      EvaluatedRow row = evaluator(money()).evaluate(TextFields.ofBytes("T1", "\u00ff"));

      assertThat(row.errors())
          .containsExactly(
              new RowError(
                  SCHEMA_ERROR, "", "expected 4 fields, as many as the header has, found 2", ""),
              new RowError(ENCODING_ERROR, "", "byte 4 of the record is not valid UTF-8", ""));
    }
  }

  @Nested
  class Encoding {

    @Test
    void invalidBytesRejectTheRowAndLeaveOutTheirField() {
      ContractBuilder contract = money().and(field(5, "note", new Text()));

      EvaluatedRow row =
          evaluator(contract)
              .evaluate(TextFields.ofBytes("T1", "5", "EUR", "2024-01-31T10:00:00Z", "caf\u00e9"));

      assertThat(row.errors())
          .containsExactly(
              new RowError(
                  ENCODING_ERROR, "note", "byte 4 of the text is not valid UTF-8", "caf\ufffd"));
      assertThat(values(contract, row)).containsOnlyKeys("id", "amount", "currency", "at");
      assertThat(row.hasAmount()).isTrue();
    }

    @Test
    void nulIsNoText() {
      EvaluatedRow row = evaluate(money(), "T\u0000,5,EUR,2024-01-31T10:00:00Z");

      assertThat(row.errors())
          .containsExactly(
              new RowError(
                  ENCODING_ERROR, "id", "byte 2 of the text is NUL: expected text", "T\u0000"));
    }

    @Test
    void invalidBytesOutsideTheFieldsAreTheRecords() {
      EvaluatedRow row =
          evaluator(money().columnMode(ColumnMode.RESCUE), "id", "amount", "currency", "at", "x")
              .evaluate(TextFields.ofBytes("T1", "5", "EUR", "2024-01-31T10:00:00Z", "\u0000"));

      assertThat(row.errors())
          .containsExactly(
              new RowError(ENCODING_ERROR, "", "byte 31 of the record is NUL: expected text", ""));
      assertThat(row.rescued()).containsEntry("x", "\u0000");
    }

    @Test
    void everyFieldWithInvalidBytesIsNamed() {
      ContractBuilder contract = money().and(field(5, "note", new Text()).personal());

      EvaluatedRow row =
          evaluator(contract)
              .evaluate(
                  TextFields.ofBytes(
                      "\u00c3", "5", "EUR", "2024-01-31T10:00:00Z", "\u00ed\u00a0\u0080"));

      assertThat(row.errors())
          .containsExactly(
              new RowError(ENCODING_ERROR, "id", "byte 1 of the text is not valid UTF-8", "\ufffd"),
              new RowError(ENCODING_ERROR, "note", "byte 1 of the text is not valid UTF-8", "***"));
    }

    @Test
    void utf8IsKeptByteForByte() {
      EvaluatedRow row = evaluate(money(), "Zoë-😀-漢,5,EUR,2024-01-31T10:00:00Z");

      assertThat(values(money(), row)).containsEntry("id", "Zoë-😀-漢");
      assertThat(Arrays.copyOf(row.key(), row.keyLength())).isEqualTo("Zoë-😀-漢".getBytes(UTF_8));
    }

    @Test
    void otherEncodingsAreBroughtIntoUtf8() {
      ContractBuilder contract =
          money()
              .and(field(5, "note", new Text()))
              .and(field(6, "more", new Text()))
              .encoding(Charset.forName("windows-1252"));
      String big = "\u00e4".repeat(3000);

      EvaluatedRow row =
          evaluator(contract)
              .evaluate(
                  TextFields.ofBytes(
                      "M\u00fcller\u0080", "5", "EUR", "2024-01-31T10:00:00Z", "\u00e9", big));

      assertThat(row.errors()).isEmpty();
      assertThat(values(contract, row))
          .containsEntry("id", "Müller€")
          .containsEntry("note", "é")
          .containsEntry("more", big);
      assertThat(Arrays.copyOf(row.key(), row.keyLength())).isEqualTo("Müller€".getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"windows-1252, 81", "US-ASCII, 80", "US-ASCII, ff"})
    void bytesThatAnEncodingDoesNotDefineAreErrors(String charset, String hex) {
      char bad = (char) HexFormat.fromHexDigits(hex);

      EvaluatedRow row =
          evaluator(money().encoding(Charset.forName(charset)))
              .evaluate(TextFields.ofBytes("T" + bad, "5", "EUR", "2024-01-31T10:00:00Z"));

      assertThat(row.errors())
          .containsExactly(
              new RowError(
                  ENCODING_ERROR, "id", "byte 2 of the text is not valid " + charset, "T\ufffd"));
    }

    @Test
    void thatCannotBeReadIsRefusedAtOnce() {
      assertThatThrownBy(() -> evaluator(money().encoding(Charset.forName("UTF-16LE"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("encoding UTF-16LE cannot be read");
    }
  }

  @Nested
  class Blank {

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t \t"})
    void requiredValuesAreMissing(String blank) {
      EvaluatedRow row = evaluate(money(), blank + "," + blank + "," + blank + "," + blank);

      String message = "required value is missing or blank";
      assertThat(row.errors())
          .containsExactly(
              new RowError(NULL_VALUE_ERROR, "id", message, ""),
              new RowError(NULL_VALUE_ERROR, "amount", message, ""),
              new RowError(NULL_VALUE_ERROR, "currency", message, ""),
              new RowError(NULL_VALUE_ERROR, "at", message, ""));
      assertThat(row.valuesLength()).isZero();
    }

    @Test
    void keysAndEventTimesAreRequiredWhateverTheContractSays() {
      ContractBuilder lax = contract(field(1, "id", new Text()), field(2, "at", new Date()));

      assertThat(evaluate(lax, ",").errors())
          .extracting(RowError::code, RowError::field)
          .containsExactly(tuple(NULL_VALUE_ERROR, "id"), tuple(NULL_VALUE_ERROR, "at"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void optionalValuesAreNull(String blank) {
      ContractBuilder contract =
          money()
              .with(field(2, "amount", new Decimal(18, 4)))
              .with(field(3, "currency", new Text()))
              .and(field(5, "note", new Text()).untrimmed().pattern("[a-z]+").allowed("a"));

      EvaluatedRow row =
          evaluate(contract, "T1," + blank + "," + blank + ",2024-01-31T10:00:00Z," + blank);

      assertThat(row.errors()).isEmpty();
      assertThat(values(contract, row)).containsOnlyKeys("id", "at");
      assertThat(row.hasAmount()).isFalse();
      assertThat(row.currency()).isNull();
    }

    @Test
    void valuesAreTheDefault() {
      ContractBuilder contract =
          money()
              .with(field(2, "amount", new Decimal(18, 4)).defaultText("1.50"))
              .with(field(3, "currency", new Text()).defaultText("CHF"));

      EvaluatedRow row = evaluate(contract, "T1, ,,2024-01-31T10:00:00Z");

      assertThat(row.errors()).isEmpty();
      assertThat(row.amountUnscaledLong()).isEqualTo(15_000);
      assertThat(row.currency()).isEqualTo("CHF");
      assertThat(values(contract, row))
          .as("what equals its default is left out")
          .containsOnlyKeys("id", "at");
    }

    @Test
    void andSpelledOutDefaultsAreTheSameRow() {
      ContractBuilder contract =
          money()
              .and(field(5, "kind", new Text()).defaultText("N"))
              .and(field(6, "fee", new Decimal(9, 2)).defaultText("0"));

      assertThat(row(contract, "T1,5,EUR,2024-01-31T10:00:00Z,,"))
          .isEqualTo(row(contract, "T1,5,EUR,2024-01-31T10:00:00Z,N,-0.00"))
          .isNotEqualTo(row(contract, "T1,5,EUR,2024-01-31T10:00:00Z,N,0.01"));
    }

    @Test
    void aRejectedRowSpellsItsDefaultsOut() {
      ContractBuilder contract = money().and(field(5, "kind", new Text()).defaultText("N"));

      EvaluatedRow row = evaluate(contract, "T1,x,EUR,2024-01-31T10:00:00Z,");

      assertThat(values(contract, row)).containsEntry("kind", "N").doesNotContainKey("amount");
    }
  }

  @Nested
  class Trim {

    @Test
    void takesSpacesAndTabsAwayAndNothingElse() {
      ContractBuilder contract =
          money()
              .with(field(1, "id", new Text()).required().untrimmed())
              .and(field(5, "trimmed", new Text()))
              .and(field(6, "kept", new Text()).untrimmed());

      EvaluatedRow row =
          evaluate(contract, " \tT1 , +5\t, EUR , 2024-01-31T10:00:00Z ,\t\u00a0a b\u00a0 , a ");

      assertThat(row.errors()).isEmpty();
      assertThat(values(contract, row))
          .containsEntry("id", "T1")
          .containsEntry("currency", "EUR")
          .containsEntry("trimmed", "\u00a0a b\u00a0")
          .containsEntry("kept", " a ");
    }

    @Test
    void isNotDoneToACodeThatIsNotToBeTrimmed() {
      ContractBuilder contract = money().with(field(3, "currency", new Text()).untrimmed());

      assertThat(evaluate(contract, "T1,5,EUR ,2024-01-31T10:00:00Z").errors())
          .containsExactly(
              new RowError(
                  CURRENCY_ERROR,
                  "currency",
                  "not an ISO 4217 code (table of 2026-02-01)",
                  "EUR "));
    }
  }

  @Nested
  class Amounts {

    @ParameterizedTest
    @ValueSource(strings = {"1e3", "$5", "5 EUR", "1,5", "1 000", "1'000.00", "abc", ".5", "5."})
    void thatAreNoNumberAreTypeErrors(String amount) {
      EvaluatedRow row =
          evaluator(money()).evaluate(TextFields.of("T1", amount, "EUR", "2024-01-31T10:00:00Z"));

      assertThat(row.errors())
          .containsExactly(
              new RowError(
                  TYPE_ERROR,
                  "amount",
                  "not a decimal number: expected digits with an optional sign, '.' as decimal sign"
                      + " and no grouping",
                  amount));
      assertThat(row.hasAmount()).isFalse();
      assertThat(row.currency()).isEqualTo("EUR");
    }

    @ParameterizedTest
    @CsvSource({"1.005, EUR, 3, 2", "1.5, JPY, 1, 0", "1.2345, KWD, 4, 3", "-0.001, USD, 3, 2"})
    void haveNoMoreDecimalsThanTheirCurrency(
        String amount, String currency, int found, int permitted) {
      EvaluatedRow row =
          evaluate(money(), "T1," + amount + "," + currency + ",2024-01-31T10:00:00Z");

      assertThat(row.errors())
          .containsExactly(
              new RowError(
                  AMOUNT_ERROR,
                  "amount",
                  "has "
                      + found
                      + " decimals: expected at most "
                      + permitted
                      + ", the minor unit of "
                      + currency,
                  amount));
      assertThat(row.hasAmount()).as("it fits decimal(18,4), so it is kept").isTrue();
      assertThat(values(money(), row))
          .containsEntry("amount", new BigDecimal(amount))
          .containsEntry("currency", currency);
    }

    @ParameterizedTest
    @CsvSource({
      "1.0000, EUR",
      "5.00, JPY",
      "1.230, KWD",
      "1.2345, CLF",
      "0.0001, XAU",
      "-3.10, USD",
      "99999999999999.99, EUR",
      "-99999999999999.9900000, EUR"
    })
    void mayHaveZerosAtTheEndAndEverythingTheirCurrencyHas(String amount, String currency) {
      String line = "T1," + amount + "," + currency + ",2024-01-31T10:00:00Z";

      assertThat(evaluate(money(), line).errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"100000000000000", "0.00001", "-99999999999999999999999999999999999"})
    void outsideTheirTypeAreAmountErrors(String amount) {
      EvaluatedRow row = evaluate(money(), "T1," + amount + ",XAU,2024-01-31T10:00:00Z");

      assertThat(row.errors())
          .containsExactly(
              new RowError(
                  AMOUNT_ERROR,
                  "amount",
                  "outside decimal(18,4): expected at most 14 digits before the decimal sign and 4"
                      + " after it",
                  amount));
      assertThat(row.hasAmount()).isFalse();
      assertThat(values(money(), row)).doesNotContainKey("amount");
    }

    @ParameterizedTest
    @CsvSource({
      "-0.01, below the least permitted value 0",
      "1000.01, above the greatest permitted value 1000.00",
    })
    void outsideTheirBoundsAreAmountErrors(String amount, String message) {
      ContractBuilder contract =
          money().with(field(2, "amount", new Decimal(18, 4)).min("0").max("1000.00"));

      EvaluatedRow row = evaluate(contract, "T1," + amount + ",EUR,2024-01-31T10:00:00Z");

      assertThat(row.errors())
          .containsExactly(new RowError(AMOUNT_ERROR, "amount", message, amount));
      assertThat(row.hasAmount()).isTrue();
      assertThat(evaluate(contract, "T1,0,EUR,2024-01-31T10:00:00Z").valid()).isTrue();
      assertThat(evaluate(contract, "T1,1000,EUR,2024-01-31T10:00:00Z").valid()).isTrue();
    }

    @Test
    void ofAnUnknownCurrencyAreHeldAgainstTheirTypeOnly() {
      EvaluatedRow row = evaluate(money(), "T1,1.0055,ZZZ,2024-01-31T10:00:00Z");

      assertThat(row.errors()).extracting(RowError::code).containsExactly(CURRENCY_ERROR);
      assertThat(row.hasAmount()).isTrue();
      assertThat(row.currency()).isNull();
    }

    @Test
    void inTheContractsSigns() {
      ContractBuilder contract =
          money().with(field(2, "amount", new Decimal(18, 4)).decimalSign(',').groupingSign('.'));

      EvaluatedRow row =
          evaluator(contract)
              .evaluate(TextFields.of("T1", "1.234.567,89", "EUR", "2024-01-31T10:00:00Z"));

      assertThat(row.errors()).isEmpty();
      assertThat(row.amountUnscaledLong()).isEqualTo(12_345_678_900L);
    }

    @Test
    void mayStandWithoutCurrencyField() {
      ContractBuilder contract =
          contract(
              field(1, "id", new Text()),
              field(2, "amount", new Decimal(18, 4)),
              field(3, "at", new Date()));

      EvaluatedRow row = evaluate(contract, "T1,1.2345,2024-01-31");

      assertThat(row.valid()).isTrue();
      assertThat(row.hasAmount()).isTrue();
      assertThat(row.currency()).isNull();
    }
  }

  @Nested
  class OtherNumbers {

    @ParameterizedTest
    @CsvSource(
        delimiter = ';',
        value = {
          "12.5; not a whole number: expected digits with an optional sign",
          "2147483648; too large for int: expected -2147483648 to 2147483647",
        })
    void thatTheirTypeCannotHoldAreTypeErrors(String text, String message) {
      ContractBuilder contract = money().and(field(5, "n", new Int32()));

      assertThat(evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z," + text).errors())
          .containsExactly(new RowError(TYPE_ERROR, "n", message, text));
    }

    @ParameterizedTest
    @CsvSource({"1000000", "0.001", "1e2"})
    void decimalsThatAreNoAmountAreTypeErrors(String text) {
      ContractBuilder contract = money().and(field(5, "n", new Decimal(8, 2)));

      assertThat(evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z," + text).errors())
          .extracting(RowError::code, RowError::field, RowError::value)
          .containsExactly(tuple(TYPE_ERROR, "n", text));
    }

    @Test
    void outsideTheirBoundsAreConstraintErrors() {
      ContractBuilder contract =
          money()
              .and(field(5, "n", new Int64()).min("-5").max("10"))
              .and(field(6, "d", new Decimal(38, 2)).min("0.01").max("9999999999999999999999"));

      EvaluatedRow row =
          evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z,-6,10000000000000000000000");

      assertThat(row.errors())
          .containsExactly(
              new RowError(CONSTRAINT_ERROR, "n", "below the least permitted value -5", "-6"),
              new RowError(
                  CONSTRAINT_ERROR,
                  "d",
                  "above the greatest permitted value 9999999999999999999999",
                  "10000000000000000000000"));
      assertThat(values(contract, row)).containsKeys("n", "d");
    }

    @Test
    void booleansThatDoNotParseAreTypeErrors() {
      ContractBuilder contract = money().and(field(5, "b", new Bool()));

      assertThat(evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z,yes").errors())
          .containsExactly(
              new RowError(TYPE_ERROR, "b", "not a boolean: expected true or false", "yes"));
    }
  }

  @Nested
  class Currencies {

    @ParameterizedTest
    @ValueSource(strings = {"eur", "EU", "EURO", "ZZZ", "978", "€"})
    void thatAreNoIsoCodeAreCurrencyErrors(String code) {
      EvaluatedRow row = evaluate(money(), "T1,5," + code + ",2024-01-31T10:00:00Z");

      assertThat(row.errors())
          .containsExactly(
              new RowError(
                  CURRENCY_ERROR, "currency", "not an ISO 4217 code (table of 2026-02-01)", code));
      assertThat(row.currency()).isNull();
      assertThat(row.hasAmount()).isTrue();
      assertThat(values(money(), row)).containsOnlyKeys("id", "amount", "at");
    }

    @ParameterizedTest
    @CsvSource({
      "2022-12-31T23:59:59Z, true", "2023-05-01T23:59:59.999999Z, true",
      "2023-05-02T00:00:00Z, false", "2023-05-02T01:00:00+02:00, true",
    })
    void endNinetyDaysAfterTheirWithdrawalByTheEventsUtcDate(String at, boolean valid) {
      EvaluatedRow row = evaluate(money(), "T1,5,HRK," + at);

      assertThat(row.valid()).isEqualTo(valid);
      if (!valid) {
        assertThat(row.errors())
            .containsExactly(
                new RowError(
                    CURRENCY_ERROR,
                    "currency",
                    "withdrawn in 2023-01: expected an event at most 90 days after that month",
                    "HRK"));
        assertThat(row.currency()).isNull();
      }
    }

    @Test
    void areValidAtAnyTimeWhenTheEventHasNone() {
      EvaluatedRow row = evaluate(money(), "T1,5,HRK,yesterday");

      assertThat(row.errors())
          .containsExactly(new RowError(TIMESTAMP_ERROR, "at", ISO_PROBLEM, "yesterday"));
      assertThat(row.currency()).isEqualTo("HRK");
    }

    @Test
    void outsideTheContractsListAreCurrencyErrors() {
      ContractBuilder contract =
          money().with(field(3, "currency", new Text()).allowed("EUR", "USD"));

      EvaluatedRow row = evaluate(contract, "T1,5,CHF,2024-01-31T10:00:00Z");

      assertThat(row.errors())
          .containsExactly(
              new RowError(
                  CURRENCY_ERROR,
                  "currency",
                  "not among the contract's allowed values: EUR, USD",
                  "CHF"));
      assertThat(row.currency()).isNull();
      assertThat(values(contract, row)).doesNotContainKey("currency");
      assertThat(evaluate(contract, "T1,5,USD,2024-01-31T10:00:00Z").valid()).isTrue();
    }

    @Test
    void mayBeAnEnum() {
      ContractBuilder contract =
          money().with(field(3, "currency", new Enumeration(List.of("EUR", "USD"))));

      assertThat(evaluate(contract, "T1,5,USD,2024-01-31T10:00:00Z").currency()).isEqualTo("USD");
      assertThat(evaluate(contract, "T1,5,CHF,2024-01-31T10:00:00Z").errors())
          .containsExactly(
              new RowError(
                  CURRENCY_ERROR, "currency", "not one of the enum's symbols: EUR, USD", "CHF"));
    }

    @Test
    void mayBeAConstantOfTheContract() {
      ContractBuilder contract =
          money().with(field(3, "currency", new Text()).required().constant("JPY"));
      RowEvaluator evaluator = evaluator(contract, "id", "amount", "at");

      EvaluatedRow row = evaluator.evaluate(TextFields.line("T1,5,2024-01-31T10:00:00Z"));
      assertThat(row.currency()).isEqualTo("JPY");
      assertThat(values(contract, row)).containsEntry("currency", "JPY");

      EvaluatedRow rejected = evaluator.evaluate(TextFields.line("T1,5.5,2024-01-31T10:00:00Z"));
      assertThat(rejected.errors())
          .containsExactly(
              new RowError(
                  AMOUNT_ERROR,
                  "amount",
                  "has 1 decimals: expected at most 0, the minor unit of JPY",
                  "5.5"));
      assertThat(rejected.currency()).isEqualTo("JPY");
    }

    @Test
    void evenConstantOnesEnd() {
      ContractBuilder contract = money().with(field(3, "currency", new Text()).constant("DEM"));
      RowEvaluator evaluator = evaluator(contract, "id", "amount", "at");

      EvaluatedRow late = evaluator.evaluate(TextFields.line("T1,5,2024-01-31T10:00:00Z"));
      assertThat(late.errors())
          .extracting(RowError::code, RowError::value)
          .containsExactly(tuple(CURRENCY_ERROR, "DEM"));
      assertThat(late.currency()).isNull();
      EvaluatedRow early = evaluator.evaluate(TextFields.line("T1,5,1999-01-31T10:00:00Z"));
      assertThat(early.currency()).isEqualTo("DEM");
      assertThat(early.valid()).isTrue();
    }
  }

  @Nested
  class Times {

    @ParameterizedTest
    @CsvSource({
      "1970-01-01T00:00:00Z",
      "2024-05-02T02:00:00Z",
      "1970-01-01T01:00:00+01:00",
    })
    void ofTheEventLieBetween1970AndADayAfterTheIngestion(String at) {
      assertThat(evaluate(money(), "T1,5,EUR," + at).errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = ';',
        value = {
          "1969-12-31T23:59:59.999999Z; before 1970, the earliest permitted",
          "1970-01-01T00:59:59+01:00; before 1970, the earliest permitted",
          "2024-05-02T02:00:00.000001Z; after 2024-05-02T02:00:00Z, one day after the run's"
              + " ingestion time",
        })
    void ofTheEventOutsideAreTimestampErrors(String at, String message) {
      EvaluatedRow row = evaluate(money(), "T1,5,EUR," + at);

      assertThat(row.errors()).containsExactly(new RowError(TIMESTAMP_ERROR, "at", message, at));
      assertThat(values(money(), row)).containsKey("at");
    }

    @ParameterizedTest
    @CsvSource({"1969-12-31, false", "1970-01-01, true", "2024-05-02, true", "2024-05-03, false"})
    void ofTheEventMayBeDates(String at, boolean valid) {
      ContractBuilder contract = money().with(field(4, "at", new Date()));

      EvaluatedRow row = evaluate(contract, "T1,5,EUR," + at);

      assertThat(row.valid()).isEqualTo(valid);
      assertThat(values(contract, row)).containsEntry("at", LocalDate.parse(at));
    }

    @Test
    void haveTheContractsBoundsInsteadWhereItNamesThem() {
      ContractBuilder contract =
          money()
              .with(
                  field(4, "at", new Timestamp())
                      .min("1960-01-01T00:00:00Z")
                      .max("2030-01-01T00:00:00Z"));

      assertThat(evaluate(contract, "T1,5,EUR,1960-01-01T00:00:00Z").valid()).isTrue();
      assertThat(evaluate(contract, "T1,5,EUR,2030-01-01T00:00:00Z").valid()).isTrue();
      assertThat(evaluate(contract, "T1,5,EUR,2030-01-01T00:00:01Z").errors())
          .containsExactly(
              new RowError(
                  TIMESTAMP_ERROR,
                  "at",
                  "above the greatest permitted value 2030-01-01T00:00:00Z",
                  "2030-01-01T00:00:01Z"));
    }

    @Test
    void beyondTheEventAreBoundedOnlyByTheContract() {
      ContractBuilder contract =
          money()
              .and(field(5, "free", new Date()))
              .and(field(6, "bound", new Date()).min("2024-01-01"));

      EvaluatedRow row = evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z,9999-12-31,2023-12-31");

      assertThat(row.errors())
          .containsExactly(
              new RowError(
                  TIMESTAMP_ERROR,
                  "bound",
                  "below the least permitted value 2024-01-01",
                  "2023-12-31"));
      assertThat(values(contract, row)).containsEntry("free", LocalDate.of(9999, 12, 31));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = ';',
        value = {
          "2024-03-31 02:30:00; not a local time of Europe/Berlin: the clocks there were put"
              + " forward over it",
          "2024-02-30 12:00:00; not a real date or time of day: expected one that calendar and clock"
              + " show, seconds 00 to 59",
          "31.01.2024; not a timestamp: expected ISO 8601, such as 2024-01-31T23:59:59.123456Z",
        })
    void thatDoNotExistAreTimestampErrors(String at, String message) {
      ContractBuilder contract =
          money().with(field(4, "at", new Timestamp()).zone("Europe/Berlin"));

      assertThat(evaluate(contract, "T1,5,EUR," + at).errors())
          .containsExactly(new RowError(TIMESTAMP_ERROR, "at", message, at));
    }

    @Test
    void ofDatesAreNeverShiftedByAZone() {
      ContractBuilder contract =
          money().with(field(4, "at", new Date()).zone("Pacific/Kiritimati"));

      assertThat(values(contract, evaluate(contract, "T1,5,EUR,2024-01-31")))
          .containsEntry("at", LocalDate.of(2024, 1, 31));
    }
  }

  @Nested
  class Constraints {

    @Test
    void ofPatternAllowedAndBoundsAreAllTold() {
      ContractBuilder contract =
          money()
              .and(
                  field(5, "code", new Text())
                      .pattern("[A-Z]{2}")
                      .allowed("AA", "BB")
                      .min("AA")
                      .max("BB"));

      EvaluatedRow row = evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z,CCC");

      assertThat(row.errors())
          .containsExactly(
              new RowError(CONSTRAINT_ERROR, "code", "does not match the pattern [A-Z]{2}", "CCC"),
              new RowError(
                  CONSTRAINT_ERROR,
                  "code",
                  "not among the contract's allowed values: AA, BB",
                  "CCC"),
              new RowError(
                  CONSTRAINT_ERROR, "code", "above the greatest permitted value BB", "CCC"));
      assertThat(values(contract, row)).containsEntry("code", "CCC");
    }

    @Test
    void patternsMatchTheWholeTrimmedText() {
      ContractBuilder contract = money().and(field(5, "code", new Text()).pattern("[a-zé]+"));

      assertThat(evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z, café ").errors()).isEmpty();
      assertThat(evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z,café1").errors())
          .extracting(RowError::code)
          .containsExactly(CONSTRAINT_ERROR);
    }

    @Test
    void allowedNumbersAreComparedAsNumbers() {
      ContractBuilder contract =
          money().and(field(5, "rate", new Decimal(9, 4)).allowed("0.19", "0.07"));

      assertThat(evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z,0.1900").errors()).isEmpty();
      assertThat(evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z,0.16").errors())
          .containsExactly(
              new RowError(
                  CONSTRAINT_ERROR,
                  "rate",
                  "not among the contract's allowed values: 0.19, 0.07",
                  "0.16"));
    }

    @Test
    void enumsOutsideTheirSymbolsHaveNoValue() {
      ContractBuilder contract =
          money().and(field(5, "side", new Enumeration(List.of("DEBIT", "CREDIT"))));

      EvaluatedRow row = evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z,debit");

      assertThat(row.errors())
          .containsExactly(
              new RowError(
                  CONSTRAINT_ERROR,
                  "side",
                  "not one of the enum's symbols: DEBIT, CREDIT",
                  "debit"));
      assertThat(values(contract, row)).doesNotContainKey("side");
    }

    @Test
    void aLongListIsCutShort() {
      String[] many = IntStream.range(0, 13).mapToObj(i -> "V" + i).toArray(String[]::new);
      ContractBuilder contract = money().and(field(5, "v", new Text()).allowed(many));

      assertThat(evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z,x").errors().get(0).message())
          .isEqualTo(
              "not among the contract's allowed values: V0, V1, V2, V3, V4, V5, V6, V7, V8, V9 and"
                  + " 3 more");
    }
  }

  @Nested
  class Faults {

    @Test
    void ofARowAreAllCollectedInTheOrderOfItsFields() {
      ContractBuilder contract =
          money()
              .and(field(5, "n", new Int32()))
              .and(field(6, "side", new Text()).allowed("D", "C"))
              .and(field(7, "note", new Text()))
              .and(field(8, "must", new Text()).required());

      EvaluatedRow row =
          evaluator(contract)
              .evaluate(
                  TextFields.ofBytes(
                      "T1", "1.005", "JPY", "2024-13-01T00:00:00Z", "x", "E", "\u00ff", " "));

      assertThat(row.errors())
          .extracting(RowError::code, RowError::field)
          .containsExactly(
              tuple(AMOUNT_ERROR, "amount"),
              tuple(TIMESTAMP_ERROR, "at"),
              tuple(TYPE_ERROR, "n"),
              tuple(CONSTRAINT_ERROR, "side"),
              tuple(ENCODING_ERROR, "note"),
              tuple(NULL_VALUE_ERROR, "must"));
      assertThat(values(contract, row)).containsOnlyKeys("id", "amount", "currency", "side");
    }

    @Test
    void ofPersonalFieldsAreMasked() {
      ContractBuilder contract =
          money()
              .with(field(2, "amount", new Decimal(18, 4)).personal())
              .and(field(5, "name", new Text()).personal().required().pattern("[A-Z].*"));

      assertThat(evaluate(contract, "T1,abc,EUR,2024-01-31T10:00:00Z,ann").errors())
          .extracting(RowError::value)
          .containsExactly("***", "***");
      assertThat(evaluate(contract, "T1,5,EUR,2024-01-31T10:00:00Z,").errors())
          .extracting(RowError::value)
          .containsExactly("");
    }

    @Test
    void showTheFirst200CharactersAsTheFileHasThem() {
      String text = " " + "é".repeat(300);
      assertThat(evaluate(money(), "T1," + text + ",EUR,2024-01-31T10:00:00Z").errors())
          .extracting(RowError::value)
          .containsExactly(text.substring(0, 200));
    }

    @Test
    void neverShowHalfACharacter() {
      String text = "x" + "😀".repeat(300);
      String value =
          evaluate(money(), "T1," + text + ",EUR,2024-01-31T10:00:00Z").errors().get(0).value();

      assertThat(value).isEqualTo("x" + "😀".repeat(99));
    }
  }

  @Nested
  class Keys {

    @Test
    void ofTextAreItsBytes() {
      EvaluatedRow row = evaluate(money(), " T1 ,5,EUR,2024-01-31T10:00:00Z");

      assertThat(hex(row.key(), row.keyLength())).isEqualTo("5431");
    }

    @Test
    void ofSeveralFieldsAreClosedByZeros() {
      ContractBuilder contract =
          contract(
                  field(1, "a", new Text()), field(2, "b", new Int32()), field(3, "at", new Date()))
              .key("b", "a", "at");

      EvaluatedRow row = evaluate(contract, "xy,-2,1970-01-02");

      assertThat(hex(row.key(), row.keyLength()))
          .isEqualTo("7ffffffffffffffe00" + "787900" + "800000000000000100");
    }

    @Test
    void ofSeveralFieldsDoNotRunIntoEachOther() {
      ContractBuilder contract =
          contract(field(1, "a", new Text()), field(2, "b", new Text()), field(3, "at", new Date()))
              .key("a", "b");

      assertThat(key(contract, "x,yz,2024-01-01")).isNotEqualTo(key(contract, "xy,z,2024-01-01"));
    }

    @ParameterizedTest
    @CsvSource({"9, 10", "-1, 0", "-10, -9", "-9223372036854775808, 9223372036854775807"})
    void ofIntegersOrderAsNumbers(String smaller, String greater) {
      ContractBuilder contract = contract(field(1, "id", new Int64()), field(2, "at", new Date()));

      assertThat(
              Arrays.compareUnsigned(
                  key(contract, smaller + ",2024-01-01"), key(contract, greater + ",2024-01-01")))
          .isNegative();
    }

    @Test
    void ofARejectedRowAreTheHashOfItsBytes() throws Exception {
      EvaluatedRow row = evaluate(money(), "T1,x,EUR,2024-01-31T10:00:00Z");

      java.security.MessageDigest sha = java.security.MessageDigest.getInstance("SHA-256");
      sha.update((byte) 0);
      sha.update("T1,x,EUR,2024-01-31T10:00:00Z".getBytes(US_ASCII));
      assertThat(Arrays.copyOf(row.key(), row.keyLength())).isEqualTo(sha.digest());
    }
  }

  @Nested
  class Content {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "T1,10.0,EUR,2024-01-31T10:00:00Z | T1,10.00,EUR,2024-01-31T10:00:00Z",
          "T1,10,EUR,2024-01-31T10:00:00Z | T1,+0010,EUR,2024-01-31T10:00:00Z",
          "T1,-0,EUR,2024-01-31T10:00:00Z | T1,0.00,EUR,2024-01-31T10:00:00Z",
          "T1,1,EUR,2024-01-31T10:00:00Z | T1,1,EUR,2024-01-31T11:00:00+01:00",
          "T1,1,EUR,2024-01-31T10:00:00Z | T1,1,EUR,2024-01-31 10:00:00.000Z",
          "T1,1,EUR,2024-01-31T10:00:00Z | ' T1 , 1,EUR ,2024-01-31T10:00Z'",
        })
    void writtenDifferentlyIsTheSame(String left, String right) {
      assertThat(row(money(), left)).isEqualTo(row(money(), right));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "T1,10.0,EUR,2024-01-31T10:00:00Z | T1,10.01,EUR,2024-01-31T10:00:00Z",
          "T1,1,EUR,2024-01-31T10:00:00Z | T1,-1,EUR,2024-01-31T10:00:00Z",
          "T1,1,EUR,2024-01-31T10:00:00Z | T1,1,USD,2024-01-31T10:00:00Z",
          "T1,1,EUR,2024-01-31T10:00:00Z | T1,1,EUR,2024-01-31T10:00:00.000001Z",
          "T1,1,EUR,2024-01-31T10:00:00Z | t1,1,EUR,2024-01-31T10:00:00Z",
        })
    void thatDiffersDiffers(String left, String right) {
      assertThat(row(money(), left)).isNotEqualTo(row(money(), right));
    }

    @Test
    void isTheSameUnderAContractWithAnotherOptionalColumn() {
      ContractBuilder grown =
          money()
              .and(field(5, "note", new Text()))
              .and(field(6, "kind", new Text()).defaultText("N"));

      assertThat(row(grown, "T1,1,EUR,2024-01-31T10:00:00Z,,"))
          .isEqualTo(row(money(), "T1,1,EUR,2024-01-31T10:00:00Z"));
    }

    @Test
    void isTheSameInAnotherColumnOrderAndUnderAnotherName() {
      FieldBuilder renamed = field(2, "amount", new Decimal(18, 4)).required().aliases("sum");

      EvaluatedRow row =
          evaluator(money().with(renamed), "at", "currency", "sum", "id")
              .evaluate(TextFields.line("2024-01-31T10:00:00Z,EUR,1,T1"));

      assertThat(hex(row.values(), row.valuesLength()))
          .isEqualTo(row(money(), "T1,1,EUR,2024-01-31T10:00:00Z"));
    }
  }

  @Nested
  class AContractThatAsksTheImpossible {

    @Test
    void isRefusedWithTheFieldsName() {
      assertThatThrownBy(
              () -> evaluator(money().and(field(5, "n", new Int32()).defaultText("many"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "field n: \"many\": not a whole number: expected digits with an optional sign");
      assertThatThrownBy(() -> evaluator(money().and(field(5, "d", new Date()).min("soon"))))
          .hasMessage("field d: \"soon\": not a date: expected ISO 8601, such as 2024-01-31");
      assertThatThrownBy(() -> evaluator(money().and(field(5, "d", new Date()).formats("HH"))))
          .hasMessageStartingWith("field d: format \"HH\"");
    }

    @Test
    void isRefusedWhenARoleHasTheWrongType() {
      assertThatThrownBy(() -> evaluator(money().with(field(2, "amount", new Int64()))))
          .hasMessage("field amount is the amount: expected a decimal");
      assertThatThrownBy(() -> evaluator(money().with(field(3, "currency", new Int64()))))
          .hasMessage("field currency is the currency: expected a string or enum");
      assertThatThrownBy(() -> evaluator(money().with(field(4, "at", new Int64()))))
          .hasMessage("field at is the event time: expected a date or timestamp");
    }
  }

  private static RowEvaluator evaluator(ContractBuilder builder, String... header) {
    Contract contract = builder.build();
    List<String> names =
        header.length > 0
            ? List.of(header)
            : contract.fields().stream().map(Field::source).toList();
    return RowEvaluator.of(contract, names, INGESTED_AT, CurrencyTable.iso4217());
  }

  private static EvaluatedRow evaluate(ContractBuilder builder, String line) {
    return evaluator(builder).evaluate(TextFields.line(line));
  }

  /** Returns the canonical values of a row that must be valid. */
  private static String row(ContractBuilder builder, String line) {
    EvaluatedRow row = evaluate(builder, line);
    assertThat(row.errors()).isEmpty();
    return hex(row.values(), row.valuesLength());
  }

  private static byte[] key(ContractBuilder builder, String line) {
    EvaluatedRow row = evaluate(builder, line);
    assertThat(row.errors()).isEmpty();
    return Arrays.copyOf(row.key(), row.keyLength());
  }

  private static String hex(byte[] bytes, int length) {
    return HexFormat.of().formatHex(bytes, 0, length);
  }

  private static Map<String, Object> values(ContractBuilder builder, EvaluatedRow row) {
    Map<String, Object> values = new LinkedHashMap<>();
    CanonicalValues.Cursor cursor =
        new CanonicalValues.Cursor().over(row.values(), 0, row.valuesLength());
    while (cursor.next()) {
      Field field =
          builder.build().fields().stream().filter(f -> f.id() == cursor.id()).findFirst().get();
      values.put(field.name(), value(field.type(), cursor));
    }
    return values;
  }

  private static Object value(FieldType type, CanonicalValues.Cursor at) {
    if (type instanceof Decimal) {
      int scale = CanonicalValues.readScale(at.array(), at.start());
      return new BigDecimal(
          CanonicalValues.readBigUnscaled(at.array(), at.start(), at.end(), scale), scale);
    } else if (type instanceof Text || type instanceof Enumeration) {
      return CanonicalValues.readText(at.array(), at.start(), at.end());
    } else if (type instanceof Bool) {
      return CanonicalValues.readBoolean(at.array(), at.start());
    }
    long number = CanonicalValues.readLong(at.array(), at.start());
    if (type instanceof Date) {
      return LocalDate.ofEpochDay(number);
    }
    return type instanceof Timestamp ? Instant.EPOCH.plus(number, ChronoUnit.MICROS) : number;
  }
}
