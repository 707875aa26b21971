package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.BadInputFixture.feed;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sender says of a file and what is in it differ. */
class BadControlFilesTest {

  private static final String ASK_BOTH =
      "ask the sender which is right, the file or its control file, and for both again";

  @TempDir Path folder;
  private BadInputFixture lake;

  @BeforeEach
  void open() throws IOException {
    lake = new BadInputFixture(folder);
  }

  @Test
  void filesThatDisagreeWithTheirControlFilesAreRefused() throws IOException {
    feedWithControl("agrees", "{\"rows\": 2, \"sums\": {\"EUR\": \"20.00\"}}");
    feedWithControl("row", "{\"rows\": 3, \"sums\": {\"EUR\": \"20.00\"}}");
    feedWithControl("cent", "{\"rows\": 2, \"sums\": {\"EUR\": 20.01}}");
    feedWithControl("currency", "{\"rows\": 2, \"sums\": {\"EUR\": 20, \"USD\": \"0.01\"}}");
    feedWithControl("no-json", "rows=2");
    feedWithControl("empty", "");
    feedWithControl("no-rows", "{\"sums\": {\"EUR\": 20}}");
    feedWithControl("unknown", "{\"rows\": 2, \"sum\": 20}");
    feedWithControl("no-number", "{\"rows\": 2, \"sums\": {\"EUR\": \"20,00\"}}");

    IngestFixture.Answer answer = lake.ingest();

    assertThat(answer.exitCode()).isEqualTo(6);
    assertThat(answer.words())
        .contains("the control file says 3 rows, the file has 2")
        .contains("Next: ask the sender which is right");
    lake.isIngested("agrees.csv", 2, 0);
    lake.isRefused(
        "row.csv",
        "CONTROL_MISMATCH",
        -1,
        "the control file says 3 rows, the file has 2",
        ASK_BOTH);
    lake.isRefused(
        "cent.csv",
        "CONTROL_MISMATCH",
        -1,
        "the control file says 20.01 EUR, the rows add up to 20.00: a difference of -0.01",
        ASK_BOTH);
    lake.isRefused(
        "currency.csv",
        "CONTROL_MISMATCH",
        -1,
        "the control file says 0.01 USD, the rows add up to 0.00: a difference of -0.01",
        ASK_BOTH);
    isUnreadable("empty", "it is not a JSON object");
    isUnreadable("no-rows", "\"rows\" must be a whole number, 0 or more");
    isUnreadable("unknown", "unknown property \"sum\"");
    isUnreadable("no-number", "the sum of EUR is not a number: \"20,00\"");
    assertThat(lake.file("no-json.csv").fault().message())
        .startsWith("the control file cannot be read: it is not JSON (Unrecognized token 'rows'");
    assertThat(lake.rows(Zone.PROCESSED)).hasSize(2);
    lake.isRefusedInLedger("cent.csv", "CONTROL_MISMATCH");
  }

  @Test
  void aDifferenceThatUnreadAmountsMayExplainHoldsTheRun() throws IOException {
    lake.put("good.csv", feed("G", 2));
    lake.put("feed.csv", feed("T", 2).replaceFirst("10\\.00", "ten"));
    lake.put("feed.csv.ctl.json", "{\"rows\": 2, \"sums\": {\"EUR\": \"20.00\"}}");

    IngestFixture.Answer answer = lake.ingest();

    assertThat(answer.exitCode()).isEqualTo(5);
    assertThat(answer.words())
        .contains("Run r-1 of transactions: held until a person decides; nothing is published yet.")
        .contains(
            "feed.csv: the control file says 20.00 EUR, the rows add up to 10.00: a difference of"
                + " -10.00; 1 row's amount could not be read");
    lake.heldOnly();
  }

  @Test
  void aRequiredControlFileThatIsMissingRefusesTheFile() throws IOException {
    lake.put("feed.csv", feed("T", 2));
    Path contract = ContractFile.write(folder, "\"files\": {\"controlRequired\": true}");

    assertThat(lake.ingest("--contract=" + contract).exitCode()).isEqualTo(6);

    lake.isRefused(
        "feed.csv",
        "CONTROL_FILE",
        -1,
        "the contract requires a control file, and there is no feed.csv.ctl.json",
        "ask the sender for it, or take \"controlRequired\" out of the contract");
    lake.publishedNothing();
  }

  private void feedWithControl(String name, String control) throws IOException {
    lake.put(name + ".csv", feed(name, 2));
    lake.put(name + ".csv.ctl.json", control);
  }

  private void isUnreadable(String name, String why) throws IOException {
    lake.isRefused(
        name + ".csv",
        "CONTROL_FILE",
        -1,
        "the control file cannot be read: " + why,
        "ask the sender for one like {\"rows\": 1200, \"sums\": {\"EUR\": \"10512.25\"}}");
  }
}
