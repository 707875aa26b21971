package io.ledgerlake.transforms.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with what parquet-mr writes of the same rows, read by parquet-mr. */
class ParquetRowsTest {

  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message t {
            required int64 id = 1;
            optional int64 amount (DECIMAL(18,4)) = 2;
            optional int32 day (DATE) = 3;
            required boolean open = 4;
            optional boolean flag = 5;
            optional binary text (STRING) = 6;
            required binary hash = 7;
            optional fixed_len_byte_array(16) big (DECIMAL(38,4)) = 8;
            required binary file (STRING) = 9;
            required int32 version = 10;
            required int64 at (TIMESTAMP(MICROS,true)) = 11;
            required binary run (STRING) = 12;
            optional binary nothing (STRING) = 13;
            optional binary previous (STRING) = 14;
            optional group tags (LIST) = 15 {
              repeated group list { required binary element (STRING) = 16; }
            }
          }
          """);

  private static final List<String> FILES = List.of("a.csv", "b.csv", "", "unused.csv");

  private static final long AT = -1234567890123L;

  @TempDir Path folder;

  private final Map<String, CollectedColumn> collected = new HashMap<>();
  private ListedColumn files;
  private ListedColumn previous;
  private ListedColumn at;
  private ListedColumn run;

  private ParquetRows writer() {
    List<FlatColumn> columns = new ArrayList<>();
    for (String name : List.of("id", "amount", "day", "open", "flag", "text", "hash", "big")) {
      CollectedColumn column = new CollectedColumn(SCHEMA.getColumnDescription(path(name)), true);
      if (name.equals("id") || name.equals("hash")) {
        column.withBloomFilter(0.01);
      }
      collected.put(name, column);
      columns.add(column);
    }
    files =
        ListedColumn.of(
            SCHEMA.getColumnDescription(path("file")),
            FILES.stream().map(ParquetRowsTest::bytes).toList());
    columns.add(files);
    previous =
        ListedColumn.of(
            SCHEMA.getColumnDescription(path("previous")), Arrays.asList(null, bytes("r-0"), null));
    columns.add(previous);
    columns.add(constant("version", 7));
    at = constant("at", AT);
    columns.add(at);
    run = ListedColumn.of(SCHEMA.getColumnDescription(path("run")), List.of(bytes("r-1")));
    columns.add(run);
    columns.add(ListedColumn.nulls(SCHEMA.getColumnDescription(path("nothing"))));
    return new ParquetRows(SCHEMA, columns);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static ListedColumn constant(String name, Number value) {
    ListedColumn column =
        ListedColumn.ofNumbers(SCHEMA.getColumnDescription(path(name)), List.of(value, value));
    assertThat(column.isConstant()).isTrue();
    return column;
  }

  private static String[] path(String name) {
    return new String[] {name};
  }

  private org.apache.hadoop.fs.Path file(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toUri());
  }

  private void write(ParquetRows writer, String name, List<Group> rows) throws IOException {
    writer.start(HadoopOutputFile.fromPath(file(name), new Configuration(false)), rows.size());
    for (Group row : rows) {
      add(row, writer);
    }
    writer.finish(() -> {});
  }

  private void add(Group row, ParquetRows writer) throws IOException {
    for (Map.Entry<String, CollectedColumn> entry : collected.entrySet()) {
      String name = entry.getKey();
      CollectedColumn column = entry.getValue();
      if (row.getFieldRepetitionCount(name) == 0) {
        column.addNull();
        continue;
      }
      switch (SCHEMA.getType(name).asPrimitiveType().getPrimitiveTypeName()) {
        case INT32 -> column.addInteger(row.getInteger(name, 0));
        case INT64 -> column.addLong(row.getLong(name, 0));
        case BOOLEAN -> column.addBoolean(row.getBoolean(name, 0));
        default -> {
          byte[] padded = new byte[3 + row.getBinary(name, 0).length()];
          System.arraycopy(row.getBinary(name, 0).getBytes(), 0, padded, 3, padded.length - 3);
          column.addBinary(padded, 3, padded.length);
        }
      }
    }
    int file = FILES.indexOf(row.getString("file", 0));
    files.add(file);
    previous.add(file);
    if (row.getLong("at", 0) != AT) {
      at.addOther(row.getLong("at", 0));
      run.addOther(bytes(row.getString("run", 0)));
    }
    tags(row, writer.nested());
    writer.endRow();
  }

  private static void tags(Group row, Optional<RecordConsumer> nested) {
    RecordConsumer out = nested.orElseThrow();
    out.startMessage();
    if (row.getFieldRepetitionCount("tags") > 0) {
      out.startField("tags", 0);
      out.startGroup();
      out.startField("list", 0);
      out.startGroup();
      out.startField("element", 0);
      out.addBinary(row.getGroup("tags", 0).getGroup("list", 0).getBinary("element", 0));
      out.endField("element", 0);
      out.endGroup();
      out.endField("list", 0);
      out.endGroup();
      out.endField("tags", 0);
    }
    out.endMessage();
  }

  private void writeByLibrary(String name, List<Group> rows) throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file(name)).withType(SCHEMA).build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
  }

  private List<String> read(String name) throws IOException {
    return read(name, FilterCompat.NOOP);
  }

  private List<String> read(String name, FilterCompat.Filter filter) throws IOException {
    List<String> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), file(name)).withFilter(filter).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row.toString());
      }
    }
    return rows;
  }

  private ParquetFileReader open(String name) throws IOException {
    return ParquetFileReader.open(HadoopInputFile.fromPath(file(name), new Configuration(false)));
  }

  private List<BlockMetaData> rowGroups(String name) throws IOException {
    try (ParquetFileReader reader = open(name)) {
      return reader.getFooter().getBlocks();
    }
  }

  /** Rows of which each optional value is null now and then, and text has few values or many. */
  private static List<Group> rows(int count, int texts, long seed) {
    return rows(count, texts, 40, seed);
  }

  private static List<Group> rows(int count, int texts, int hashBytes, long seed) {
    Random random = new Random(seed);
    List<Group> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Group row = new SimpleGroupFactory(SCHEMA).newGroup();
      row.add("id", random.nextLong());
      if (random.nextInt(10) > 0) {
        row.add("amount", random.nextLong() >> random.nextInt(64));
      }
      if (random.nextInt(3) > 0) {
        row.add("day", random.nextInt(20) - 10);
      }
      row.add("open", random.nextBoolean());
      if (random.nextBoolean()) {
        row.add("flag", true);
      }
      if (i % 5000 > 20) {
        row.add("text", "ünï-" + random.nextInt(texts));
      }
      byte[] hash = new byte[random.nextInt(hashBytes)];
      random.nextBytes(hash);
      row.add("hash", Binary.fromConstantByteArray(hash));
      if (random.nextInt(4) > 0) {
        byte[] big = new byte[16];
        random.nextBytes(big);
        row.add("big", Binary.fromConstantByteArray(big));
      }
      int file = random.nextInt(3);
      row.add("file", FILES.get(file));
      if (file == 1) {
        row.add("previous", "r-0");
      }
      row.add("version", 7);
      boolean other = i % 7 == 1 || i > 20_500;
      row.add("at", other ? AT + i % 3 + 1 : AT);
      row.add("run", other ? "r-" + i % 5 : "r-1");
      if (random.nextInt(50) == 0) {
        row.addGroup("tags").addGroup("list").add("element", "tag " + i % 7);
      }
      rows.add(row);
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 20_000, 20_001, 41_000})
  void rowsAndStatisticsAreThoseThatTheLibraryWrites(int count) throws IOException {
    List<Group> rows = rows(count, 300, count);
    write(writer(), "ours", rows);
    writeByLibrary("theirs", rows);
    assertThat(read("ours")).isEqualTo(read("theirs"));
    List<ColumnChunkMetaData> theirs = rowGroups("theirs").get(0).getColumns();
    List<ColumnChunkMetaData> ours = rowGroups("ours").get(0).getColumns();
    assertThat(ours).hasSameSizeAs(theirs);
    for (int i = 0; i < ours.size(); i++) {
      Statistics<?> statistics = ours.get(i).getStatistics();
      assertThat(ours.get(i).getPath()).isEqualTo(theirs.get(i).getPath());
      assertThat(ours.get(i).getPrimitiveType().getId().intValue()).isEqualTo(i == 14 ? 16 : i + 1);
      assertThat(statistics).as("%s", ours.get(i)).isEqualTo(theirs.get(i).getStatistics());
    }
  }

  @Test
  void aWriterIsGoodForFileAfterFile() throws IOException {
    ParquetRows writer = writer();
    List<Group> many = rows(25_000, 1_000_000, 1);
    List<Group> few = rows(30, 3, 2);
    write(writer, "many", many);
    write(writer, "few", few);
    write(writer(), "fewAlone", few);
    assertThat(folder.resolve("few")).hasSameBinaryContentAs(folder.resolve("fewAlone"));
  }

  @Test
  void aDictionaryIsKeptWhileItSavesBytes() throws IOException {
    write(writer(), "few", rows(25_000, 300, 3));
    assertThat(encodings("few", "text")).contains(Encoding.PLAIN_DICTIONARY);
    assertThat(encodings("few", "text")).doesNotContain(Encoding.PLAIN);
    assertThat(encodings("few", "id")).doesNotContain(Encoding.PLAIN_DICTIONARY);

    List<Group> growing = rows(20_000, 300, 4);
    growing.addAll(rows(65_000, Integer.MAX_VALUE, 5));
    write(writer(), "growing", growing);
    writeByLibrary("theirs", growing);
    assertThat(encodings("growing", "text")).contains(Encoding.PLAIN_DICTIONARY, Encoding.PLAIN);
    assertThat(read("growing")).isEqualTo(read("theirs"));
  }

  private Set<Encoding> encodings(String name, String column) throws IOException {
    return rowGroups(name).get(0).getColumns().stream()
        .filter(chunk -> chunk.getPath().toDotString().equals(column))
        .findFirst()
        .orElseThrow()
        .getEncodings();
  }

  @Test
  void largeValuesEndPagesAndRowGroupsEarly() throws IOException {
    List<Group> large = rows(60, 3, 1_800_000, 6);
    write(writer(), "large", large);
    List<BlockMetaData> groups = rowGroups("large");
    assertThat(groups).hasSize(2);
    assertThat(groups.get(0).getRowCount() + groups.get(1).getRowCount()).isEqualTo(60);
    assertThat(groups.get(0).getCompressedSize()).isBetween(32L << 20, 35L << 20);
    writeByLibrary("theirs", large);
    assertThat(read("large")).isEqualTo(read("theirs"));
  }

  @Test
  void pageIndexesAndBloomFiltersFindWhatIsThereAndPassOverTheRest() throws IOException {
    List<Group> rows = rows(60_000, 300, 7);
    write(writer(), "ours", rows);
    for (int row : new int[] {0, 19_999, 20_000, 59_999}) {
      long id = rows.get(row).getLong("id", 0);
      assertThat(read("ours", FilterCompat.get(FilterApi.eq(FilterApi.longColumn("id"), id))))
          .containsExactly(rows.get(row).toString());
    }
    try (ParquetFileReader reader = open("ours")) {
      ColumnChunkMetaData chunk = reader.getFooter().getBlocks().get(0).getColumns().get(0);
      assertThat(reader.readOffsetIndex(chunk).getPageCount()).isEqualTo(3);
      assertThat(reader.readOffsetIndex(chunk).getFirstRowIndex(2)).isEqualTo(40_000);
      BloomFilter filter = reader.readBloomFilter(chunk);
      assertThat(rows).allMatch(row -> filter.findHash(filter.hash(row.getLong("id", 0))));
      Random random = new Random(8);
      long wrong =
          random.longs(10_000).filter(value -> filter.findHash(filter.hash(value))).count();
      assertThat(wrong).isLessThan(300);
    }
  }

  @Test
  void aNullInARequiredColumnIsRefused() throws IOException {
    ParquetRows writer = writer();
    writer.start(HadoopOutputFile.fromPath(file("x"), new Configuration(false)), 1);
    assertThatThrownBy(() -> collected.get("id").addNull())
        .hasMessage("a row has no id, which the table requires");
    writer.abandon();
  }
}
