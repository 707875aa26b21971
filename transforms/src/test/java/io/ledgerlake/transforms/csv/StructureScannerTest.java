package io.ledgerlake.transforms.csv;

import static io.ledgerlake.transforms.csv.CsvFiles.COMMA;
import static io.ledgerlake.transforms.csv.CsvFiles.NO_HEADER;
import static io.ledgerlake.transforms.csv.CsvFiles.concat;
import static io.ledgerlake.transforms.csv.CsvFiles.gzip;
import static io.ledgerlake.transforms.csv.CsvFiles.scan;
import static io.ledgerlake.transforms.csv.CsvFiles.utf8;
import static io.ledgerlake.transforms.csv.CsvFiles.zstd;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ledgerlake.schemas.contract.Dialect;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.transforms.csv.FileFault.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StructureScannerTest {

  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  @Test
  void findsWhatAPlanNeeds() throws Exception {
    byte[] file = utf8("id, \"full \"\"name\"\"\" ,amount\r\n1,a,2\r\n\r\n2,\"b\nc\",3\r\n");
    FileStructure found = scan(file, Compression.NONE, COMMA, 1 << 25);
    assertThat(found)
        .isEqualTo(
            new FileStructure(
                file.length,
                sha256(file),
                Compression.NONE,
                List.of("id", "\"full \"\"name\"\"\"", "amount"),
                2,
                5,
                1,
                List.of(new FileStructure.Range(29, file.length, 1, 2)),
                null));
    assertThat(found.fileRanges(4, "s3://b/k.csv"))
        .containsExactly(FileRange.of(4, "s3://b/k.csv", Compression.NONE, 29, file.length, 1, 2));
  }

  @Test
  void unquotesAndTrimsTheHeader() {
    assertThat(scan("\"id\",\" the \"\"name\"\" \",\tnote\t,\"a\nb\"\n1,2,3,4\n").header())
        .containsExactly("id", "the \"name\"", "note", "a\nb");
  }

  @Test
  void decodesTheHeaderInTheContractsEncoding() {
    Dialect latin = new Dialect((byte) ';', (byte) '"', ISO_8859_1, List.of(), ColumnMode.REORDER);
    byte[] file = "Währung;Betrag\nEUR;1\n".getBytes(ISO_8859_1);
    assertThat(scan(file, Compression.NONE, latin, 100).header())
        .containsExactly("Währung", "Betrag");
    assertThat(scan("Währung,Betrag\nEUR,1\n").header()).containsExactly("Währung", "Betrag");
  }

  @Test
  void cutsRangesBetweenRecordsAndNeverInsideQuotes() {
    byte[] file = utf8("h\n" + "\"a\nb\nc\"\n" + "d\n" + "\n" + "e\r\n" + "f");
    assertThat(scan(file, Compression.NONE, COMMA, 1).ranges())
        .containsExactly(
            new FileStructure.Range(2, 10, 1, 2),
            new FileStructure.Range(10, 12, 2, 5),
            new FileStructure.Range(12, 13, 3, 6),
            new FileStructure.Range(13, 16, 3, 7),
            new FileStructure.Range(16, 17, 4, 8));
    assertThat(scan(file, Compression.NONE, COMMA, 9).ranges())
        .containsExactly(
            new FileStructure.Range(2, 12, 1, 2), new FileStructure.Range(12, 17, 3, 6));
  }

  @Test
  void countsFromTheByteOrderMark() {
    FileStructure found = scan(concat(BOM, utf8("id\n1\n")), Compression.NONE, COMMA, 100);
    assertThat(found.header()).containsExactly("id");
    assertThat(found.ranges()).containsExactly(new FileStructure.Range(6, 8, 1, 2));
    FileStructure bare = scan(concat(BOM, utf8("1,2\n")), Compression.NONE, NO_HEADER, 100);
    assertThat(bare.ranges()).containsExactly(new FileStructure.Range(3, 7, 1, 1));
  }

  @Test
  void readsTheFirstRecordAsARowWhereThereIsNoHeader() {
    FileStructure found = scan(utf8("1,2\n3,4"), Compression.NONE, NO_HEADER, 100);
    assertThat(found.header()).containsExactly("a", "b");
    assertThat(found.records()).isEqualTo(2);
    assertThat(found.ranges()).containsExactly(new FileStructure.Range(0, 7, 1, 1));
  }

  @Test
  void skipsBlankLinesBeforeTheHeader() {
    FileStructure found = scan("\n\r\nid\n1\n");
    assertThat(found.header()).containsExactly("id");
    assertThat(found.lines()).isEqualTo(4);
    assertThat(found.blankLines()).isZero();
    assertThat(found.ranges()).containsExactly(new FileStructure.Range(6, 8, 1, 4));
  }

  @Test
  void acceptsAFileWithItsHeaderOnly() {
    for (String file : List.of("id,amount\n", "id,amount", "id,amount\r\n", "id,amount\r")) {
      FileStructure found = scan(file);
      assertThat(found.fault()).isNull();
      assertThat(found.header()).containsExactly("id", "amount");
      assertThat(found.records()).isZero();
      assertThat(found.lines()).isEqualTo(1);
      assertThat(found.ranges()).isEmpty();
    }
  }

  @Test
  void refusesAFileWithoutAnyRecord() {
    FileFault empty =
        new FileFault(
            Kind.EMPTY_FILE,
            0,
            "the file is empty: it has no header and no record",
            "send the file again; a feed without rows is a file with its header only");
    assertThat(scan("").fault()).isEqualTo(empty);
    assertThat(scan("\n\r\n\r").fault()).isEqualTo(empty);
    assertThat(scan(BOM, Compression.NONE, COMMA, 1).fault()).isEqualTo(empty);
    assertThat(scan(new byte[0], Compression.NONE, NO_HEADER, 1).fault()).isEqualTo(empty);
    assertThat(scan(new byte[0], Compression.GZIP, COMMA, 1).fault()).isEqualTo(empty);
    assertThat(scan(gzip(new byte[0]), Compression.GZIP, COMMA, 1).fault()).isEqualTo(empty);
    assertThat(scan(zstd(BOM), Compression.ZSTD, COMMA, 1).fault()).isEqualTo(empty);
  }

  static Stream<Arguments> foreignFiles() {
    return Stream.of(
        arguments(gzip(utf8("id\n1\n")), "gzip data", "name it .csv.gz"),
        arguments(zstd(utf8("id\n1\n")), "zstd data", "name it .csv.zst"),
        arguments(
            utf8("PK\u0003\u0004rest"),
            "a zip archive or an Excel workbook",
            "unpack it, or save the sheet as CSV, and send that"),
        arguments(utf8("PAR1\u0015\u0004"), "a Parquet file", "send the data as CSV"),
        arguments(utf8("ORC\u0008\u0003"), "an ORC file", "send the data as CSV"),
        arguments(utf8("Obj\u0001\u0004"), "an Avro file", "send the data as CSV"),
        arguments(utf8("%PDF-1.7\n"), "a PDF document", "send the data as CSV"),
        arguments(
            "id,amount\n".getBytes(UTF_16), "UTF-16 text", "save it in the contract's encoding"),
        arguments(
            concat(hex("FFFE"), "id,amount\n".getBytes(UTF_16LE)),
            "UTF-16 text",
            "save it in the contract's encoding"),
        arguments(hex("FFFE000069000000"), "UTF-32 text", "save it in the contract's encoding"),
        arguments(hex("0000FEFF00000069"), "UTF-32 text", "save it in the contract's encoding"),
        arguments(
            utf8("BZh91AY&SY\u0001\u0002"), "bzip2 data", "unpack it, or compress it with gzip"));
  }

  @ParameterizedTest
  @MethodSource("foreignFiles")
  void saysWhatAFileIsThatIsNoCsv(byte[] file, String name, String nextStep) throws Exception {
    FileStructure found = scan(file, Compression.NONE, COMMA, 100);
    assertThat(found.fault())
        .isEqualTo(
            new FileFault(
                Kind.NOT_TEXT, 0, "the file is not CSV text: it looks like " + name, nextStep));
    assertThat(found.sha256()).isEqualTo(sha256(file));
    assertThat(scan(gzip(file), Compression.GZIP, COMMA, 100).fault()).isEqualTo(found.fault());
    assertThat(scan(zstd(file), Compression.ZSTD, COMMA, 100).fault()).isEqualTo(found.fault());
  }

  @Test
  void takesHeadersThatOnlyStartLikeAForeignFile() {
    assertThat(scan("ORCID,PAR1,BZh\n1,2,3\n").header()).containsExactly("ORCID", "PAR1", "BZh");
    assertThat(scan("PAR1\n1\n").header()).containsExactly("PAR1");
    assertThat(scan("PK,id\n1,2\n").header()).containsExactly("PK", "id");
  }

  @Test
  void refusesAHeaderThatIsNotText() {
    String nextStep =
        "save it as CSV in the contract's encoding, or correct the contract's encoding";
    String start = "the file is not CSV text in the contract's encoding: its first record ";
    assertThat(scan("id,am\u0000ount\n1,2\n").fault())
        .isEqualTo(new FileFault(Kind.NOT_TEXT, 5, start + "contains a NUL byte", nextStep));
    assertThat(scan("id,\u001Bx\n1,2\n").fault())
        .isEqualTo(
            new FileFault(Kind.NOT_TEXT, 3, start + "contains the control byte 27", nextStep));
    byte[] latin = "id,Währung\n".getBytes(ISO_8859_1);
    assertThat(scan(latin, Compression.NONE, COMMA, 1).fault())
        .isEqualTo(new FileFault(Kind.NOT_TEXT, 0, start + "is not valid UTF-8", nextStep));
    assertThat(scan("id,amount\n".getBytes(UTF_16LE), Compression.NONE, COMMA, 1).fault())
        .isEqualTo(new FileFault(Kind.NOT_TEXT, 1, start + "contains a NUL byte", nextStep));
  }

  @Test
  void leavesBytesAfterTheFirstRecordToTheRows() {
    byte[] file = concat(utf8("id\n"), hex("00"), utf8("\n"), hex("FF"), utf8("\n"));
    FileStructure found = scan(file, Compression.NONE, COMMA, 100);
    assertThat(found.fault()).isNull();
    assertThat(found.records()).isEqualTo(2);
  }

  @Test
  void refusesAFirstRecordOverAMebibyte() {
    FileFault fault =
        new FileFault(
            Kind.NOT_TEXT,
            0,
            "the file is not CSV text: its first record does not end within 1048576 bytes",
            "send a CSV file whose records end in LF, CRLF or CR");
    String atLimit = "x".repeat(1 << 20);
    assertThat(scan(atLimit + "\r\n1").fault()).isNull();
    assertThat(scan(atLimit + "\r\n1").header()).containsExactly(atLimit);
    assertThat(scan(atLimit + "y\n1").fault()).isEqualTo(fault);
    assertThat(scan(atLimit.repeat(3)).fault()).isEqualTo(fault);
    assertThat(scan("\n".repeat(2 << 20) + "id\n1\n").fault()).isEqualTo(fault);
    assertThat(scan("\n".repeat(1 << 16) + atLimit + "\n1").fault()).isEqualTo(fault);
  }

  @Test
  void refusesAnUtf8MarkUnderAnotherEncoding() {
    Dialect latin = new Dialect((byte) ',', (byte) '"', ISO_8859_1, List.of(), ColumnMode.REORDER);
    assertThat(scan(concat(BOM, utf8("id\n1\n")), Compression.NONE, latin, 1).fault())
        .isEqualTo(
            new FileFault(
                Kind.NOT_TEXT,
                0,
                "the file begins with the byte order mark of UTF-8, but the contract declares"
                    + " ISO-8859-1",
                "save it as ISO-8859-1, or declare UTF-8 in the contract"));
  }

  @Test
  void refusesAQuoteThatIsNotClosed() {
    FileStructure found = scan("id,name\n1,a\n2,\"b\n3,c\n4,d\n");
    assertThat(found.fault())
        .isEqualTo(
            new FileFault(
                Kind.UNCLOSED_QUOTE,
                14,
                "the quote opened on line 3 is not closed before the file ends",
                "correct the quote at byte 14 (double it, or close the field), or send the file"
                    + " again if it was cut short"));
    assertThat(found.ranges()).isEmpty();
    assertThat(found.records()).isEqualTo(-1);
    assertThat(scan("id,\"name\n1,a\n").fault().message())
        .isEqualTo("the quote opened on line 1 is not closed before the file ends");
    assertThat(scan("id,\"name\n1,a\n").fault().offset()).isEqualTo(3);
  }

  @Test
  void refusesAMillionRowsThatAStrayQuoteHasSwallowed() throws Exception {
    byte[] start = utf8("id,name\n1,\"a\n");
    byte[] rest = utf8("123456,some name\n".repeat(1_000_000));
    byte[] file = concat(start, rest);
    FileStructure found = scan(file, Compression.NONE, COMMA, 1 << 25);
    assertThat(found.fault())
        .isEqualTo(
            new FileFault(
                Kind.RUNAWAY_RECORD,
                10,
                "the quote opened on line 2 makes the record that starts on line 2 longer than"
                    + " 1048576 bytes and run over several lines: it has swallowed the rows after"
                    + " it",
                "correct the quote at byte 10 (double it, or quote the whole field) and send the"
                    + " file again"));
    assertThat(found.size()).isEqualTo(file.length);
    assertThat(found.sha256()).isEqualTo(sha256(file));
  }

  @Test
  void namesTheQuoteThatSwallowedTheRowsAlsoWhenOthersFollow() {
    String row = "x,\"y\",z\n";
    byte[] file = utf8("a,b,c\n1,2,3\n4,\"5,6\n" + row.repeat(200_000));
    // The stray quote turns every quoted field inside out; each "record" ends at once.
    assertThat(scan(file, Compression.NONE, COMMA, 1 << 25).fault()).isNull();
    byte[] plain = utf8("a,b\n1,\"2\n" + "x,y\n".repeat(300_000) + "z\",\"w\"\n");
    FileFault fault = scan(plain, Compression.NONE, COMMA, 1 << 25).fault();
    assertThat(fault.kind()).isEqualTo(Kind.RUNAWAY_RECORD);
    assertThat(fault.offset()).isEqualTo(6);
  }

  @Test
  void bindsTheLimitToTheWholeRecord() {
    String half = "x".repeat(1 << 19);
    String body = half + ",\"a\nb\"," + half;
    String atLimit = body.substring(0, 1 << 20);
    assertThat(scan("h\n" + atLimit + "\r\nnext\n").fault()).isNull();
    assertThat(scan("h\n" + atLimit).fault()).isNull();
    assertThat(scan("h\n" + atLimit + "x\nnext\n").fault().kind()).isEqualTo(Kind.RUNAWAY_RECORD);
    assertThat(scan("h\n" + atLimit + "x").fault().kind()).isEqualTo(Kind.RUNAWAY_RECORD);
    String late = "y".repeat(1 << 21) + ",\"a\nb\"";
    assertThat(scan("h\n" + late + "\n").fault().offset()).isEqualTo(2 + (1 << 21) + 1);
  }

  @Test
  void leavesALongRecordOnOneLineToTheRows() {
    FileStructure found =
        scan("h\n" + "x".repeat(3 << 20) + "\n\"" + "y".repeat(3 << 20) + "\"\nz");
    assertThat(found.fault()).isNull();
    assertThat(found.records()).isEqualTo(3);
  }

  @Test
  void readsOnlyTheHeaderOfACompressedFile() throws Exception {
    byte[] text = utf8("id,amount\n1,2\n\"3,4\n");
    for (Compression compression : List.of(Compression.GZIP, Compression.ZSTD)) {
      byte[] file = compression == Compression.GZIP ? gzip(text) : zstd(text);
      assertThat(scan(file, compression, COMMA, 1))
          .isEqualTo(
              new FileStructure(
                  file.length,
                  sha256(file),
                  compression,
                  List.of("id", "amount"),
                  -1,
                  -1,
                  -1,
                  List.of(new FileStructure.Range(0, -1, 1, 1)),
                  null));
    }
  }

  @Test
  void hashesAllOfACompressedFile() throws Exception {
    byte[] noise = new byte[3 << 20];
    new java.util.Random(7).nextBytes(noise);
    byte[] file = gzip(concat(utf8("id\n"), utf8(HexFormat.of().formatHex(noise))));
    FileStructure found = scan(file, Compression.GZIP, COMMA, 1);
    assertThat(found.size()).isEqualTo(file.length);
    assertThat(found.sha256()).isEqualTo(sha256(file));
  }

  @Test
  void refusesACompressedFileWhoseStartIsBroken() throws Exception {
    String nextStep = "send the file again, and compare its length and checksum with the sender's";
    byte[] gzip = gzip(utf8("id,amount\n1,2\n"));
    byte[] cut = Arrays.copyOf(gzip, 15);
    FileStructure found = scan(cut, Compression.GZIP, COMMA, 1);
    assertThat(found.sha256()).isEqualTo(sha256(cut));
    assertThat(found.fault().kind()).isEqualTo(Kind.BROKEN_COMPRESSION);
    assertThat(found.fault().message())
        .startsWith("the gzip stream is broken or cut short after ")
        .contains(" uncompressed bytes (");
    assertThat(found.fault().nextStep()).isEqualTo(nextStep);
    byte[] zstd = zstd(utf8("id,amount\n1,2\n"));
    FileFault fault = scan(Arrays.copyOf(zstd, 12), Compression.ZSTD, COMMA, 1).fault();
    assertThat(fault.kind()).isEqualTo(Kind.BROKEN_COMPRESSION);
    assertThat(fault.message())
        .isEqualTo(
            "the zstd stream is broken or cut short after 3 uncompressed bytes (Truncated source)");
    assertThat(fault.nextStep()).isEqualTo(nextStep);
  }

  @Test
  void refusesAFileThatIsNotCompressedAsItsNameSays() {
    assertThat(scan(utf8("id,amount\n1,2\n"), Compression.GZIP, COMMA, 1).fault())
        .isEqualTo(
            new FileFault(
                Kind.BROKEN_COMPRESSION,
                0,
                "the file is named as gzip data but is not",
                "name it after what it is (.csv for plain text), or compress it with gzip"));
    assertThat(scan(gzip(utf8("id\n")), Compression.ZSTD, COMMA, 1).fault())
        .isEqualTo(
            new FileFault(
                Kind.BROKEN_COMPRESSION,
                0,
                "the file is named as zstd data but is not; it looks like gzip data",
                "name it .csv.gz"));
  }

  @Test
  void readsAZstdFileThatStartsWithASkippableFrame() {
    byte[] file = concat(hex("512A4D18" + "02000000" + "ABCD"), zstd(utf8("id,amount\n1,2\n")));
    assertThat(scan(file, Compression.ZSTD, COMMA, 1).header()).containsExactly("id", "amount");
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void throwsWhenTheStorageFails(Compression compression) {
    byte[] text = utf8("id,amount\n" + "1,2\n".repeat(100));
    byte[] file =
        switch (compression) {
          case NONE -> text;
          case GZIP -> gzip(text);
          case ZSTD -> zstd(text);
        };
    InputStream failing = CsvFiles.brokenHalfway(file);
    assertThatThrownBy(() -> StructureScanner.of(COMMA, 100).scan(failing, compression, done -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
  }

  @Test
  void tellsItsProgressUpToTheLastByte() throws Exception {
    byte[] file = utf8("id\n" + "1\n".repeat(500_000));
    List<Long> told = new ArrayList<>();
    StructureScanner.of(COMMA, 100_000)
        .scan(new ByteArrayInputStream(file), Compression.NONE, told::add);
    assertThat(told).isSorted().hasSizeGreaterThan(2).endsWith((long) file.length);
  }

  @Test
  void refusesARangeWithoutBytes() {
    assertThatThrownBy(() -> StructureScanner.of(COMMA, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a range has at least 1 byte, not 0");
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
