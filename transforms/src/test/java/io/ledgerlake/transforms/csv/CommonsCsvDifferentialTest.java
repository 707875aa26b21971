package io.ledgerlake.transforms.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Where their grammars agree, our tokenizer and Apache Commons CSV read the same. */
class CommonsCsvDifferentialTest {

  private static final CSVFormat FORMAT =
      CSVFormat.Builder.create()
          .setDelimiter(',')
          .setQuote('"')
          .setIgnoreEmptyLines(true)
          .setTrailingData(false)
          .build();

  @Property(tries = 5000)
  void readsWrittenFilesAlike(@ForAll("written") String text) throws IOException {
    assertThat(CsvFiles.fields(text)).isEqualTo(commons(text));
  }

  /** Commons CSV refuses what we take as a row fault, so such texts are left out. */
  @Property(tries = 5000)
  void readsAnyTextAlikeThatHasNoFault(@ForAll("soup") String text) throws IOException {
    Assume.that(CsvFiles.rows(text).stream().allMatch(row -> row.fault() == null));
    assertThat(CsvFiles.fields(text)).isEqualTo(commons(text));
  }

  private static List<List<String>> commons(String text) throws IOException {
    List<List<String>> records = new ArrayList<>();
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      for (CSVRecord record : parser) {
        records.add(record.toList());
      }
    }
    return records;
  }

  @Provide
  Arbitrary<String> written() {
    Arbitrary<String> value =
        Arbitraries.strings().withChars("ab ,\"\r\n\té\u0000;'1").ofMaxLength(20);
    Arbitrary<String> field =
        Combinators.combine(value, Arbitraries.of(true, false))
            .as(CommonsCsvDifferentialTest::write);
    Arbitrary<String> record = field.list().ofMinSize(1).ofMaxSize(8).map(f -> String.join(",", f));
    return Combinators.combine(record.list().ofMaxSize(12), Arbitraries.of("\n", "\r\n", "\r"))
        .as((records, end) -> String.join(end, records) + end);
  }

  private static String write(String value, boolean always) {
    boolean needed = value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return always || needed ? '"' + value.replace("\"", "\"\"") + '"' : value;
  }

  @Provide
  Arbitrary<String> soup() {
    Arbitrary<String> part =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.of(",", "\n", "\r\n", "\r")),
            Tuple.of(1, Arbitraries.of("\"", "\"\"", ",\"a\",", "\n\"b\nc\"\n", "x\"y")),
            Tuple.of(3, Arbitraries.of("a", "bc", "12345678", "é", " ", "\t")));
    return part.list().ofMaxSize(60).map(parts -> String.join("", parts));
  }
}
