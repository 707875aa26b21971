package io.ledgerlake.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ledgerlake.schemas.currency.CurrencyTable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One broken property each, in an otherwise valid contract: exactly one problem, word for word. */
class ContractRefusalTest {

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource({"file", "dataset", "files", "names", "types", "rules", "values", "formats"})
  void namesTheFileThePlaceAndWhatWasExpected(String path, String value, String problem) {
    ContractJson broken = ContractJson.valid().with(path, value);

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(broken::load)
        .withMessage("contract feed.avsc is refused, 1 problem:\nfeed.avsc: " + problem)
        .satisfies(e -> assertThat(e.problems()).hasSize(1));
  }

  static Stream<Arguments> file() {
    return Stream.of(
        arguments("/type", "\"enum\"", "\"type\" is \"enum\", expected the Avro type \"record\""),
        arguments("/feilds", "[]", "unknown property \"feilds\"; did you mean \"fields\"?"),
        arguments(
            "/version", "1", "unknown property \"version\"; it belongs inside \"ledgerlake\""),
        arguments(
            "/aliases",
            "[]",
            "unknown property \"aliases\"; expected one of type, name, namespace, doc, fields,"
                + " ledgerlake"),
        arguments(
            "/namespace",
            "\"com.9\"",
            "\"namespace\" is \"com.9\", expected Avro names with dots between them"),
        arguments(
            "/fields/-",
            "\"note\"",
            "field 11: expected an object {\"name\": ..., \"type\": ...}"));
  }

  static Stream<Arguments> dataset() {
    return Stream.of(
        arguments(
            "/ledgerlake/dataset",
            "\"Feed-1\"",
            "ledgerlake: the dataset's name is \"Feed-1\", expected a lower-case letter and then"
                + " lower-case letters, digits and _; it is the record's \"name\" unless"
                + " \"dataset\" gives another"),
        arguments(
            "/ledgerlake/version",
            null,
            "ledgerlake: \"version\" is missing, expected a whole number from 1"),
        arguments(
            "/ledgerlake/version",
            "0",
            "ledgerlake: \"version\" is 0, expected a whole number from 1"),
        arguments(
            "/ledgerlake/version",
            "\"1\"",
            "ledgerlake: \"version\" is \"1\", expected a whole number from 1"),
        arguments(
            "/ledgerlake/reportingzone",
            "\"UTC\"",
            "ledgerlake: unknown property \"reportingzone\"; did you mean \"reportingZone\"?"),
        arguments(
            "/ledgerlake/delimiter",
            "\";\"",
            "ledgerlake: unknown property \"delimiter\"; it belongs inside \"csv\""),
        arguments(
            "/ledgerlake/key",
            null,
            "ledgerlake: \"key\" is missing or empty, expected the names of the key fields"),
        arguments(
            "/ledgerlake/key",
            "\"entry_id\"",
            "ledgerlake: \"key\" is \"entry_id\", expected a list of texts"),
        arguments(
            "/ledgerlake/key",
            "[\"entryid\"]",
            "ledgerlake: \"key\" names \"entryid\", which is no field; did you mean"
                + " \"entry_id\"?"),
        arguments(
            "/ledgerlake/key",
            "[\"entry_id\", \"entry_id\"]",
            "ledgerlake: \"key\" lists \"entry_id\" twice"),
        arguments(
            "/ledgerlake/key",
            "[\"note\"]",
            "field note: is in \"key\" but optional; take null out of its \"type\" or give it a"
                + " \"defaultText\""),
        arguments(
            "booked/type",
            "[\"null\", {\"type\": \"int\", \"logicalType\": \"date\"}]",
            "field booked: is in \"eventTime\" but optional; take null out of its \"type\" or give it"
                + " a \"defaultText\""),
        arguments(
            "/ledgerlake/eventTime",
            null,
            "ledgerlake: \"eventTime\" is missing, expected the name of a date or timestamp"
                + " field"),
        arguments(
            "/ledgerlake/eventTime",
            "\"account_id\"",
            "field account_id: is \"eventTime\", expected the type date or timestamp-micros"),
        arguments(
            "/ledgerlake/eventTime",
            "\"when\"",
            "ledgerlake: \"eventTime\" names \"when\", which is no field"),
        arguments(
            "/ledgerlake/amount",
            "\"entry_id\"",
            "field entry_id: is \"amount\", expected the type bytes with logicalType decimal"),
        arguments(
            "/ledgerlake/amount",
            "\"amont\"",
            "ledgerlake: \"amount\" names \"amont\", which is no field; did you mean \"amount\"?"),
        arguments(
            "/ledgerlake/currency",
            null,
            "ledgerlake: \"amount\" is given without \"currency\", expected the name of the"
                + " currency's field; a feed in one currency has a field with \"constantText\""),
        arguments(
            "/ledgerlake/currency",
            "\"entry_id\"",
            "field entry_id: is \"currency\", expected the type string or enum"),
        arguments(
            "/ledgerlake/account",
            "\"booked\"",
            "field booked: is \"account\", expected the type string, enum, int or long"),
        arguments(
            "/ledgerlake/balance",
            "\"entry_id\"",
            "field entry_id: is \"balance\", expected the type bytes with logicalType decimal"),
        arguments(
            "/ledgerlake/balance",
            "\"balanse\"",
            "ledgerlake: \"balance\" names \"balanse\", which is no field"),
        arguments(
            "/ledgerlake/openings",
            "\"Opening Balances\"",
            "ledgerlake: \"openings\" is \"Opening Balances\", expected the name of the dataset that"
                + " holds the opening balances"),
        arguments(
            "/ledgerlake/orderBy",
            "[\"booked\", \"entry\"]",
            "ledgerlake: \"orderBy\" names \"entry\", which is no field; did you mean"
                + " \"entry_id\"?"),
        arguments(
            "/ledgerlake/orderBy",
            "[\"note\"]",
            "field note: is in \"orderBy\" but optional; take null out of its \"type\" or give it"
                + " a \"defaultText\""),
        arguments(
            "/ledgerlake/reportingZone",
            "\"Europe/Amsterdm\"",
            "ledgerlake: \"reportingZone\" is \"Europe/Amsterdm\", expected a zone id such as UTC"
                + " or Europe/Amsterdam; did you mean \"Europe/Amsterdam\"?"));
  }

  static Stream<Arguments> files() {
    return Stream.of(
        arguments(
            "/ledgerlake/csv/delimeter",
            "\";\"",
            "ledgerlake.csv: unknown property \"delimeter\"; did you mean \"delimiter\"?"),
        arguments(
            "/ledgerlake/csv", "\";\"", "ledgerlake: \"csv\" is \";\", expected an object {...}"),
        arguments(
            "/ledgerlake/csv/delimiter",
            "\"||\"",
            "ledgerlake.csv: \"delimiter\" is \"||\", expected one character"),
        arguments(
            "/ledgerlake/csv/delimiter",
            "\"§\"",
            "ledgerlake.csv: \"delimiter\" is \"§\" (U+00A7), expected one ASCII character that is"
                + " no letter, digit or line end"),
        arguments(
            "/ledgerlake/csv/delimiter",
            "\"\\n\"",
            "ledgerlake.csv: \"delimiter\" is U+000A, expected one ASCII character that is no"
                + " letter, digit or line end"),
        arguments(
            "/ledgerlake/csv/quote",
            "\",\"",
            "ledgerlake.csv: \"delimiter\" and \"quote\" are both \",\", expected two different"
                + " characters"),
        arguments(
            "/ledgerlake/csv/encoding",
            "\"UTF-16\"",
            "ledgerlake.csv: \"encoding\" is \"UTF-16\", expected UTF-8 or a single-byte encoding"
                + " whose first 128 characters are ASCII; have the files converted to UTF-8 before"
                + " they are dropped"),
        arguments(
            "/ledgerlake/csv/encoding",
            "\"UFT-8\"",
            "ledgerlake.csv: \"encoding\" is \"UFT-8\", expected the name of an encoding such as"
                + " UTF-8 or windows-1252; did you mean \"UTF-8\"?"),
        arguments(
            "/ledgerlake/csv/columnMode",
            "\"Strict\"",
            "ledgerlake.csv: \"columnMode\" is \"Strict\", expected one of reorder, rescue,"
                + " strict; did you mean \"strict\"?"),
        arguments(
            "/ledgerlake/csv/columns",
            "[\"entry_id\", \"account_id\", \"amount\", \"booked\", \"seen\", \"side\"]",
            "field currency: \"source\" \"currency\" is not in \"csv.columns\": entry_id,"
                + " account_id, amount, booked, seen, side"),
        arguments(
            "/ledgerlake/csv/columns",
            "[\"entry_id\", \"account_id\", \"amount\", \"currency\", \"booked\", \"seen\","
                + " \"side\", \"branch\"]",
            "ledgerlake: \"csv.columns\" has \"branch\", which is no field's \"source\"; add a"
                + " field, or keep it with columnMode rescue"),
        arguments(
            "/ledgerlake/files/expected",
            "[\"in/*.csv\"]",
            "ledgerlake.files: \"expected\" has \"in/*.csv\", expected a file name pattern such as"
                + " accounts-*.csv*, without folders"),
        arguments(
            "/ledgerlake/files/expected",
            "[\"a[.csv\"]",
            "ledgerlake.files: \"expected\" has \"a[.csv\", expected a file name pattern such as"
                + " accounts-*.csv*: Missing ']"),
        arguments(
            "/ledgerlake/files/controlRequired",
            "\"yes\"",
            "ledgerlake.files: \"controlRequired\" is \"yes\", expected true or false"),
        arguments(
            "/ledgerlake/files/control",
            "true",
            "ledgerlake.files: unknown property \"control\"; did you mean"
                + " \"controlRequired\"?"),
        arguments(
            "/ledgerlake/thresholds/maxRate",
            "5",
            "ledgerlake.thresholds: \"maxRate\" is 5, expected a share from 0 to 1 such as 0.05"),
        arguments(
            "/ledgerlake/thresholds/maxRate",
            "-0.01",
            "ledgerlake.thresholds: \"maxRate\" is -0.01, expected a share from 0 to 1 such as"
                + " 0.05"),
        arguments(
            "/ledgerlake/thresholds/minCount",
            "-1",
            "ledgerlake.thresholds: \"minCount\" is -1, expected a whole number from 0"),
        arguments(
            "/ledgerlake/thresholds/maxrate",
            "0.1",
            "ledgerlake.thresholds: unknown property \"maxrate\"; did you mean \"maxRate\"?"));
  }

  static Stream<Arguments> names() {
    return Stream.of(
        arguments(
            "note/name",
            "\"Booking note\"",
            "field Booking note: \"name\" is \"Booking note\", expected a letter or _ and then"
                + " letters, digits and _; a header's own spelling goes into \"source\""),
        arguments(
            "note/name",
            null,
            "field 7: \"name\" is missing, expected the column's name in the tables"),
        arguments(
            "note/id",
            "7",
            "\"id\" is given for 1 of 10 fields, expected all or none (then they are numbered in"
                + " order)"),
        arguments(
            "note/source",
            "\"amount\"",
            "field note: the header name \"amount\" (source) is taken by field amount; a column"
                + " binds to one field, once"),
        arguments(
            "note/sourceAliases",
            "[\"side\"]",
            "field side: the header name \"side\" (source) is taken by field note; a column binds"
                + " to one field, once"),
        arguments(
            "note/aliases",
            "[\"note\"]",
            "field note: the header name \"note\" (source) is taken by field note; a column binds"
                + " to one field, once"),
        arguments(
            "note/aliases",
            "[\"Booking note\"]",
            "field note: Avro's \"aliases\" lists \"Booking note\", expected earlier column names;"
                + " other header names go into \"sourceAliases\""),
        arguments(
            "note/source",
            "\" \"",
            "field note: \"source\" is \" \", expected text that is not blank"),
        arguments(
            "note/requird",
            "true",
            "field note: unknown property \"requird\"; expected one of"
                + " name, type, doc, default, constantText, aliases, sourceAliases, groupingSign,"
                + " id, source, defaultText, trim, pattern, allowed, min, max, formats, zone,"
                + " decimalSign, personal"),
        arguments(
            "note/required",
            "true",
            "field note: unknown property \"required\"; a field is required unless its \"type\" is"
                + " [\"null\", ...]"),
        arguments(
            "note/patern",
            "\"x\"",
            "field note: unknown property \"patern\"; did you mean \"pattern\"?"));
  }

  static Stream<Arguments> types() {
    return Stream.of(
        arguments(
            "note/type",
            null,
            "field note: \"type\" is missing, expected an Avro type such as" + " \"string\""),
        arguments(
            "note/type",
            "\"text\"",
            "field note: \"type\" is no Avro type: Undefined name: \"text\""),
        arguments(
            "amount/type",
            "\"double\"",
            "field amount: \"type\" is double, which a contract cannot have; a binary fraction"
                + " cannot hold money; use bytes with logicalType decimal"),
        arguments(
            "note/type",
            "{\"type\": \"map\", \"values\": \"string\"}",
            "field note: \"type\" is map, which a contract cannot have; expected string, int,"
                + " long, boolean, an enum, bytes with logicalType decimal, int with date or long"
                + " with timestamp-micros"),
        arguments(
            "seen/type",
            "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}",
            "field seen: \"type\" is long with logicalType timestamp-millis, which a contract"
                + " cannot have; times are kept in microseconds; use timestamp-micros"),
        arguments(
            "note/type",
            "[\"null\", \"string\", \"long\"]",
            "field note: \"type\" is the union [\"null\",\"string\",\"long\"], expected one type"
                + " and null"),
        arguments(
            "amount/type",
            "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 39, \"scale\": 2}",
            "field amount: decimal \"precision\" is 39, expected a whole number from 1 to 38"),
        arguments(
            "amount/type",
            "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 0}",
            "field amount: decimal \"precision\" is 0, expected a whole number from 1 to 38"),
        arguments(
            "amount/type",
            "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"scale\": 2}",
            "field amount: decimal \"precision\" is missing, expected a whole number from 1 to"
                + " 38"),
        arguments(
            "amount/type",
            "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 4, \"scale\": 5}",
            "field amount: decimal \"scale\" is 5, expected a whole number from 0 to precision 4"),
        arguments(
            "amount/type",
            "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precison\": 18}",
            "field amount: unknown property \"precison\" inside \"type\"; did you mean"
                + " \"precision\"?"),
        arguments(
            "note/type",
            "{\"type\": \"string\", \"pattern\": \"x\"}",
            "field note: unknown property \"pattern\" inside \"type\"; it belongs to the field,"
                + " beside \"type\""),
        arguments(
            "side/type",
            "{\"type\": \"enum\", \"name\": \"Side\", \"symbols\": []}",
            "field side: the enum has no \"symbols\"; expected at least one"),
        arguments(
            "side/type",
            "{\"type\": \"enum\", \"name\": \"Side\", \"symbols\": [\"A\"], \"default\": \"A\"}",
            "field side: the enum has a \"default\"; use the field's \"defaultText\" for blank"
                + " values"),
        arguments(
            "note/default",
            "\"x\"",
            "field note: Avro's \"default\" is \"x\", expected null; use \"defaultText\" for what a"
                + " blank value stands for"),
        arguments(
            "account_id/default",
            "null",
            "field account_id: \"default\" is null but the field is required; make its \"type\""
                + " [\"null\", ...] or leave \"default\" out"));
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        arguments(
            "account_id/defaultText",
            "\"A\"",
            "field account_id: \"defaultText\" can never apply, as a required field refuses blank"
                + " values; make the \"type\" [\"null\", ...] or leave \"defaultText\" out"),
        arguments(
            "entry_id/constantText",
            "\"1\"",
            "field entry_id: is in \"key\", but a constant identifies no record"),
        arguments(
            "entry_id/trim",
            "false",
            "field entry_id: \"trim\" is false, but a key is always trimmed; leave it out"),
        arguments("note/trim", "\"no\"", "field note: \"trim\" is \"no\", expected true or false"),
        arguments(
            "note/pattern",
            "\"[A-Z\"",
            "field note: \"pattern\" is \"[A-Z\", expected a Java regular expression: Unclosed"
                + " character class near position 3"),
        arguments("note/allowed", "[\"a\", \"a\"]", "field note: \"allowed\" lists \"a\" twice"),
        arguments(
            "note/allowed", "[1]", "field note: \"allowed\" is 1, expected text in double quotes"),
        arguments(
            "amount/min", "0.01", "field amount: \"min\" is 0.01, expected text in double quotes"),
        arguments(
            "note/min", "\"a\"", "field note: \"min\" is only for a number, a date or a timestamp"),
        arguments(
            "note/formats",
            "[\"uuuu\"]",
            "field note: \"formats\" is only for a date or a" + " timestamp"),
        arguments("note/zone", "\"UTC\"", "field note: \"zone\" is only for a timestamp"),
        arguments(
            "booked/zone",
            "\"UTC\"",
            "field booked: \"zone\" is only for a timestamp; a date is never shifted"),
        arguments(
            "seen/zone",
            "\"Mars\"",
            "field seen: \"zone\" is \"Mars\", expected a zone id such as UTC or Europe/Amsterdam"),
        arguments(
            "entry_id/decimalSign",
            "\",\"",
            "field entry_id: \"decimalSign\" is only for a decimal"),
        arguments(
            "note/groupingSign", "\",\"", "field note: \"groupingSign\" is only for a number"),
        arguments(
            "amount/decimalSign",
            "\";\"",
            "field amount: \"decimalSign\" is \";\", expected \".\" or \",\""),
        arguments(
            "amount/groupingSign",
            "\"x\"",
            "field amount: \"groupingSign\" is \"x\", expected a point, a comma, an apostrophe, a"
                + " blank or an underscore"),
        arguments(
            "amount/groupingSign",
            "\".\"",
            "field amount: \"groupingSign\" and \"decimalSign\" are both \".\", expected two"
                + " different signs"));
  }

  static Stream<Arguments> values() {
    return Stream.of(
        arguments(
            "amount/min",
            "\"abc\"",
            "field amount: \"min\" is \"abc\", not a decimal number: expected digits with an"
                + " optional sign, '.' as decimal sign and no grouping"),
        arguments(
            "amount/max",
            "\"1,00\"",
            "field amount: \"max\" is \"1,00\", not a decimal number: expected digits with an"
                + " optional sign, '.' as decimal sign and no grouping"),
        arguments(
            "amount/max",
            "\"0.00001\"",
            "field amount: \"max\" is \"0.00001\", outside decimal(18,4): expected at most 14"
                + " digits before the decimal sign and 4 after it"),
        arguments(
            "entry_id/min",
            "\"1.5\"",
            "field entry_id: \"min\" is \"1.5\", not a whole number: expected digits with an optional"
                + " sign"),
        arguments(
            "booked/max",
            "\"31.12.2024\"",
            "field booked: \"max\" is \"31.12.2024\", not a date: expected ISO 8601, such as"
                + " 2024-01-31"),
        arguments(
            "booked/min",
            "\"2024-02-30\"",
            "field booked: \"min\" is \"2024-02-30\", not a real date: expected a day that the"
                + " calendar has"),
        arguments(
            "seen/min",
            "\"2024-01-01T00:00:00\"",
            "field seen: \"min\" is \"2024-01-01T00:00:00\", names no offset, and the contract"
                + " declares no zone for the field"),
        arguments(
            "copies/allowed",
            "[\"1\", \"two\"]",
            "field copies: \"allowed\" is \"two\", not a whole number: expected digits with an"
                + " optional sign"),
        arguments(
            "copies/defaultText",
            "\"3000000000\"",
            "field copies: \"defaultText\" is \"3000000000\", too large for int: expected -2147483648 to"
                + " 2147483647"),
        arguments(
            "open/defaultText",
            "\"yes\"",
            "field open: \"defaultText\" is \"yes\", not a boolean: expected true or false"),
        arguments(
            "side/constantText",
            "\"BOTH\"",
            "field side: \"constantText\" is \"BOTH\", not one of the enum's symbols: DEBIT,"
                + " CREDIT"),
        arguments(
            "side/allowed",
            "[\"debit\"]",
            "field side: \"allowed\" is \"debit\", not one of the enum's symbols: DEBIT, CREDIT"));
  }

  static Stream<Arguments> formats() {
    return Stream.of(
        arguments(
            "booked/formats",
            "[\"dd.MM.jjjj\"]",
            "field booked: \"formats\": format \"dd.MM.jjjj\" is no DateTimeFormatter pattern: Unknown"
                + " pattern letter: j"),
        arguments(
            "booked/formats",
            "[\"uuuu-MM-dd\", \"MM/uuuu\"]",
            "field booked: \"formats\": format \"MM/uuuu\" does not name a whole date: expected year,"
                + " month and day"),
        arguments(
            "seen/formats",
            "[\"dd.MM.uuuu HH:mm\"]",
            "field seen: \"formats\" has \"dd.MM.uuuu HH:mm\", which names no offset; expected a"
                + " \"zone\" beside it"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void refusesPropertiesThatContradictEachOther(
      String first, String firstValue, String second, String secondValue, String problem) {
    ContractJson broken = ContractJson.valid().with(first, firstValue).with(second, secondValue);

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(broken::load)
        .withMessage("contract feed.avsc is refused, 1 problem:\nfeed.avsc: " + problem);
  }

  static Stream<Arguments> pairs() {
    return Stream.of(
        arguments(
            "amount/min",
            "\"10\"",
            "amount/max",
            "\"9\"",
            "field amount: \"min\" 10 is greater than \"max\" 9"),
        arguments(
            "currency/constantText",
            "\"EUR\"",
            "currency/source",
            "\"Ccy\"",
            "field currency: \"constantText\" and \"source\" exclude each other: a constant has no"
                + " column in the file; keep one of them"),
        arguments(
            "note/constantText",
            "\"a\"",
            "note/defaultText",
            "\"b\"",
            "field note: \"constantText\" and \"defaultText\" exclude each other: a constant has no"
                + " column in the file; keep one of them"),
        arguments(
            "copies/defaultText",
            "\"0\"",
            "copies/min",
            "\"1\"",
            "field copies: \"defaultText\" is \"0\", expected at least \"min\" 1"),
        arguments(
            "copies/defaultText",
            "\"3\"",
            "copies/max",
            "\"2\"",
            "field copies: \"defaultText\" is \"3\", expected at most \"max\" 2"),
        arguments(
            "copies/defaultText",
            "\"3\"",
            "copies/allowed",
            "[\"1\", \"2\"]",
            "field copies: \"defaultText\" is \"3\", expected one of \"allowed\": 1, 2"),
        arguments(
            "note/constantText",
            "\"eur\"",
            "note/pattern",
            "\"[A-Z]{3}\"",
            "field note: \"constantText\" is \"eur\", expected a match of \"pattern\""
                + " [A-Z]{3}"),
        arguments(
            "note/aliases",
            "[\"remark\"]",
            "note/sourceAliases",
            "[\"remark\"]",
            "field note: \"remark\" is in \"aliases\" and in \"sourceAliases\""),
        arguments(
            "/ledgerlake/amount",
            null,
            "/ledgerlake/account",
            null,
            "ledgerlake: \"currency\" is given without \"amount\", expected both or neither"),
        arguments(
            "/ledgerlake/amount",
            null,
            "/ledgerlake/currency",
            null,
            "ledgerlake: \"account\" is given without \"amount\", of which its balances are made"));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({
    "constantText, EURO, EURO",
    "constantText, eur, eur",
    "allowed, EUR|XYZ|USD, XYZ",
  })
  void refusesACurrencyThatIsNone(String property, String texts, String none) {
    String json = '"' + texts.replace("|", "\", \"") + '"';
    ContractJson broken =
        ContractJson.valid()
            .with("currency/" + property, property.equals("allowed") ? "[" + json + "]" : json);

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(broken::load)
        .withMessage(
            "contract feed.avsc is refused, 1 problem:\nfeed.avsc: field currency: \""
                + property
                + "\" has \""
                + none
                + "\", expected ISO 4217 codes, such as EUR (table of "
                + CurrencyTable.iso4217().version()
                + ")");
  }

  @Test
  void refusesAFieldNameTwice() {
    ContractJson broken =
        ContractJson.valid().with("/fields/-", "{\"name\": \"NOTE\", \"type\": \"string\"}");

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(broken::load)
        .withMessageContaining(
            "feed.avsc: field NOTE: \"name\" is taken by another field, \"note\"; names must differ"
                + " in more than letter case");
  }

  @Test
  void refusesAFieldIdTwice() {
    ContractJson broken = ContractJson.valid();
    for (int i = 0; i < 10; i++) {
      broken.with("/fields/" + i + "/id", String.valueOf(i == 4 ? 3 : i + 1));
    }

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(broken::load)
        .withMessageEndingWith(
            "feed.avsc: field booked: \"id\" 3 is taken by field amount; expected a new one");
  }

  @Test
  void reportsAllProblemsAtOnceInTheFilesOrder() {
    ContractJson broken =
        ContractJson.valid()
            .with("amount/min", "\"lots\"")
            .with("amount/max", "\"more\"")
            .with("booked/formats", "[\"MM.uuuu\", \"dd.uuuu\"]")
            .with("copies/type", "\"float\"")
            .with("/ledgerlake/key", "[\"entry\", \"copies\"]")
            .with("/ledgerlake/csv/quote", "\",\"")
            .with("/ledgerlake/thresholds/maxRate", "2");

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(broken::load)
        .satisfies(
            e ->
                assertThat(e.problems())
                    .extracting(problem -> problem.substring(0, 50))
                    .containsExactly(
                        "feed.avsc: field amount: \"min\" is \"lots\", not a de",
                        "feed.avsc: field amount: \"max\" is \"more\", not a de",
                        "feed.avsc: field booked: \"formats\": format \"MM.uuu",
                        "feed.avsc: field booked: \"formats\": format \"dd.uuu",
                        "feed.avsc: field copies: \"type\" is float, which a ",
                        "feed.avsc: ledgerlake.csv: \"delimiter\" and \"quote\"",
                        "feed.avsc: ledgerlake.thresholds: \"maxRate\" is 2, ",
                        "feed.avsc: ledgerlake: \"key\" names \"entry\", which "));
  }

  @Test
  void refusesWhatOnlyAvroRefuses() {
    ContractJson broken =
        ContractJson.valid()
            .with("/name", "\"my-feed\"")
            .with("/ledgerlake/dataset", "\"my_feed\"");

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(broken::load)
        .withMessageEndingWith("feed.avsc: is no Avro schema: Illegal character in: my-feed");
  }

  @Test
  void aFieldThatCannotBeReadIsNotReportedAsMissing() {
    ContractJson broken = ContractJson.valid().with("booked/type", "\"datum\"");

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(broken::load)
        .satisfies(e -> assertThat(e.problems()).hasSize(1));
  }

  @Test
  void namesLineAndColumnOfBrokenJson() {
    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(() -> Contracts.parse("{\"type\": \"record\",\n \"name\" \"x\"}", "a.avsc"))
        .withMessageContaining("a.avsc: is no JSON at line 2, column 10: ")
        .withMessageContaining("expecting a colon");
  }

  @Test
  void refusesAPropertyGivenTwice() {
    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(() -> Contracts.parse("{\"type\": \"record\", \"type\": \"x\"}", "a.avsc"))
        .withMessageContaining("a.avsc: is no JSON")
        .withMessageContaining("Duplicate field 'type'");
  }

  @Test
  void refusesAnEmptyFileAndOtherJson() {
    String expected = "a.avsc: expected an Avro record schema, {\"type\": \"record\", ...}";
    for (String json : new String[] {"", "\"string\"", "[]"}) {
      assertThatExceptionOfType(ContractException.class)
          .isThrownBy(() -> Contracts.parse(json, "a.avsc"))
          .withMessageEndingWith(expected);
    }
  }
}
