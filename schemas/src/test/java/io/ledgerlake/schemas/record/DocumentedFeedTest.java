package io.ledgerlake.schemas.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.schemas.currency.CurrencyTable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/** The feeds of docs/contracts.md, evaluated against the contracts that stand beside them. */
class DocumentedFeedTest {

  @Test
  void theFiveMinuteFeedIsValid() throws IOException {
    assertThat(amounts("payments", "ref,")).containsExactly("1255000 EUR");
  }

  @Test
  void theSemicolonFeedIsValid() throws IOException {
    assertThat(amounts("branch_postings", "Buchung;")).containsExactly("125000 EUR", "-2550 EUR");
  }

  private static List<String> amounts(String dataset, String headerStart) throws IOException {
    Contract contract =
        Contracts.parse(block("json", "\"name\": \"" + dataset + '"'), "docs/contracts.md");
    CSVFormat format =
        CSVFormat.RFC4180.builder().setDelimiter((char) contract.dialect().delimiter()).build();
    List<String> amounts = new ArrayList<>();
    try (CSVParser feed = CSVParser.parse(block("text", headerStart), format)) {
      List<CSVRecord> records = feed.getRecords();
      RowEvaluator evaluator =
          RowEvaluator.of(
              contract,
              records.get(0).toList(),
              Instant.parse("2024-03-01T02:00:00Z"),
              CurrencyTable.iso4217());
      for (CSVRecord record : records.subList(1, records.size())) {
        EvaluatedRow row = evaluator.evaluate(TextFields.of(record.values()));
        assertThat(row.errors()).isEmpty();
        BigInteger amount = row.amountUnscaled();
        amounts.add(amount + " " + row.currency());
      }
    }
    return amounts;
  }

  /** Returns the page's first block of a language that contains a text. */
  private static String block(String language, String text) throws IOException {
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(Files.readString(Path.of("../docs/contracts.md"), UTF_8))
        .results()
        .map(found -> found.group(1))
        .filter(block -> block.contains(text))
        .findFirst()
        .orElseThrow();
  }
}
