package io.ledgerlake.transforms.csv;

import static io.ledgerlake.transforms.csv.CsvFiles.COMMA;
import static io.ledgerlake.transforms.csv.CsvFiles.block;
import static io.ledgerlake.transforms.csv.CsvFiles.fields;
import static io.ledgerlake.transforms.csv.CsvFiles.rows;
import static io.ledgerlake.transforms.csv.CsvFiles.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTokenizerTest {

  static Stream<Arguments> texts() {
    return Stream.of(
        // RFC 4180, section 2: rules 1 to 7
        arguments("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "aaa|bbb|ccc zzz|yyy|xxx"),
        arguments("aaa,bbb,ccc\r\nzzz,yyy,xxx", "aaa|bbb|ccc zzz|yyy|xxx"),
        arguments("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx", "aaa|bbb|ccc zzz|yyy|xxx"),
        arguments("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx", "aaa|b\r\nbb|ccc zzz|yyy|xxx"),
        arguments("\"aaa\",\"b\"\"bb\",\"ccc\"", "aaa|b\"bb|ccc"),
        // line ends
        arguments("a,b\nc,d\n", "a|b c|d"),
        arguments("a,b\rc,d\r", "a|b c|d"),
        arguments("a,b\rc,d\ne,f\r\ng,h", "a|b c|d e|f g|h"),
        arguments("\"a\nb\",c\rd,\"e\rf\"", "a\nb|c d|e\rf"),
        arguments("\"a\",\"b\"\r\"c\",\"d\"\n", "a|b c|d"),
        // empty fields
        arguments(",", "|"),
        arguments("a,", "a|"),
        arguments(",a", "|a"),
        arguments(",,\n,,", "|| ||"),
        arguments("a,,b", "a||b"),
        arguments("\"\"", ""),
        arguments("\"\"\n\"\"\n", " "),
        arguments("a,\"\",b", "a||b"),
        arguments("\"\",\"\"", "|"),
        arguments("\"\",", "|"),
        // quotes
        arguments("\"\"\"\"", "\""),
        arguments("\"\"\"\"\"\"", "\"\""),
        arguments("\"\"\"a\"\"\",b", "\"a\"|b"),
        arguments("a\"b,c", "a\"b|c"),
        arguments("a\"b\",c", "a\"b\"|c"),
        arguments("a\",b\"", "a\"|b\""),
        arguments("5\" pipe,6\" pipe\nx,y", "5\"_pipe|6\"_pipe x|y"),
        arguments("_\"a\",b", "_\"a\"|b"),
        arguments("\"a,b\",\"c,\"\"d\"\"\"", "a,b|c,\"d\""),
        arguments("\",\",\"\n\"", ",|\n"),
        arguments("\"a\"\"\",\"\"\"b\"", "a\"|\"b"),
        arguments("a,\"b\"\"c\",d,\"e\"\"f\"\ng,h,i,j", "a|b\"c|d|e\"f g|h|i|j"),
        // blanks and controls belong to the field
        arguments("\ta\t,\t", "\ta\t|\t"),
        arguments("a\u0000b,\u0001", "a\u0000b|\u0001"),
        arguments("\u000B,\u000C", "\u000B|\u000C"),
        // blank lines are no records
        arguments("\n\r\n\ra,b\n\n\n\nc,d\n\n", "a|b c|d"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void splitsRecordsIntoFields(String text, String expected) {
    String actual = String.join(" ", fields(text).stream().map(r -> String.join("|", r)).toList());
    assertThat(actual.replace("5\" pipe", "5\"_pipe").replace("6\" pipe", "6\"_pipe"))
        .isEqualTo(expected);
    assertThat(rows(text)).allSatisfy(row -> assertThat(row.fault()).isNull());
  }

  @Test
  void hasNoRecordsInNothing() {
    assertThat(fields("")).isEmpty();
    assertThat(fields("\n\r\r\n")).isEmpty();
  }

  @Test
  void numbersRecordsLinesAndBytes() {
    RecordBlock block =
        new RecordBlock(3, 1000, 50, 60, utf8("a,b\n\n\"c\r\nd\",e\r\n\rf\n"), null, null);
    ParsedBlock parsed = CsvTokenizer.of(COMMA).parse(block);
    assertThat(CsvFiles.rows(parsed))
        .extracting(CsvFiles.Row::row, CsvFiles.Row::line, CsvFiles.Row::offset)
        .containsExactly(tuple(50L, 60L, 1000L), tuple(51L, 62L, 1005L), tuple(52L, 65L, 1016L));
    assertThat(parsed.blankLines()).isEqualTo(2);
    assertThat(parsed.recordCount()).isEqualTo(3);
  }

  @Test
  void keepsARecordsRawBytesWithoutItsLineEnd() {
    assertThat(rows("a,\"b\"\"\"\r\n\"c\"\rd,\n"))
        .extracting(CsvFiles.Row::raw)
        .containsExactly("a,\"b\"\"\"", "\"c\"", "d,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x,\"a\"b,c\ny,z", "x,\"a\" ,c\ny,z", "x,\"a\"b\"c\"d,c\ny,z"})
  void reportsTextAfterAClosingQuote(String text) {
    List<CsvFiles.Row> rows = rows(text);
    assertThat(rows.get(0).fault())
        .isEqualTo(
            "text follows the closing quote of field 2; inside a quoted field a quote is doubled");
    assertThat(rows.get(0).fields()).hasSize(3).startsWith("x").endsWith("c");
    assertThat(rows.get(1).fields()).containsExactly("y", "z");
    assertThat(rows.get(1).fault()).isNull();
  }

  @Test
  void reportsStructuralFaultsAsSchemaErrorsWithoutTheValue() {
    ParsedBlock.Records record = CsvTokenizer.of(COMMA).parse(block(utf8("\"4111\"x"))).records();
    assertThat(record.next()).isTrue();
    RowError fault = record.structuralFault();
    assertThat(fault.code()).isEqualTo(ReasonCode.SCHEMA_ERROR);
    assertThat(fault.field()).isEmpty();
    assertThat(fault.value()).isEmpty();
  }

  @Test
  void reportsAQuoteThatIsNotClosedInASingleRecord() {
    List<CsvFiles.Row> rows = rows("a,\"b\nc");
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).fault()).isEqualTo("the quote that opens field 2 is not closed");
    assertThat(rows.get(0).raw()).isEqualTo("a,\"b\nc");
  }

  @Test
  void reportsAFieldOverItsLimit() {
    String atLimit = "x".repeat(65536);
    List<CsvFiles.Row> rows =
        rows(
            "a,"
                + atLimit
                + "\na,\""
                + atLimit
                + "\"\na,"
                + atLimit
                + "y,b\n\""
                + atLimit
                + "y\"\nc,d");
    assertThat(rows)
        .extracting(CsvFiles.Row::fault)
        .containsExactly(
            null,
            null,
            "field 2 is 65537 bytes long, over the limit of 65536",
            "field 1 is 65537 bytes long, over the limit of 65536",
            null);
    assertThat(rows.get(4).fields()).containsExactly("c", "d");
  }

  @Test
  void reportsAnOversizeRecordWithItsLengthAndHash() {
    RecordBlock block =
        new RecordBlock(
            0, 70, 4, 9, utf8("abc"), new RecordBlock.Oversize(2_000_000, "f00d"), null);
    ParsedBlock parsed = CsvTokenizer.of(COMMA).parse(block);
    assertThat(parsed.recordCount()).isEqualTo(1);
    assertThat(CsvFiles.rows(parsed))
        .containsExactly(
            new CsvFiles.Row(
                4,
                9,
                70,
                List.of(),
                "abc",
                "the record is 2000000 bytes long, over the limit of 1048576; only its first 3 bytes"
                    + " are kept (SHA-256 of all: f00d)"));
  }

  @Test
  void hasNoRecordsInABlockThatRefusesItsFile() {
    FileFault fault = new FileFault(FileFault.Kind.EMPTY_FILE, 0, "empty", "send it again");
    RecordBlock block = new RecordBlock(0, 0, 1, 1, new byte[0], null, fault);
    ParsedBlock parsed = CsvTokenizer.of(COMMA).parse(block);
    assertThat(parsed.recordCount()).isZero();
    assertThat(parsed.records().next()).isFalse();
    assertThat(parsed.block().fault()).isEqualTo(fault);
  }

  @Test
  void readsTenThousandColumns() {
    List<String> values = Collections.nCopies(9_999, "v");
    String line = String.join(",", values) + ",\"la\"\"st\"";
    List<List<String>> records = fields(line + "\n" + line + "\n");
    assertThat(records).hasSize(2);
    assertThat(records.get(1)).hasSize(10_000).endsWith("la\"st");
  }

  @Test
  void passesBytesThroughThatAreNotValidInTheEncoding() {
    byte[] bytes = {
      (byte) 0xFF, ',', (byte) 0xC3, '\n', (byte) 0x80, (byte) 0x8A, ',', (byte) 0x8D
    };
    List<CsvFiles.Row> rows = CsvFiles.rows(CsvTokenizer.of(COMMA).parse(block(bytes)));
    assertThat(rows)
        .extracting(CsvFiles.Row::fields)
        .containsExactly(List.of("\u00FF", "\u00C3"), List.of("\u0080\u008A", "\u008D"));
  }

  @Test
  void takesAnyDelimiterAndQuote() {
    ParsedBlock parsed =
        CsvTokenizer.of((byte) '\t', (byte) '\'')
            .parse(block(utf8("a\t'b\t''c'''\t\"d\"\n,\t;\t'")));
    assertThat(CsvFiles.rows(parsed).get(0).fields()).containsExactly("a", "b\t'c'", "\"d\"");
    assertThat(CsvFiles.rows(parsed).get(1).fault())
        .isEqualTo("the quote that opens field 3 is not closed");
  }

  @Test
  void walksRecordsWithoutAllocating() {
    String row = "T1000000001,C17,\"1\"\"234.56\",EUR,2024-03-01T12:34:56Z\n";
    ParsedBlock parsed = CsvTokenizer.of(COMMA).parse(block(utf8(row.repeat(4_000))));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ParsedBlock.Records records = parsed.records();
    long before = threads.getCurrentThreadAllocatedBytes();
    long length = 0;
    long text = 0;
    while (records.next()) {
      for (int i = 0; i < records.fieldCount(); i++) {
        length += records.end(i) - records.start(i);
        text += records.array(i)[records.start(i)];
      }
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(length).isEqualTo(4_000 * 45L);
    assertThat(text).isEqualTo(4_000L * ('T' + 'C' + '1' + 'E' + '2'));
    assertThat(allocated).isLessThan(2_000);
  }
}
