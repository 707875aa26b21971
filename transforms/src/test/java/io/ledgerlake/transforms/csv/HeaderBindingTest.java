package io.ledgerlake.transforms.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.csv.FileFault.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderBindingTest {

  @Test
  void acceptsTheContractsColumnsInAnyOrder() {
    assertThat(check("reorder", "TxId", "Amount", "Ccy", "When", "Note")).isEmpty();
    assertThat(check("reorder", "Note", "When", "Ccy", "Amount", "TxId")).isEmpty();
    assertThat(check("strict", "TxId", "Amount", "Ccy", "When", "Note")).isEmpty();
  }

  @Test
  void acceptsAliasesAndTheAbsenceOfOptionalColumns() {
    assertThat(check("reorder", "transaction id", "Amount", "Ccy", "When")).isEmpty();
    assertThat(check("strict", "transaction id", "Amount", "Ccy", "When")).isEmpty();
  }

  @Test
  void namesMissingColumnsAndWhatWasProbablyMeant() {
    assertThat(check("rescue", "TxId", "amount", "Whan", "Note"))
        .containsExactly(
            new FileFault(
                Kind.MISSING_COLUMN,
                -1,
                "the header lacks 3 columns that the contract requires: \"Amount\" (the header has"
                    + " \"amount\"), \"Ccy\", \"When\" (the header has \"Whan\")",
                "rename the columns in the file, or add their names to the fields' \"sourceAliases\" in"
                    + " the contract"));
    assertThat(check("rescue", "Amount", "Ccy", "When").get(0).message())
        .isEqualTo("the header lacks a column that the contract requires: \"TxId\"");
  }

  @Test
  void recognisesAnotherDelimiter() {
    assertThat(check("rescue", "TxId;Amount;Ccy;When").get(0).nextStep())
        .isEqualTo(
            "the fields seem to be separated by \";\", but the contract's delimiter is \",\": set"
                + " \"delimiter\" in the contract");
    assertThat(check("rescue", "TxId\tAmount").get(0).nextStep())
        .startsWith("the fields seem to be separated by a TAB,");
  }

  @Test
  void refusesTheSameNameTwice() {
    assertThat(check("rescue", "TxId", "Amount", "x", "Ccy", "When", "Amount", "x", "x"))
        .containsExactly(
            new FileFault(
                Kind.DUPLICATE_COLUMN,
                -1,
                "the header has more than one column named \"Amount\", \"x\"",
                "give each column a name of its own"));
  }

  @Test
  void refusesTwoColumnsForOneField() {
    assertThat(check("reorder", "TxId", "Amount", "Ccy", "When", "transaction id"))
        .containsExactly(
            new FileFault(
                Kind.DUPLICATE_COLUMN,
                -1,
                "the header has several columns that the contract reads as one field: \"TxId\" and"
                    + " \"transaction id\" for field id",
                "leave one of the columns out, or take its name out of the field's \"sourceAliases\""));
  }

  @Test
  void refusesUnknownColumnsUnlessTheyAreKept() {
    String[] header = {"TxId", "Amount", "Ccy", "When", "Fee", "", "Bran\nch"};
    FileFault fault =
        new FileFault(
            Kind.UNKNOWN_COLUMN,
            -1,
            "the header has 3 columns that the contract does not know: \"Fee\", column 6 without a"
                + " name, \"Bran ch\"",
            "add fields for them to the contract, keep them with \"columnMode\": \"rescue\", or"
                + " leave them out of the file");
    assertThat(check("strict", header)).containsExactly(fault);
    assertThat(check("reorder", header)).containsExactly(fault);
    assertThat(check("rescue", header)).isEmpty();
  }

  @Test
  void doesNotKnowAColumnForAConstant() {
    assertThat(check("reorder", "TxId", "Amount", "Ccy", "When", "kind"))
        .extracting(FileFault::kind)
        .containsExactly(Kind.UNKNOWN_COLUMN);
  }

  @Test
  void refusesAnotherOrderWhenStrict() {
    assertThat(check("strict", "Amount", "TxId", "Ccy", "When"))
        .containsExactly(
            new FileFault(
                Kind.COLUMN_ORDER,
                -1,
                "the columns come in the order \"Amount\", \"TxId\", \"Ccy\", \"When\", the"
                    + " contract has \"TxId\", \"Amount\", \"Ccy\", \"When\"",
                "send the columns in the contract's order, or permit any with \"columnMode\":"
                    + " \"reorder\""));
  }

  @Test
  void reportsEverythingThatIsWrong() {
    assertThat(check("strict", "Amount", "TxId", "Ccy", "Ccy", "Fee"))
        .extracting(FileFault::kind)
        .containsExactly(
            Kind.MISSING_COLUMN, Kind.DUPLICATE_COLUMN, Kind.UNKNOWN_COLUMN, Kind.COLUMN_ORDER);
  }

  @Test
  void staysShortWithTenThousandColumnsAndLongNames() {
    List<String> header = new ArrayList<>(List.of("TxId", "Amount", "Ccy"));
    for (int i = 0; i < 10_000; i++) {
      header.add(i == 1 ? "y".repeat(100_000) : "column" + i);
    }
    List<FileFault> faults = HeaderBinding.check(contract("reorder"), header);
    assertThat(faults)
        .extracting(FileFault::kind)
        .containsExactly(Kind.MISSING_COLUMN, Kind.UNKNOWN_COLUMN);
    assertThat(faults.get(1).message())
        .isEqualTo(
            "the header has 10000 columns that the contract does not know: \"column0\", \""
                + "y".repeat(60)
                + "...\", \"column2\", \"column3\", \"column4\" and 9995 more");
    assertThat(faults.get(0).message()).hasSizeLessThan(200);
  }

  private static List<FileFault> check(String mode, String... header) {
    return HeaderBinding.check(contract(mode), List.of(header));
  }

  private static Contract contract(String mode) {
    return Contracts.parse(
        """
        {"type": "record", "name": "feed", "namespace": "test",
         "ledgerlake": {"version": 1, "key": ["id"], "eventTime": "at", "amount": "amount",
           "currency": "currency", "csv": {"columnMode": "MODE"}},
         "fields": [
           {"name": "id", "type": "string", "id": 1, "source": "TxId",
            "sourceAliases": ["transaction id"]},
           {"name": "amount", "id": 2, "source": "Amount",
            "type": {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 4}},
           {"name": "currency", "type": "string", "id": 3, "source": "Ccy"},
           {"name": "at", "id": 4, "source": "When",
            "type": {"type": "long", "logicalType": "timestamp-micros"}},
           {"name": "note", "type": ["null", "string"], "default": null, "id": 5,
            "source": "Note"},
           {"name": "kind", "type": "string", "id": 6, "constantText": "card"}]}
        """
            .replace("MODE", mode),
        "feed.avsc");
  }
}
