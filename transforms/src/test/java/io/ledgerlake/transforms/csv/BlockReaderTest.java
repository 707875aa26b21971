package io.ledgerlake.transforms.csv;

import static io.ledgerlake.transforms.csv.CsvFiles.COMMA;
import static io.ledgerlake.transforms.csv.CsvFiles.NO_HEADER;
import static io.ledgerlake.transforms.csv.CsvFiles.blocks;
import static io.ledgerlake.transforms.csv.CsvFiles.concat;
import static io.ledgerlake.transforms.csv.CsvFiles.gzip;
import static io.ledgerlake.transforms.csv.CsvFiles.utf8;
import static io.ledgerlake.transforms.csv.CsvFiles.whole;
import static io.ledgerlake.transforms.csv.CsvFiles.zstd;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.ledgerlake.schemas.contract.Dialect;
import io.ledgerlake.transforms.csv.FileFault.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockReaderTest {

  private static final int MIB = 1 << 20;

  @Test
  void fillsBlocksWithWholeRecordsUpToTheirLimit() {
    String row = "x".repeat(63) + "\n";
    byte[] file = utf8("h\n" + row.repeat(10_000));
    List<RecordBlock> blocks = CsvFiles.read(file, Compression.NONE, COMMA, MIB).blocks();
    assertThat(blocks).extracting(b -> b.bytes().length).containsExactly(262_144, 262_144, 115_712);
    assertThat(blocks).extracting(RecordBlock::firstRow).containsExactly(1L, 4097L, 8193L);
    assertThat(blocks).extracting(RecordBlock::firstLine).containsExactly(2L, 4098L, 8194L);
    assertThat(blocks).extracting(RecordBlock::offset).containsExactly(2L, 262_146L, 524_290L);
    assertThat(blocks).extracting(RecordBlock::file).containsOnly(7);
  }

  @Test
  void givesARecordLongerThanABlockABlockOfItsOwn() {
    String full = "y".repeat(262_143) + "\n";
    String tooLong = "z".repeat(262_144) + "\n";
    byte[] file = utf8("h\na\n" + full + tooLong + "b\nc\n");
    CsvFiles.Result read = CsvFiles.read(file, Compression.NONE, COMMA, 10 * MIB);
    assertThat(read.blocks())
        .extracting(b -> b.bytes().length)
        .containsExactly(2, 262_144, 262_145, 4);
    assertThat(read.rows()).extracting(CsvFiles.Row::row).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(read.rows()).extracting(CsvFiles.Row::line).containsExactly(2L, 3L, 4L, 5L, 6L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r", ""})
  void keepsARecordAtItsLimitWhole(String end) {
    String atLimit = "x".repeat(MIB);
    CsvFiles.Result read = CsvFiles.read(utf8("h\n" + atLimit + end), Compression.NONE, COMMA, MIB);
    assertThat(read.blocks()).hasSize(1);
    assertThat(read.rows().get(0).raw()).isEqualTo(atLimit);
    assertThat(read.rows().get(0).fault())
        .isEqualTo("field 1 is 1048576 bytes long, over the limit of 65536");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r", ""})
  void keepsTheBeginningLengthAndHashOfARecordOverItsLimit(String end) throws Exception {
    for (int over : new int[] {1, 2, 3, 1000, 262_144, 3 * MIB}) {
      byte[] record = utf8("k" + "x".repeat(MIB + over - 1));
      for (Compression compression : new Compression[] {Compression.NONE, Compression.GZIP}) {
        byte[] file = concat(utf8("h\na\n\n"), record, utf8(end));
        file = end.isEmpty() ? file : concat(file, utf8("\n\"b\nc\"\nd\n"));
        byte[] stored = compression == Compression.NONE ? file : gzip(file);
        FileRange range =
            compression == Compression.NONE
                ? FileRange.of(7, "memory", compression, 2, file.length, 1, 2)
                : whole(compression);
        InputStream in = new ByteArrayInputStream(stored);
        in.skipNBytes(range.start());
        List<RecordBlock> blocks = blocks(range, COMMA, in);
        RecordBlock found = blocks.get(1);
        assertThat(found.oversize())
            .isEqualTo(
                new RecordBlock.Oversize(
                    record.length,
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(record))));
        assertThat(found.bytes()).isEqualTo(Arrays.copyOf(record, 65_536));
        List<CsvFiles.Row> rows = CsvFiles.rows(blocks, COMMA).rows();
        assertThat(rows.get(1).row()).isEqualTo(2);
        assertThat(rows.get(1).line()).isEqualTo(4);
        assertThat(rows.get(1).offset()).isEqualTo(5);
        if (!end.isEmpty()) {
          int blank = end.equals("\r") ? 0 : 1;
          long after = 5L + record.length + end.length();
          assertThat(rows)
              .extracting(CsvFiles.Row::raw)
              .containsExactly("a", "k" + "x".repeat(65_535), "\"b\nc\"", "d");
          assertThat(rows.get(2).offset()).isEqualTo(after + 1);
          assertThat(rows.get(2).line()).isEqualTo(5 + blank);
          assertThat(rows.get(3).line()).isEqualTo(7 + blank);
        }
      }
    }
  }

  @Test
  void streamsAFieldOfAHundredMebibytes() throws IOException {
    long length = 100L * MIB;
    InputStream in =
        new SequenceInputStream(
            Collections.enumeration(
                List.of(
                    new ByteArrayInputStream(utf8("1,")),
                    new Repeated((byte) 'x', length),
                    new ByteArrayInputStream(utf8("\n2,b\n")))));
    FileRange range = FileRange.of(0, "memory", Compression.NONE, 0, length + 7, 1, 1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    List<RecordBlock> blocks = blocks(range, NO_HEADER, in);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(blocks).hasSize(2);
    assertThat(blocks.get(0).oversize().length()).isEqualTo(length + 2);
    assertThat(new String(blocks.get(1).bytes(), ISO_8859_1)).isEqualTo("2,b\n");
    assertThat(blocks.get(1).firstRow()).isEqualTo(2);
    assertThat(allocated).isLessThan(8L * MIB);
  }

  @Test
  void scansAFieldOfAHundredMebibytesInLittleMemory() throws IOException {
    InputStream in =
        new SequenceInputStream(
            Collections.enumeration(
                List.of(
                    new ByteArrayInputStream(utf8("h\n\"")),
                    new Repeated((byte) 'x', 100L * MIB),
                    new ByteArrayInputStream(utf8("\"\n")))));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    FileStructure found = StructureScanner.of(COMMA, MIB).scan(in, Compression.NONE, done -> {});
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(found.records()).isEqualTo(1);
    assertThat(allocated).isLessThan(4L * MIB);
  }

  @Test
  void givesTheSameRecordsWhateverTheRanges() {
    for (long seed = 1; seed <= 6; seed++) {
      byte[] file = utf8("h,i\r\n" + mixedRecords(seed));
      ReferenceCsv expected = ReferenceCsv.read(file, 1);
      List<CsvFiles.Row> wanted = withLongFields(expected.rows);
      for (long rangeBytes : new long[] {1, 1000, 100_000, 262_144, 10 * MIB}) {
        CsvFiles.Result read = CsvFiles.read(file, Compression.NONE, COMMA, rangeBytes);
        assertThat(read.rows()).isEqualTo(wanted);
        assertThat(read.blankLines()).isEqualTo(expected.blankLines);
        assertWholeBlocks(read);
      }
      CsvFiles.Result zipped =
          CsvFiles.rows(
              blocks(whole(Compression.GZIP), COMMA, new ByteArrayInputStream(gzip(file))), COMMA);
      assertThat(zipped.rows()).isEqualTo(wanted);
      assertThat(zipped.blankLines()).isEqualTo(expected.blankLines);
      assertWholeBlocks(zipped);
    }
  }

  private static void assertWholeBlocks(CsvFiles.Result read) {
    for (RecordBlock block : read.blocks()) {
      if (block.bytes().length > SizeLimits.BLOCK) {
        assertThat(CsvFiles.rows(CsvTokenizer.of(COMMA).parse(block))).hasSize(1);
      }
    }
  }

  private static List<CsvFiles.Row> withLongFields(List<CsvFiles.Row> rows) {
    return rows.stream()
        .map(
            r -> {
              int length = r.fields().get(1).length();
              String fault =
                  length > SizeLimits.FIELD
                      ? "field 2 is " + length + " bytes long, over the limit of 65536"
                      : null;
              return new CsvFiles.Row(r.row(), r.line(), r.offset(), r.fields(), r.raw(), fault);
            })
        .toList();
  }

  /** Two fields a record, the second of any length up to 600,000, and every line end. */
  private static String mixedRecords(long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    String[] ends = {"\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r\n"};
    while (text.length() < 2 * MIB) {
      int length =
          switch (random.nextInt(400)) {
            case 0 -> random.nextInt(600_000);
            case 1, 2 -> random.nextInt(262_144);
            default -> random.nextInt(40);
          };
      String value = "abcdefghijklmnop".repeat(1 + length / 16).substring(0, length);
      switch (random.nextInt(4)) {
        case 0 -> text.append("\"k\"").append(',').append(value);
        case 1 -> text.append("k,\"").append(value).append("\"");
        case 2 -> text.append("\"\r\n\",\"").append(value).append("\"");
        default -> text.append("k,").append(value);
      }
      text.append(ends[random.nextInt(ends.length)]);
    }
    return text + "last,one";
  }

  @Test
  void readsSeveralMembersAndFrames() {
    byte[] gzip = gzip(utf8("id,na"), utf8("me\n1,a\n"), new byte[0], utf8("2,b\n"));
    byte[] zstd = zstd(utf8("id,na"), utf8("me\n1,a\n"), new byte[0], utf8("2,b\n"));
    for (CsvFiles.Result read :
        List.of(read(Compression.GZIP, gzip), read(Compression.ZSTD, zstd))) {
      assertThat(read.fault()).isNull();
      assertThat(read.rows())
          .extracting(CsvFiles.Row::fields)
          .containsExactly(List.of("1", "a"), List.of("2", "b"));
      assertThat(read.rows()).extracting(CsvFiles.Row::line).containsExactly(2L, 3L);
      assertThat(read.rows()).extracting(CsvFiles.Row::offset).containsExactly(8L, 12L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GZIP", "ZSTD"})
  void refusesACompressedFileThatIsCutAnywhere(Compression compression) {
    StringBuilder text = new StringBuilder("id,name\n");
    for (int i = 0; i < 200; i++) {
      text.append(i).append(",name ").append(i * 7919 % 1000).append('\n');
    }
    byte[] file = utf8(text.toString());
    byte[] stored = compression == Compression.GZIP ? gzip(file) : zstd(file);
    List<CsvFiles.Row> all = read(compression, stored).rows();
    assertThat(all).hasSize(200);
    for (int length = 1; length < stored.length; length++) {
      CsvFiles.Result cut = read(compression, Arrays.copyOf(stored, length));
      assertThat(cut.fault().kind()).as("cut to %d", length).isEqualTo(Kind.BROKEN_COMPRESSION);
      assertThat(cut.blocks()).last().extracting(RecordBlock::fault).isNotNull();
      assertThat(all.subList(0, cut.rows().size())).isEqualTo(cut.rows());
    }
  }

  @Test
  void yieldsTheRowsBeforeTheBreakOfALongFile() {
    byte[] file = utf8("id\n" + "1234567\n".repeat(200_000));
    byte[] stored = gzip(file);
    CsvFiles.Result read = read(Compression.GZIP, Arrays.copyOf(stored, stored.length - 100));
    assertThat(read.rows().size()).isBetween(60_000, 199_999);
    assertThat(read.fault().kind()).isEqualTo(Kind.BROKEN_COMPRESSION);
    assertThat(read.fault().offset()).isBetween(500_000L, (long) file.length);
    assertThat(read.fault().message())
        .isEqualTo(
            "the gzip stream is broken or cut short after "
                + read.fault().offset()
                + " uncompressed bytes (it ends early)");
  }

  @Test
  void refusesWrongChecksumsAndGarbage() {
    byte[] file = utf8("id\n1\n2\n");
    byte[] crc = gzip(file);
    crc[crc.length - 8] ^= 1;
    CsvFiles.Result wrong = read(Compression.GZIP, crc);
    assertThat(wrong.fault().kind()).isEqualTo(Kind.BROKEN_COMPRESSION);
    assertThat(wrong.fault().message()).contains("CRC");
    CsvFiles.Result garbage = read(Compression.GZIP, concat(gzip(file), utf8("garbage")));
    assertThat(garbage.fault().kind()).isEqualTo(Kind.BROKEN_COMPRESSION);
    assertThat(garbage.fault().message()).contains("Garbage after a valid");
    CsvFiles.Result zstd = read(Compression.ZSTD, concat(zstd(file), utf8("garbage")));
    assertThat(zstd.fault().kind()).isEqualTo(Kind.BROKEN_COMPRESSION);
    byte[] flipped = zstd(utf8("id\n" + "1,2,3\n".repeat(50)));
    flipped[4] ^= (byte) 0xFF;
    assertThat(read(Compression.ZSTD, flipped).fault().kind()).isEqualTo(Kind.BROKEN_COMPRESSION);
  }

  @Test
  void neverReadsOtherRowsFromADamagedGzipFile() {
    byte[] stored = gzip(utf8("id,name\n1,some name\n2,some other name\n" + "3,x\n".repeat(20)));
    List<CsvFiles.Row> all = read(Compression.GZIP, stored).rows();
    for (int i = 0; i < stored.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = stored.clone();
        damaged[i] ^= (byte) (1 << bit);
        CsvFiles.Result read = read(Compression.GZIP, damaged);
        assertThat(read.fault() != null || read.rows().equals(all))
            .as("bit %d of byte %d flipped", bit, i)
            .isTrue();
      }
    }
  }

  @Test
  void refusesTheContentOfACompressedFileLikeThatOfAPlainOne() {
    for (String text :
        List.of(
            "",
            "\n\n",
            "id\n1\n2,\"a\n3\n",
            "id,\"name\n1,a\n",
            "id,am\u0000ount\n1,2\n",
            "id\n1\n\"" + "2\n".repeat(MIB),
            "x".repeat(MIB + 1))) {
      FileFault plain = CsvFiles.scan(text).fault();
      assertThat(plain).isNotNull();
      assertThat(read(Compression.GZIP, gzip(utf8(text))).fault()).isEqualTo(plain);
      assertThat(read(Compression.ZSTD, zstd(utf8(text))).fault()).isEqualTo(plain);
    }
  }

  @Test
  void yieldsTheRowsBeforeAStrayQuote() {
    CsvFiles.Result open = read(Compression.GZIP, gzip(utf8("id\n1\n2\n\"3\n4\n")));
    assertThat(open.rows()).extracting(CsvFiles.Row::raw).containsExactly("1", "2");
    assertThat(open.fault().kind()).isEqualTo(Kind.UNCLOSED_QUOTE);
    assertThat(open.fault().offset()).isEqualTo(7);
    CsvFiles.Result runaway =
        read(Compression.GZIP, gzip(utf8("id\n1\n2\n\"3\n" + "4\n".repeat(MIB))));
    assertThat(runaway.rows()).extracting(CsvFiles.Row::raw).containsExactly("1", "2");
    assertThat(runaway.fault().kind()).isEqualTo(Kind.RUNAWAY_RECORD);
    assertThat(runaway.fault().offset()).isEqualTo(7);
  }

  @Test
  void refusesAnUnclosedQuoteAfterAnEndlessField() {
    CsvFiles.Result read = read(Compression.GZIP, gzip(utf8("id\n1\n\"" + "x".repeat(3 * MIB))));
    assertThat(read.rows()).hasSize(1);
    assertThat(read.fault().kind()).isEqualTo(Kind.UNCLOSED_QUOTE);
    assertThat(read.fault().offset()).isEqualTo(5);
    CsvFiles.Result lines =
        read(Compression.GZIP, gzip(utf8("id\n1\n\"" + "x".repeat(3 * MIB) + "\ny\"\n")));
    assertThat(lines.fault().kind()).isEqualTo(Kind.RUNAWAY_RECORD);
  }

  @Test
  void readsACompressedFileWithoutHeader() {
    byte[] file = concat(HexFormat.of().parseHex("EFBBBF"), utf8("1,2\n3,4"));
    CsvFiles.Result read =
        CsvFiles.rows(
            blocks(whole(Compression.ZSTD), NO_HEADER, new ByteArrayInputStream(zstd(file))),
            NO_HEADER);
    assertThat(read.rows()).extracting(CsvFiles.Row::raw).containsExactly("1,2", "3,4");
    assertThat(read.rows()).extracting(CsvFiles.Row::offset).containsExactly(3L, 7L);
    assertThat(read.rows()).extracting(CsvFiles.Row::line).containsExactly(1L, 2L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONE", "GZIP", "ZSTD"})
  void throwsWhenTheStorageFailsAfterTheRowsBefore(Compression compression) throws IOException {
    byte[] file = new byte[MIB];
    new Random(3).nextBytes(file);
    byte[] text = utf8("id\n" + HexFormat.of().withDelimiter("\n").formatHex(file));
    byte[] stored =
        switch (compression) {
          case NONE -> text;
          case GZIP -> gzip(text);
          case ZSTD -> zstd(text);
        };
    InputStream failing = CsvFiles.brokenHalfway(stored);
    FileRange range =
        FileRange.of(
            7, "m", compression, 0, compression == Compression.NONE ? text.length : -1, 1, 1);
    List<RecordBlock> before = new ArrayList<>();
    try (BlockReader reader = BlockReader.of(range, COMMA, failing)) {
      assertThatThrownBy(
              () -> {
                for (Optional<RecordBlock> b = reader.next(); b.isPresent(); b = reader.next()) {
                  before.add(b.get());
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessage("connection reset");
    }
    assertThat(before).isNotEmpty().allSatisfy(block -> assertThat(block.fault()).isNull());
  }

  @Test
  void throwsWhenTheFileIsNotTheOneThatWasPlanned() {
    FileRange range = FileRange.of(7, "s3://b/k.csv", Compression.NONE, 3, 100, 1, 2);
    byte[] rest = utf8("1\n2\n");
    assertThatThrownBy(() -> blocks(range, COMMA, new ByteArrayInputStream(rest)))
        .hasRootCauseMessage(
            "s3://b/k.csv is not the file that was planned: its bytes 3 to 100 do not hold whole"
                + " records, or it ends early, at byte 7; do not change files while a run reads"
                + " them, and start a new run");
    FileRange torn = FileRange.of(7, "s3://b/k.csv", Compression.NONE, 3, 7, 1, 2);
    byte[] quoted = utf8("1\n\"2\n3\"\n");
    assertThatThrownBy(() -> blocks(torn, COMMA, new ByteArrayInputStream(quoted)))
        .rootCause()
        .hasMessageStartingWith("s3://b/k.csv is not the file that was planned");
  }

  @Test
  void findsItsRangeInAnyChannel(@TempDir Path folder) throws IOException {
    byte[] file = utf8("id\n" + "1\n".repeat(100_000) + "2\n3\n");
    Path path = Files.write(folder.resolve("a.csv"), file);
    FileRange range =
        FileRange.of(7, "m", Compression.NONE, 200_003, file.length, 100_001, 100_002);
    try (BlockReader seeking = BlockReader.of(range, COMMA, FileChannel.open(path));
        BlockReader skipping =
            BlockReader.of(range, COMMA, Channels.newChannel(new ByteArrayInputStream(file)))) {
      RecordBlock expected =
          new RecordBlock(7, 200_003, 100_001, 100_002, utf8("2\n3\n"), null, null);
      for (BlockReader reader : List.of(seeking, skipping)) {
        assertThat(reader.next().orElseThrow()).usingRecursiveComparison().isEqualTo(expected);
        assertThat(reader.next()).isEmpty();
        assertThat(reader.next()).isEmpty();
      }
    }
    assertThatThrownBy(
            () ->
                BlockReader.of(
                    range, COMMA, Channels.newChannel(new ByteArrayInputStream(utf8("id\n")))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it ends early, at byte 3;");
  }

  private static CsvFiles.Result read(Compression compression, byte[] stored) {
    Dialect dialect = COMMA;
    return CsvFiles.rows(
        blocks(whole(compression), dialect, new ByteArrayInputStream(stored)), dialect);
  }

  /** The same byte, many times. */
  private static final class Repeated extends InputStream {
    private final byte value;
    private long left;

    Repeated(byte value, long count) {
      this.value = value;
      left = count;
    }

    @Override
    public int read() {
      return left-- > 0 ? value : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      Arrays.fill(bytes, from, from + count, value);
      left -= count;
      return count;
    }
  }
}
