package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.BadInputFixture.HEADER;
import static io.ledgerlake.pipeline.e2e.BadInputFixture.feed;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose header is not what the contract says, in each of its column modes. */
class BadHeadersTest {

  private static final String REORDERED =
      "Currency,TransactionID,TransactionTimestamp,CustomerID,TransactionAmount\n"
          + "EUR,R1,2024-01-15T10:00:00Z,C-1,10.00\n";

  private static final String EXTRA =
      HEADER.replace("Currency,", "Currency,Channel,")
          + "X1,C-1,10.00,EUR,branch,2024-01-15T10:00:00Z\n"
          + "X2,C-1,10.00,EUR,,2024-01-15T10:00:00Z\n";

  @TempDir Path folder;

  @Test
  void filesWithoutTheColumnsAreRefusedAndTheOthersPublished() throws IOException {
    BadInputFixture lake = new BadInputFixture(folder);
    lake.put("good.csv", feed("G", 2));
    lake.put("empty.csv", "");
    lake.put("blank.csv", "\n\r\n\n");
    lake.put("header-only.csv", HEADER);
    lake.put("lacking.csv", feed("L", 2).replace("TransactionAmount", "Amount"));
    lake.put("semicolons.csv", feed("S", 2).replace(',', ';'));
    lake.put("twice.csv", feed("D", 2).replace("CustomerID", "Currency"));
    lake.put("reordered.csv", REORDERED);
    lake.put("extra.csv", EXTRA);
    lake.put("wide.csv", HEADER.strip() + columns(6, 10_000) + "\n");

    IngestFixture.Answer answer = lake.ingest();

    assertThat(answer.exitCode()).isEqualTo(6);
    assertThat(answer.words())
        .contains("Run r-1 of transactions: published, without the refused files.")
        .contains("lacking.csv: MISSING_COLUMN the header lacks a column")
        .contains("Next: rename the columns in the file");
    lake.isIngested("good.csv", 2, 0);
    lake.isIngested("header-only.csv", 0, 0);
    lake.isIngested("reordered.csv", 1, 0);
    lake.isRefused(
        "empty.csv",
        "EMPTY_FILE",
        0,
        "the file is empty: it has no header and no record",
        "send the file again; a feed without rows is a file with its header only");
    lake.isRefused(
        "blank.csv",
        "EMPTY_FILE",
        0,
        "the file is empty: it has no header and no record",
        "send the file again; a feed without rows is a file with its header only");
    lake.isRefused(
        "lacking.csv",
        "MISSING_COLUMN",
        -1,
        "the header lacks a column that the contract requires: \"TransactionAmount\"",
        "rename the columns in the file, or add their names to the fields' \"sourceAliases\" in the"
            + " contract");
    lake.isRefused(
        "semicolons.csv",
        "MISSING_COLUMN",
        -1,
        "the header lacks 5 columns that the contract requires: \"TransactionID\", \"CustomerID\","
            + " \"TransactionAmount\", \"Currency\", \"TransactionTimestamp\"",
        "the fields seem to be separated by \";\", but the contract's delimiter is \",\": set"
            + " \"delimiter\" in the contract");
    lake.isRefused(
        "twice.csv",
        "MISSING_COLUMN",
        -1,
        "the header lacks a column that the contract requires: \"CustomerID\"",
        "rename the columns in the file, or add their names to the fields' \"sourceAliases\" in the"
            + " contract");
    lake.isRefused(
        "extra.csv",
        "UNKNOWN_COLUMN",
        -1,
        "the header has a column that the contract does not know: \"Channel\"",
        "add fields for them to the contract, keep them with \"columnMode\": \"rescue\", or leave"
            + " them out of the file");
    lake.isRefused(
        "wide.csv",
        "UNKNOWN_COLUMN",
        -1,
        "the header has 9995 columns that the contract does not know: \"c6\", \"c7\", \"c8\","
            + " \"c9\", \"c10\" and 9990 more",
        "add fields for them to the contract, keep them with \"columnMode\": \"rescue\", or leave"
            + " them out of the file");
    lake.isRefusedInLedger("wide.csv", "UNKNOWN_COLUMN");
    assertThat(lake.rows(Zone.PROCESSED)).hasSize(3);
  }

  @Test
  void aRefusedFileIsTakenInOnceItIsMended() throws IOException {
    BadInputFixture lake = new BadInputFixture(folder);
    lake.put("feed.csv", feed("T", 2).replace("Currency", "Währung"));
    assertThat(lake.ingest("--runId=r-0").exitCode()).isEqualTo(6);
    lake.publishedNothing();

    lake.put("feed.csv", feed("T", 2));

    assertThat(lake.ingest().exitCode()).isZero();
    lake.isIngested("feed.csv", 2, 0);
  }

  @Test
  void inStrictModeAnyOtherHeaderIsRefused() throws IOException {
    BadInputFixture lake = new BadInputFixture(folder);
    lake.put("reordered.csv", REORDERED);
    lake.put("extra.csv", EXTRA);
    lake.put("twice.csv", HEADER.replace("Currency,", "Currency,Currency,"));

    assertThat(lake.ingest("--contract=" + columnMode("strict")).exitCode()).isEqualTo(6);

    lake.publishedNothing();
    lake.isRefused(
        "reordered.csv",
        "COLUMN_ORDER",
        -1,
        "the columns come in the order \"Currency\", \"TransactionID\", \"TransactionTimestamp\","
            + " \"CustomerID\", \"TransactionAmount\", the contract has \"TransactionID\","
            + " \"CustomerID\", \"TransactionAmount\", \"Currency\", \"TransactionTimestamp\"",
        "send the columns in the contract's order, or permit any with \"columnMode\": \"reorder\"");
    lake.isRefused(
        "extra.csv",
        "UNKNOWN_COLUMN",
        -1,
        "the header has a column that the contract does not know: \"Channel\"",
        "add fields for them to the contract, keep them with \"columnMode\": \"rescue\", or leave"
            + " them out of the file");
    lake.isRefused(
        "twice.csv",
        "DUPLICATE_COLUMN",
        -1,
        "the header has more than one column named \"Currency\"",
        "give each column a name of its own");
  }

  @Test
  void inRescueModeUnknownColumnsAreKeptWithTheirRows() throws IOException {
    BadInputFixture lake = new BadInputFixture(folder);
    lake.put("reordered.csv", REORDERED);
    lake.put("extra.csv", EXTRA);

    assertThat(lake.ingest("--contract=" + columnMode("rescue")).exitCode()).isZero();

    lake.isIngested("reordered.csv", 1, 0);
    lake.isIngested("extra.csv", 2, 0);
    List<Object> rescued =
        lake.rows(Zone.PROCESSED, "extra.csv").stream()
            .map(row -> row.getField("_rescued"))
            .toList();
    assertThat(rescued).containsExactly(Map.of("Channel", "branch"), null);
  }

  private Path columnMode(String mode) throws IOException {
    return ContractFile.write(folder, "\"csv\": {\"columnMode\": \"" + mode + "\"}");
  }

  private static String columns(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> ",c" + i).collect(Collectors.joining());
  }
}
