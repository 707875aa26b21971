package io.ledgerlake.transforms.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.settle.TestContracts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts files that the library's own example writer wrote, so that both sides are independent. */
class ParquetRecountTest {

  private static final String LONG_AMOUNT = "optional int64 amount (DECIMAL(18,4));";

  @TempDir Path folder;

  /** One row: the id of its file, its unscaled amount, its currency; the latter two may be null. */
  private record Row(String fileId, String amount, String currency) {}

  private static Row row(String fileId, String amount, String currency) {
    return new Row(fileId, amount, currency);
  }

  private WrittenFile write(String amountColumn, boolean dictionary, List<Row> rows)
      throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message t { required binary file_id (STRING); optional binary note (STRING); "
                + amountColumn
                + " optional binary currency (STRING); }");
    Path path = folder.resolve("processed/data.parquet");
    Files.createDirectories(path.getParent());
    Files.deleteIfExists(path);
    SimpleGroupFactory groups = new SimpleGroupFactory(schema);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(path.toUri()))
            .withType(schema)
            .withDictionaryEncoding(dictionary)
            .withRowGroupSize(2000L)
            .withMinRowCountForPageSizeCheck(10)
            .withMaxRowCountForPageSizeCheck(10)
            .build()) {
      for (Row row : rows) {
        writer.write(group(groups.newGroup(), row));
      }
    }
    return new WrittenFile(
        Zone.PROCESSED, "data.parquet", 1, rows.size(), Files.size(path), "unused");
  }

  private static Group group(Group group, Row row) {
    group.add("file_id", row.fileId);
    if (row.amount != null) {
      switch (group.getType().getType("amount").asPrimitiveType().getPrimitiveTypeName()) {
        case INT32 -> group.add("amount", Integer.parseInt(row.amount));
        case INT64 -> group.add("amount", Long.parseLong(row.amount));
        default -> group.add("amount", Binary.fromConstantByteArray(fixed(row.amount)));
      }
    }
    if (row.currency != null) {
      group.add("currency", row.currency);
    }
    return group;
  }

  private static byte[] fixed(String unscaled) {
    byte[] minimal = new BigInteger(unscaled).toByteArray();
    byte[] fixed = new byte[16];
    java.util.Arrays.fill(fixed, (byte) (minimal[0] < 0 ? -1 : 0));
    System.arraycopy(minimal, 0, fixed, 16 - minimal.length, minimal.length);
    return fixed;
  }

  private String count(WrittenFile file) throws IOException {
    return count(file, Optional.of("amount"), Optional.of("currency"));
  }

  private String count(WrittenFile file, Optional<String> amount, Optional<String> currency)
      throws IOException {
    RunContext context = TestZones.context(TestContracts.transactions(), folder);
    return new ParquetRecount(List.of("fileA", "fileB", "fileC"), amount, currency)
        .count(file, TestZones.source(context)).stream()
            .map(ParquetRecountTest::describe)
            .collect(Collectors.joining(" "));
  }

  private static String describe(FileTally tally) {
    return tally.file() + ":" + tally.rows() + "-" + tally.withoutAmount() + tally.sums();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void countsRowsAndSumsPerFileAndCurrency(boolean dictionary) throws IOException {
    assertThat(
            count(
                write(
                    LONG_AMOUNT,
                    dictionary,
                    List.of(
                        row("fileC", "10000", "EUR"),
                        row("fileA", "-25000", "USD"),
                        row("fileA", "5", "EUR"),
                        row("fileA", null, "EUR"),
                        row("fileC", "20001", "EUR"),
                        row("fileA", "7", null),
                        row("fileC", null, null)))))
        .isEqualTo("0:4-1{?=0.0007, EUR=0.0005, USD=-2.5000} 2:3-1{EUR=3.0001}");
  }

  @ParameterizedTest
  @CsvSource({
    "'optional int32 amount (DECIMAL(9,2));', 1.23",
    "'required int64 amount (DECIMAL(18,2));', 1.23",
    "'optional fixed_len_byte_array(16) amount (DECIMAL(38,2));', 1.23",
    "'optional binary amount (DECIMAL(38,2));', 1.23"
  })
  void readsEveryPhysicalTypeOfADecimal(String column, String sum) throws IOException {
    assertThat(
            count(
                write(
                    column, true, List.of(row("fileA", "-77", "EUR"), row("fileA", "200", "EUR")))))
        .isEqualTo("0:2-0{EUR=" + sum + "}");
  }

  @Test
  void sumsBeyondALongStayExact() throws IOException {
    String most = Long.toString(Long.MAX_VALUE);
    String wide = "99999999999999999999999999999999999999";
    assertThat(
            count(
                write(
                    LONG_AMOUNT,
                    true,
                    List.of(
                        row("fileA", most, "EUR"),
                        row("fileA", most, "EUR"),
                        row("fileA", "1", "EUR"),
                        row("fileA", Long.toString(Long.MIN_VALUE), "USD"),
                        row("fileA", "-1", "USD")))))
        .isEqualTo(
            "0:5-0{EUR="
                + new BigDecimal(
                    new BigInteger(most).multiply(BigInteger.TWO).add(BigInteger.ONE), 4)
                + ", USD=-922337203685477.5809}");
    assertThat(
            count(
                write(
                    "optional fixed_len_byte_array(16) amount (DECIMAL(38,0));",
                    true,
                    List.of(row("fileA", wide, "EUR"), row("fileA", wide, "EUR")))))
        .isEqualTo("0:2-0{EUR=" + new BigInteger(wide).multiply(BigInteger.TWO) + "}");
  }

  @Test
  void manyRowGroupsPagesAndCurrenciesAddUp() throws IOException {
    List<Row> rows = new java.util.ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      rows.add(row(i % 2 == 0 ? "fileA" : "fileB", Integer.toString(i), "C" + i % 10));
    }
    String counted = count(write(LONG_AMOUNT, true, rows));
    assertThat(counted)
        .startsWith("0:2500-0{C0=124.7500, C2=124.8500, C4=124.9500")
        .contains("1:2500-0{C1=124.8000, ");
    assertThat(ParquetFiles.footer(folder.resolve("processed/data.parquet")).getBlocks().size())
        .as("the file does have many row groups")
        .isGreaterThan(5);
  }

  @Test
  void withoutAnAmountFieldEveryRowIsWithoutAmount() throws IOException {
    WrittenFile file = write(LONG_AMOUNT, true, List.of(row("fileA", "1", "EUR")));
    assertThat(count(file, Optional.empty(), Optional.empty())).isEqualTo("0:1-1{}");
  }

  @Test
  void withoutACurrencyFieldAmountsHaveNone() throws IOException {
    WrittenFile file = write(LONG_AMOUNT, true, List.of(row("fileA", "1", "EUR")));
    assertThat(count(file, Optional.of("amount"), Optional.empty())).isEqualTo("0:1-0{?=0.0001}");
  }

  @Test
  void aRowOfAFileThatIsNotPlannedIsNamed() throws IOException {
    WrittenFile file = write(LONG_AMOUNT, true, List.of(row("fileX", "1", "EUR")));
    assertThatThrownBy(() -> count(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot recount processed data file data.parquet: it holds a row of file fileX, which"
                + " is not planned; nothing is published, run again with the same run id");
  }

  @Test
  void aFileWithOtherRowsThanWereWrittenIsNamed() throws IOException {
    WrittenFile file = write(LONG_AMOUNT, true, List.of(row("fileA", "1", "EUR")));
    WrittenFile more = new WrittenFile(file.zone(), file.path(), 1, 2, file.bytes(), file.sha256());
    assertThatThrownBy(() -> count(more))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "processed data file data.parquet holds 1 rows, but 2 were written; nothing is"
                + " published, run again with the same run id");
  }

  @Test
  void aFileThatWasCutShortIsNamed() throws IOException {
    WrittenFile file = write(LONG_AMOUNT, true, List.of(row("fileA", "1", "EUR")));
    Path path = folder.resolve("processed/data.parquet");
    byte[] bytes = Files.readAllBytes(path);
    Files.write(path, java.util.Arrays.copyOf(bytes, bytes.length - 9));
    assertThatThrownBy(() -> count(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot recount processed data file data.parquet: ");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    WrittenFile file = new WrittenFile(Zone.CONDEMNED, "gone.parquet", 1, 1, 1, "");
    assertThatThrownBy(() -> count(file))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot recount condemned data file gone.parquet: ");
  }
}
