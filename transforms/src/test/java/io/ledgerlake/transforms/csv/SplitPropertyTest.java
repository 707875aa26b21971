package io.ledgerlake.transforms.csv;

import static io.ledgerlake.transforms.csv.CsvFiles.COMMA;
import static io.ledgerlake.transforms.csv.CsvFiles.NO_HEADER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.schemas.contract.Dialect;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Whatever a file is cut into, the same records come out of it. */
class SplitPropertyTest {

  @Property(tries = 4000)
  void readsWhatTheGrammarSays(
      @ForAll("files") String text, @ForAll @IntRange(min = 1, max = 40) int rangeBytes) {
    check(text, rangeBytes, COMMA, 1);
  }

  @Property(tries = 4000)
  void readsWhatTheGrammarSaysWithoutHeader(
      @ForAll("files") String text, @ForAll @IntRange(min = 1, max = 40) int rangeBytes) {
    check(text, rangeBytes, NO_HEADER, 0);
  }

  private static void check(String text, int rangeBytes, Dialect dialect, int headers) {
    byte[] file = text.getBytes(ISO_8859_1);
    ReferenceCsv expected = ReferenceCsv.read(file, headers);
    FileStructure found = CsvFiles.scan(file, Compression.NONE, dialect, rangeBytes);
    if (expected.unclosed) {
      assertThat(found.fault().kind()).isEqualTo(FileFault.Kind.UNCLOSED_QUOTE);
      assertThat(found.fault().offset()).isEqualTo(expected.unclosedOffset);
      assertThat(found.fault().message())
          .isEqualTo(
              "the quote opened on line "
                  + expected.unclosedLine
                  + " is not closed before the file ends");
      return;
    }
    if (expected.rows.isEmpty() && found.fault() != null) {
      assertThat(found.fault().kind()).isEqualTo(FileFault.Kind.EMPTY_FILE);
      return;
    }
    assertThat(found.fault()).isNull();
    assertThat(found.records()).isEqualTo(expected.rows.size());
    assertThat(found.lines()).isEqualTo(expected.lines);
    assertThat(found.blankLines()).isEqualTo(expected.blankLines);
    CsvFiles.Result read = CsvFiles.readRanges(file, found.fileRanges(7, "memory"), dialect);
    assertThat(read.fault()).isNull();
    assertThat(read.blankLines()).isEqualTo(expected.blankLines);
    assertSame(read.rows(), expected.rows);
  }

  /** Of a row with text after a closing quote only the raw bytes and the fault are defined. */
  private static void assertSame(List<CsvFiles.Row> actual, List<CsvFiles.Row> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      CsvFiles.Row a = actual.get(i);
      CsvFiles.Row e = expected.get(i);
      if (e.fault() == null) {
        assertThat(a).isEqualTo(e);
      } else {
        assertThat(a.fault()).startsWith("text follows the closing quote of field ");
        assertThat(a.raw()).isEqualTo(e.raw());
        assertThat(a.fields()).hasSameSizeAs(e.fields());
        assertThat(List.of(a.row(), a.line(), a.offset()))
            .isEqualTo(List.of(e.row(), e.line(), e.offset()));
      }
    }
  }

  @Property(tries = 500)
  void countsTheSameInPiecesOfAnySize(
      @ForAll("files") String text, @ForAll @IntRange(min = 1, max = 20) int piece) {
    byte[] file = text.getBytes(ISO_8859_1);
    RecordBoundaries atOnce = new RecordBoundaries(COMMA, 0, 1, 1);
    atOnce.scan(file, 0, file.length);
    RecordBoundaries inPieces = new RecordBoundaries(COMMA, 0, 1, 1);
    for (int i = 0; i < file.length; i += piece) {
      inPieces.scan(file, i, Math.min(file.length, i + piece));
    }
    assertThat(inPieces).usingRecursiveComparison().isEqualTo(atOnce);
  }

  @Property(tries = 300)
  void readsTheSameFromAStreamThatGivesAFewBytesAtATime(
      @ForAll("files") String text, @ForAll @IntRange(min = 1, max = 5) int atATime) {
    byte[] file = ("id,amount\n" + text).getBytes(ISO_8859_1);
    byte[] stored = CsvFiles.gzip(file);
    List<RecordBlock> expected =
        CsvFiles.blocks(CsvFiles.whole(Compression.GZIP), COMMA, new ByteArrayInputStream(stored));
    InputStream slow =
        new ByteArrayInputStream(stored) {
          @Override
          public int read(byte[] bytes, int from, int length) {
            return super.read(bytes, from, Math.min(length, atATime));
          }
        };
    List<RecordBlock> actual = CsvFiles.blocks(CsvFiles.whole(Compression.GZIP), COMMA, slow);
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  @Property(tries = 1000)
  void readsCompressedFilesLikePlainOnes(@ForAll("files") String text) {
    byte[] file = ("id,amount\r\n" + text).getBytes(ISO_8859_1);
    FileStructure plain = CsvFiles.scan(file, Compression.NONE, COMMA, 10);
    for (Compression compression : List.of(Compression.GZIP, Compression.ZSTD)) {
      byte[] stored = compression == Compression.GZIP ? CsvFiles.gzip(file) : CsvFiles.zstd(file);
      CsvFiles.Result read =
          CsvFiles.rows(
              CsvFiles.blocks(CsvFiles.whole(compression), COMMA, new ByteArrayInputStream(stored)),
              COMMA);
      assertThat(read.fault()).isEqualTo(plain.fault());
      if (plain.fault() == null) {
        assertThat(read.rows())
            .isEqualTo(CsvFiles.readRanges(file, plain.fileRanges(7, "memory"), COMMA).rows());
        assertThat(read.blankLines()).isEqualTo(plain.blankLines());
      }
    }
  }

  @Provide
  Arbitrary<String> files() {
    Arbitrary<String> part =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.of(",", "\n", "\r\n", "\r", "\"")),
            Tuple.of(2, Arbitraries.of("\"\"", "\"a,b\"", "\"x\ny\"", "\"q\"\"r\"", ",\"")),
            Tuple.of(3, Arbitraries.of("a", "bc", "1234567", "12345678", "\t")));
    return part.list().ofMaxSize(60).map(parts -> String.join("", parts));
  }
}
