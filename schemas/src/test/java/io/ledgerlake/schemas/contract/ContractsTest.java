package io.ledgerlake.schemas.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.schemas.value.ValueParser;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractsTest {

  private static final FieldType MONEY = new FieldType.Decimal(18, 4);

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.ledgerlake.schemas.contract.Contracts#shipped")
  void avroReadsEveryShippedContract(String name) {
    Contract contract = Contracts.named(name);

    Schema schema = new Schema.Parser().parse(contract.json());

    assertThat(schema.getFields())
        .extracting(Schema.Field::name)
        .isEqualTo(contract.fields().stream().map(Field::name).toList());
    assertThat(schema.getField(contract.amount().orElseThrow()).schema().getLogicalType())
        .isEqualTo(LogicalTypes.decimal(18, 4));
  }

  @ParameterizedTest
  @MethodSource("io.ledgerlake.schemas.contract.Contracts#shipped")
  void aContractIsTheSameWhenParsedFromTheTextItCarries(String name) throws Exception {
    Contract contract = Contracts.named(name);

    assertThat(Contracts.parse(contract.json(), contract.source())).isEqualTo(contract);
    assertThat(contract.sha256()).isEqualTo(sha256Of("src/main/resources/" + contract.source()));
    assertThat(contract.source()).isEqualTo("contracts/" + name + ".avsc");
  }

  @Test
  void shipsEveryContractOfItsFolder() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/contracts"))) {
      assertThat(
              files.map(file -> file.getFileName().toString().replaceFirst("[.].*", "")).sorted())
          .isEqualTo(Contracts.shipped());
    }
  }

  @Test
  void transactionsAreBoundToTheFeedsHeaders() {
    Contract contract = Contracts.named("transactions");

    assertThat(contract.dataset()).isEqualTo("transactions");
    assertThat(contract.version()).isEqualTo(1);
    assertThat(contract.fields())
        .extracting(Field::id, Field::name, Field::source, Field::type, Field::required)
        .containsExactly(
            tuple(1, "transaction_id", "TransactionID", new FieldType.Text()),
            tuple(2, "customer_id", "CustomerID", new FieldType.Text()),
            tuple(3, "amount", "TransactionAmount", MONEY),
            tuple(4, "currency", "Currency", new FieldType.Text()),
            tuple(5, "transaction_ts", "TransactionTimestamp", new FieldType.Timestamp()));
    assertThat(contract.key()).containsExactly("transaction_id");
    assertThat(contract.eventTime()).isEqualTo("transaction_ts");
    assertThat(contract.account()).hasValue("customer_id");
    assertThat(contract.amount()).hasValue("amount");
    assertThat(contract.currency()).hasValue("currency");
    assertThat(contract.balance()).isEmpty();
    assertThat(contract.openings()).hasValue("openings");
    assertThat(contract.orderBy()).containsExactly("transaction_ts", "transaction_id");
    assertThat(contract.field("transaction_ts").zone()).isEmpty();
  }

  @Test
  void postingsAreALedgerInEuro() {
    Contract contract = Contracts.named("postings");

    assertThat(contract.fields())
        .extracting(Field::name)
        .containsExactly("id", "account_id", "amount", "new_balance", "tx_date", "currency");
    assertThat(contract.fields()).allMatch(Field::required);
    assertThat(contract.field("currency").constantText()).hasValue("EUR");
    assertThat(contract.field("currency").source()).isEmpty();
    assertThat(contract.field("id").type()).isEqualTo(new FieldType.Int64());
    assertThat(contract.balance()).hasValue("new_balance");
    assertThat(contract.openings()).isEmpty();
    assertThat(contract.orderBy()).containsExactly("tx_date", "id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-01-31T00:00:00Z",
        "2024-01-31T01:00:00+01:00",
        "2024-01-31T00:00:00",
        "2024-01-31 00:00",
        "2024-01-31"
      })
  void aPostingIsBookedAtAnInstantOrInUtcOrOnADay(String text) {
    ValueParser parser = ValueParser.of(Contracts.named("postings").field("tx_date"));

    assertThat(parser.parses(text)).as(parser.problem()).isTrue();
    assertThat(parser.compareTo(parser.value("2024-01-31T00:00:00Z"))).isZero();
  }

  @Test
  void whatAContractLeavesOutHasADefault() {
    Contract contract = ContractJson.valid().load();

    assertThat(contract.dialect())
        .isEqualTo(new Dialect((byte) ',', (byte) '"', UTF_8, List.of(), ColumnMode.REORDER));
    assertThat(contract.files()).isEqualTo(new Contract.FileRules(List.of(), false));
    assertThat(contract.thresholds()).isEqualTo(new Contract.Thresholds("0.05", 100));
    assertThat(contract.reportingZone()).isEqualTo("UTC");
    assertThat(contract.orderBy()).containsExactly("booked", "entry_id");
    assertThat(contract.fields()).extracting(Field::id).startsWith(1, 2, 3).endsWith(9, 10);
    assertThat(contract.field("note"))
        .isEqualTo(
            new Field(
                7,
                "note",
                new FieldType.Text(),
                "note",
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                '.',
                Optional.empty(),
                false));
    assertThat(contract.field("amount").type()).isEqualTo(MONEY);
  }

  @Test
  void readsEveryType() {
    Contract contract = ContractJson.valid().load();

    assertThat(contract.fields())
        .extracting(Field::type)
        .containsExactly(
            new FieldType.Int64(),
            new FieldType.Text(),
            MONEY,
            new FieldType.Text(),
            new FieldType.Date(),
            new FieldType.Timestamp(),
            new FieldType.Text(),
            new FieldType.Enumeration(List.of("DEBIT", "CREDIT")),
            new FieldType.Bool(),
            new FieldType.Int32());
  }

  @Test
  void readsEveryPropertyOfADataset() {
    Contract contract =
        ContractJson.valid()
            .with("/ledgerlake/dataset", "\"entries\"")
            .with("/ledgerlake/orderBy", "[\"seen\", \"entry_id\"]")
            .with("/ledgerlake/reportingZone", "\"Europe/Istanbul\"")
            .with(
                "/ledgerlake/csv",
                "{\"delimiter\": \"\\t\", \"quote\": \"'\", \"encoding\": \"ISO-8859-15\","
                    + " \"columnMode\": \"rescue\"}")
            .with("/ledgerlake/files", "{\"expected\": [\"a-*.csv*\"], \"controlRequired\": true}")
            .with("/ledgerlake/thresholds", "{\"maxRate\": 0.0125, \"minCount\": 0}")
            .load();

    assertThat(contract.dataset()).isEqualTo("entries");
    assertThat(contract.version()).isEqualTo(3);
    assertThat(contract.orderBy()).containsExactly("seen", "entry_id");
    assertThat(contract.reportingZone()).isEqualTo("Europe/Istanbul");
    assertThat(contract.dialect())
        .isEqualTo(
            new Dialect(
                (byte) '\t',
                (byte) '\'',
                Charset.forName("ISO-8859-15"),
                List.of(),
                ColumnMode.RESCUE));
    assertThat(contract.files()).isEqualTo(new Contract.FileRules(List.of("a-*.csv*"), true));
    assertThat(contract.thresholds()).isEqualTo(new Contract.Thresholds("0.0125", 0));
  }

  @Test
  void filesWithoutAHeaderBindTheirColumnListAsAHeaderWouldBind() {
    Contract contract =
        ContractJson.valid()
            .with("note/sourceAliases", "[\"Remark\"]")
            .with("currency/constantText", "\"EUR\"")
            .with(
                "/ledgerlake/csv/columns",
                "[\"Remark\", \"entry_id\", \"account_id\", \"amount\", \"booked\", \"seen\","
                    + " \"side\"]")
            .load();

    assertThat(contract.dialect().hasHeader()).isFalse();
    assertThat(contract.dialect().columns()).hasSize(7).startsWith("Remark", "entry_id");
  }

  @Test
  void earlierNamesAndOtherHeadersAreAliases() {
    Contract contract =
        ContractJson.valid()
            .with("note/aliases", "[\"remark\"]")
            .with("note/sourceAliases", "[\"Booking text\"]")
            .load();

    assertThat(contract.field("note").aliases()).containsExactly("remark", "Booking text");
  }

  @Test
  void aPointBetweenGroupsOfAWholeNumberNeedsNoDecimalSign() {
    Field copies = ContractJson.valid().with("copies/groupingSign", "\".\"").load().field("copies");

    ValueParser parser = ValueParser.of(copies);

    assertThat(parser.parses("1.000")).isTrue();
    assertThat(parser.compareTo(parser.value("1000"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"utf-8", "US-ASCII", "ISO-8859-1", "windows-1254", "IBM437", "KOI8-R", "TIS-620"})
  void takesEncodingsWithOneByteForEachAsciiCharacter(String name) {
    Contract contract =
        ContractJson.valid().with("/ledgerlake/csv/encoding", '"' + name + '"').load();

    assertThat(contract.dialect().encoding()).isEqualTo(Charset.forName(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTF-16LE",
        "UTF-32",
        "Shift_JIS",
        "GB18030",
        "Big5",
        "EUC-KR",
        "ISO-2022-JP",
        "IBM037"
      })
  void refusesEncodingsWhoseBytesAreNotAscii(String name) {
    ContractJson contract = ContractJson.valid().with("/ledgerlake/csv/encoding", '"' + name + '"');

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(contract::load)
        .withMessageContaining("\"encoding\" is \"" + name + "\"")
        .withMessageContaining("have the files converted to UTF-8 before they are dropped");
  }

  @Test
  void theDocumentedContractsLoad() throws IOException {
    List<Contract> documented = documentedContracts();

    assertThat(documented)
        .extracting(Contract::dataset)
        .containsExactly("payments", "branch_postings");
  }

  @Test
  void theSemicolonFeedIsExpressible() throws IOException {
    Contract feed = documentedContracts().get(1);

    assertThat(feed.dialect().delimiter()).isEqualTo((byte) ';');
    assertThat(feed.dialect().encoding()).isEqualTo(Charset.forName("windows-1252"));
    assertThat(feed.dialect().columnMode()).isEqualTo(ColumnMode.STRICT);
    assertThat(feed.field("currency").constantText()).hasValue("EUR");
    assertThat(feed.field("text").personal()).isTrue();
    assertThat(feed.field("account_id").aliases()).containsExactly("Konto-Nr.", "Kontonummer");
    ValueParser amount = ValueParser.of(feed.field("amount"));
    assertThat(amount.parses("1.250,00")).isTrue();
    assertThat(amount.parses("-25,5")).isTrue();
    assertThat(amount.parses("25.5")).isFalse();
    ValueParser date = ValueParser.of(feed.field("booked_on"));
    assertThat(date.parses("29.02.24")).isTrue();
    assertThat(date.epochDay()).isEqualTo(LocalDate.of(2024, 2, 29).toEpochDay());
    assertThat(date.parses("29.02.23")).isFalse();
  }

  @Test
  void theDocumentedRefusalIsWhatIsPrinted() throws IOException {
    String json =
        blocks("json")
            .get(1)
            .replace(
                "\"decimalSign\": \",\",\n      \"groupingSign\": \".\",\n      \"min\": \"-1.000.000,00\",\n      \"max\": \"1.000.000,00\"",
                "\"decimalsign\": \",\"")
            .replace("\"key\": [\"posting_id\"]", "\"key\": [\"posting_no\"]");

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(() -> Contracts.parse(json, "feeds/branch.avsc"))
        .withMessage(blocks("text").get(0).strip());
  }

  @Test
  void theLatestVersionInAFolderWins() throws IOException {
    write("feed.avsc", 1);
    write("feed.v2.avsc", 2);
    write("feed.v3.avsc", 3);
    write("feed.v5.avsc", 5);

    Contract contract = Contracts.inFolder(folder, "feed");

    assertThat(contract.version()).isEqualTo(3);
    assertThat(contract.source()).isEqualTo(folder + "/feed.v3.avsc");
  }

  @Test
  void refusesAVersionThatIsNotTheOneOfItsFilesName() throws IOException {
    write("feed.avsc", 1);
    write("feed.v2.avsc", 1);

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(() -> Contracts.inFolder(folder, "feed"))
        .withMessageEndingWith(
            folder
                + "/feed.v2.avsc: ledgerlake: \"version\" is 1, expected 2 as in the file's name");
  }

  @Test
  void refusesAFolderWithoutTheContract() {
    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(() -> Contracts.inFolder(folder, "feed"))
        .withMessage("There is no contract \"feed\" in the folder " + folder + ".")
        .satisfies(
            refusal ->
                assertThat(refusal.nextStep())
                    .isEqualTo("Put it there as feed.avsc, or choose another dataset."));
  }

  @Test
  void loadsAFileByItsPathWhateverItsName() throws IOException {
    Path file = write("my feed.json", 7);

    Contract contract = Contracts.load(file.toString());

    assertThat(contract.version()).isEqualTo(7);
    assertThat(contract.source()).isEqualTo(file.toString());
    assertThat(contract.json()).isEqualTo(Files.readString(file, UTF_8));
  }

  @Test
  void namesAFileThatIsNotThere() {
    Path file = folder.resolve("none.avsc");

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(() -> Contracts.load(file.toString()))
        .withMessage("There is no contract file " + file + ".")
        .satisfies(refusal -> assertThat(refusal.nextStep()).isEqualTo("Check the path."));
  }

  @Test
  void namesAFileThatIsNotUtf8() throws IOException {
    Path file = folder.resolve("latin.avsc");
    Files.write(file, new byte[] {'{', (byte) 0xE9, '}'});

    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(() -> Contracts.read(file))
        .withMessageEndingWith(file + ": is not valid UTF-8; save the file as UTF-8");
  }

  @Test
  void suggestsTheShippedContractThatWasMeant() {
    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(() -> Contracts.load("transaction"))
        .withMessage("There is no contract \"transaction\" on the class path.")
        .satisfies(
            refusal ->
                assertThat(refusal.nextStep())
                    .isEqualTo(
                        "Did you mean \"transactions\"? Choose one of openings, postings, transactions, or the"
                            + " path of an .avsc file."));
  }

  private static String sha256Of(String file) throws Exception {
    byte[] bytes = Files.readAllBytes(Path.of(file));
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private Path write(String name, int version) throws IOException {
    String json =
        ContractJson.valid().with("/ledgerlake/version", String.valueOf(version)).load().json();
    return Files.writeString(folder.resolve(name), json, UTF_8);
  }

  private static List<Contract> documentedContracts() throws IOException {
    return blocks("json").stream().map(json -> Contracts.parse(json, "contracts.md")).toList();
  }

  private static List<String> blocks(String language) throws IOException {
    String page = Files.readString(Path.of("../docs/contracts.md"), UTF_8);
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(page)
        .results()
        .map((MatchResult block) -> block.group(1))
        .toList();
  }

  private static Tuple tuple(int id, String name, String source, FieldType type) {
    return Tuple.tuple(id, name, source, type, true);
  }
}
