package io.ledgerlake.transforms.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.schemas.currency.CurrencyTable;
import io.ledgerlake.schemas.record.RowEvaluator;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.csv.CsvTokenizer;
import io.ledgerlake.transforms.csv.ParsedBlock;
import io.ledgerlake.transforms.csv.RecordBlock;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.record.Sharding;
import io.ledgerlake.transforms.zone.ShardSettler;
import io.ledgerlake.transforms.zone.TestZones;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Searches files that the real settler has written for records that the real rules evaluate. */
class HistoryScanTest {

  private static final int SHARDS = 4;

  @TempDir private Path folder;

  /** Keys of each kind: its types, and the texts of number {@code n}. */
  enum Keys {
    TEXT("\"string\"", null) {
      @Override
      String of(int n) {
        return String.format(Locale.ROOT, "A-LONG-COMMON-BEGINNING-OF-ALL-KEYS-%09d,x", n);
      }
    },
    NUMBER("\"long\"", null) {
      @Override
      String of(int n) {
        return n - 1000 + ",x";
      }
    },
    SMALL_NUMBER("\"int\"", null) {
      @Override
      String of(int n) {
        return n - 1000 + ",x";
      }
    },
    TEXT_AND_NUMBER("\"string\"", "\"int\"") {
      @Override
      String of(int n) {
        return "K" + n % 40 + "," + (n / 40 - 20);
      }
    },
    DATE_AND_TEXT("{\"type\": \"int\", \"logicalType\": \"date\"}", "\"string\"") {
      @Override
      String of(int n) {
        return String.format(Locale.ROOT, "2024-%02d-%02d,t%d", 1 + n % 12, 1 + n % 28, n);
      }
    },
    DECIMAL(decimal(12, 2), null) {
      @Override
      String of(int n) {
        return String.format(Locale.ROOT, "%d.%02d,x", n / 100 - 5, n % 100);
      }
    },
    WIDE_DECIMAL(decimal(30, 3), null) {
      @Override
      String of(int n) {
        return String.format(Locale.ROOT, "%d00000000000000000000.%03d,x", n - 9, n % 1000);
      }
    };

    private final String first;
    private final String second;

    Keys(String first, String second) {
      this.first = first;
      this.second = second;
    }

    abstract String of(int n);

    private static String decimal(int precision, int scale) {
      return "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": "
          + precision
          + ", \"scale\": "
          + scale
          + "}";
    }

    Contract contract() {
      String json =
          """
          {"type": "record", "name": "things",
           "ledgerlake": {"version": 1, "key": [%s], "eventTime": "at", "amount": "amount",
             "currency": "currency"},
           "fields": [
             {"name": "a", "type": %s}, {"name": "b", "type": %s},
             {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 18,
               "scale": 4}},
             {"name": "currency", "type": "string"},
             {"name": "at", "type": {"type": "int", "logicalType": "date"}}]}
          """
              .formatted(
                  second == null ? "\"a\"" : "\"a\", \"b\"",
                  first,
                  second == null ? "\"string\"" : second);
      return Contracts.parse(json, "test");
    }
  }

  /** Returns records evaluated from rows, as records of a file. */
  private static byte[] evaluate(Contract contract, int file, List<String> rows) {
    byte[] text = (String.join("\n", rows) + "\n").getBytes(StandardCharsets.UTF_8);
    ParsedBlock.Records records =
        CsvTokenizer.of((byte) ',', (byte) '"')
            .parse(new RecordBlock(file, 0, 1, 2, text, null, null))
            .records();
    RowEvaluator evaluator =
        RowEvaluator.of(
            contract,
            List.of("a", "b", "amount", "currency", "at"),
            TestZones.INGESTED_AT,
            CurrencyTable.iso4217());
    PackedRecords.Writer packed = new PackedRecords.Writer(1 << 16);
    while (records.next()) {
      packed.append(
          file,
          records.row(),
          records.line(),
          records.offset(),
          records.rawArray(),
          records.rawStart(),
          records.rawEnd(),
          evaluator.evaluate(records));
    }
    return packed.drain();
  }

  private static String row(Keys keys, int n, String amount) {
    return keys.of(n) + "," + amount + ",EUR,2024-03-05";
  }

  private List<HistoryFile> write(Contract contract, byte[] batch) throws IOException {
    RunContext context = TestZones.context(contract, folder);
    ShardSettler.Result result =
        new ShardSettler(context, contract, TestZones.sink(context), 64 << 20, folder)
            .settle(0, List.of(batch));
    List<HistoryFile> files = new ArrayList<>();
    for (WrittenFile file : result.files()) {
      files.add(
          new HistoryFile(
              file.zone(), TestZones.path(context, file).toString(), file.rows(), null, null));
    }
    return files;
  }

  private static List<ShardSummary> summaries(List<HistoryFile> files, byte[] batch) {
    PackedRecords.Writer[] shards = new PackedRecords.Writer[SHARDS];
    PackedRecords.Cursor cursor = new PackedRecords.Cursor().over(batch, 0, batch.length);
    while (cursor.next()) {
      int shard = Sharding.shardOf(batch, cursor.keyStart(), cursor.keyEnd(), SHARDS);
      if (shards[shard] == null) {
        shards[shard] = new PackedRecords.Writer(64);
      }
      shards[shard].appendPacked(batch, cursor.start(), cursor.end());
    }
    List<ShardSummary> summaries = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      if (shards[shard] != null) {
        summaries.add(
            ShardSummary.of(
                shard, List.of(shards[shard].drain()), new HistoryIndex(files, SHARDS)));
      }
    }
    return summaries;
  }

  /** What a scan has found, as lines. */
  private static final class Lines implements Found {
    final TreeSet<String> entries = new TreeSet<>();
    final List<byte[]> openRows = new ArrayList<>();
    final PackedRecords.Writer shuffled = new PackedRecords.Writer(1 << 10);

    @Override
    public void entry(
        int shard, byte kind, byte[] fileId, long offset, byte[] hash, byte[] key, int keyLength) {
      entries.add(
          kind
              + " "
              + shard
              + " "
              + new String(fileId, StandardCharsets.UTF_8)
              + ":"
              + offset
              + " "
              + HexFormat.of().formatHex(key, 0, keyLength));
      assertThat(hash.length).isEqualTo(kind <= PackedRecords.OPEN_CONFLICT ? 32 : 0);
      shuffled.appendHistoric(kind, fileId, offset, hash, key, keyLength);
    }

    @Override
    public void openRow(PackedRecords.Cursor row) {
      openRows.add(Arrays.copyOfRange(row.buffer(), row.start(), row.end()));
    }
  }

  private Lines scan(
      Contract contract, List<HistoryFile> files, byte[] batch, VersionSet superseded)
      throws IOException {
    Lines lines = new Lines();
    HistoryScan scan =
        new HistoryScan(
            contract,
            TestZones.context(contract, folder).zoneSchemas(),
            superseded,
            Set.of(),
            lines);
    List<ShardSummary> summaries = summaries(files, batch);
    HistoryIndex index = new HistoryIndex(files, SHARDS);
    for (int i = 0; i < files.size(); i++) {
      int number = i;
      List<ShardSummary> asking =
          summaries.stream().filter(summary -> index.askedBy(summary).contains(number)).toList();
      if (!asking.isEmpty()) {
        scan.scan(
            files.get(i),
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(files.get(i).uri()), new Configuration(false)),
            new ShardSummaries(SHARDS, asking));
      }
    }
    return lines;
  }

  /** Returns the line of each history record whose key is one of the batch's. */
  private static TreeSet<String> published(byte[] history, byte[] batch) {
    TreeSet<String> keys = new TreeSet<>();
    PackedRecords.Cursor cursor = new PackedRecords.Cursor().over(batch, 0, batch.length);
    while (cursor.next()) {
      keys.add(HexFormat.of().formatHex(batch, cursor.keyStart(), cursor.keyEnd()));
    }
    TreeSet<String> lines = new TreeSet<>();
    cursor.over(history, 0, history.length);
    while (cursor.next()) {
      String key = HexFormat.of().formatHex(history, cursor.keyStart(), cursor.keyEnd());
      if (keys.contains(key)) {
        int shard = Sharding.shardOf(history, cursor.keyStart(), cursor.keyEnd(), SHARDS);
        lines.add("2 " + shard + " fileA:" + cursor.offset() + " " + key);
      }
    }
    return lines;
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void findsThePublishedRecordOfEachKeyThatIsAskedFor(Keys keys) throws IOException {
    Contract contract = keys.contract();
    List<String> rows = new ArrayList<>();
    for (int n = 0; n < 4_000; n += 2) {
      rows.add(row(keys, n, "1.00"));
    }
    byte[] history = evaluate(contract, 0, rows);
    List<String> again = new ArrayList<>();
    for (int n = 0; n < 8_000; n += 3) {
      again.add(row(keys, n, "2.00"));
    }
    byte[] batch = evaluate(contract, 1, again);

    Lines found = scan(contract, write(contract, history), batch, new VersionSet());

    TreeSet<String> expected = published(history, batch);
    assertThat(expected).hasSize(667);
    assertThat(found.entries).containsAll(expected);
    assertThat(found.entries.size()).as("by chance").isLessThan(667 + 5);
  }

  /** The worst day: every key is published, and one has many open conflicts besides. */
  @Test
  void whatIsFoundIsLessThanWhatAsksForIt() throws IOException {
    Contract contract = Keys.NUMBER.contract();
    List<String> rows = new ArrayList<>();
    List<String> asking = new ArrayList<>();
    for (int n = 0; n < 1_000; n++) {
      rows.add(row(Keys.NUMBER, n, "1.00"));
      asking.add(row(Keys.NUMBER, n, "2.00"));
    }
    for (int cent = 1; cent <= 3_000; cent++) {
      rows.add(row(Keys.NUMBER, 1_000, cent + ".00"));
    }
    asking.add(row(Keys.NUMBER, 1_000, "1.00"));
    List<HistoryFile> files = write(contract, evaluate(contract, 0, rows));
    assertThat(files).extracting(HistoryFile::zone).contains(Zone.PROCESSED, Zone.QUARANTINE);
    byte[] batch = evaluate(contract, 1, asking);

    Lines found = scan(contract, files, batch, new VersionSet());

    assertThat(found.entries).hasSizeGreaterThan(1_000);
    assertThat(found.shuffled.length()).isLessThan(batch.length);
    assertThat(found.entries.stream().filter(line -> line.startsWith("3 ")))
        .as("open conflicts, of thousands")
        .hasSizeBetween(2, 6);
  }

  @Test
  void readsOnlyThePagesOfTheKeysThatAreAskedFor() throws IOException {
    Contract contract = Keys.TEXT.contract();
    List<String> rows = new ArrayList<>();
    for (int n = 0; n < 70_000; n++) {
      rows.add(row(Keys.TEXT, n, "1.00"));
    }
    byte[] history = evaluate(contract, 0, rows);
    byte[] batch =
        evaluate(
            contract,
            1,
            List.of(
                row(Keys.TEXT, 100, "1.00"),
                row(Keys.TEXT, 45_000, "1.00"),
                row(Keys.TEXT, 900_000, "1.00")));
    Lines found = scan(contract, write(contract, history), batch, new VersionSet());

    assertThat(found.entries).isEqualTo(published(history, batch)).hasSize(2);
  }

  @Test
  void aFileOutsideTheRangesIsNotOpened() throws IOException {
    Contract contract = Keys.NUMBER.contract();
    byte[] batch = evaluate(contract, 0, List.of(row(Keys.NUMBER, 5_000, "1.00")));
    HistoryFile below = new HistoryFile(Zone.PROCESSED, "gone", 1, key(0), key(3_999));
    HistoryFile around = new HistoryFile(Zone.PROCESSED, "gone", 1, key(0), key(4_000));

    assertThat(scan(contract, List.of(below), batch, new VersionSet()).entries).isEmpty();
    assertThatThrownBy(() -> scan(contract, List.of(around), batch, new VersionSet()))
        .hasStackTraceContaining("gone");
  }

  @Test
  void whatHistoryCannotHaveIsNotAskedFor() throws IOException {
    Contract contract = Keys.NUMBER.contract();
    byte[] batch =
        evaluate(
            contract,
            0,
            List.of(
                row(Keys.NUMBER, 5_000, "1.00"),
                row(Keys.NUMBER, 6_000, "1.00"),
                row(Keys.NUMBER, 7_000, "1.00")));
    HistoryFile one = new HistoryFile(Zone.PROCESSED, "gone", 1, key(0), key(3_999));
    HistoryFile two = new HistoryFile(Zone.QUARANTINE, "gone", 1, key(4_500), key(5_500));
    HistoryFile unknown = new HistoryFile(Zone.QUARANTINE, "gone", 1, null, null);

    ShardSummary some = ShardSummary.of(0, List.of(batch), new HistoryIndex(List.of(one, two), 1));
    ShardSummary all =
        ShardSummary.of(0, List.of(batch), new HistoryIndex(List.of(one, unknown), 1));

    assertThat(some.ranges().meets(key(5_000), key(5_000))).isTrue();
    assertThat(some.ranges().size()).isEqualTo(1);
    assertThat(all.ranges().size()).isEqualTo(3);
    HistoryIndex before = new HistoryIndex(List.of(one), 1);
    ShardSummary none = ShardSummary.of(0, List.of(batch), before);
    assertThat(none.keys()).matches(HashFilter::isEmpty);
    assertThat(before.askedBy(none).size()).isZero();
  }

  private static byte[] key(long number) {
    return java.nio.ByteBuffer.allocate(8).putLong(number ^ Long.MIN_VALUE).array();
  }

  @Test
  void findsOpenConflictsAndRejectedRowsButNoSupersededOnes() throws IOException {
    Contract contract = Keys.TEXT_AND_NUMBER.contract();
    byte[] history =
        evaluate(
            contract,
            0,
            List.of(
                row(Keys.TEXT_AND_NUMBER, 1, "1.00"),
                row(Keys.TEXT_AND_NUMBER, 1, "1.01"),
                row(Keys.TEXT_AND_NUMBER, 2, "no amount"),
                row(Keys.TEXT_AND_NUMBER, 3, "wrong"),
                "K9,no number,1.00,EUR,2024-03-05"));
    List<HistoryFile> files = write(contract, history);
    assertThat(files).extracting(HistoryFile::zone).containsExactly(Zone.QUARANTINE);
    byte[] batch =
        evaluate(
            contract,
            1,
            List.of(
                row(Keys.TEXT_AND_NUMBER, 1, "1.00"),
                row(Keys.TEXT_AND_NUMBER, 2, "2.00"),
                row(Keys.TEXT_AND_NUMBER, 3, "wrong")));
    Lines found = scan(contract, files, batch, new VersionSet());
    assertThat(found.entries.stream().map(line -> line.charAt(0))).containsExactly('3', '3', '4');

    VersionSet superseded = new VersionSet();
    PackedRecords.Cursor cursor = new PackedRecords.Cursor().over(history, 0, history.length);
    cursor.next();
    superseded.add("fileA", cursor.offset(), "run-1");
    cursor.next();
    superseded.add("fileA", cursor.offset(), "another run");
    Lines left = scan(contract, files, batch, superseded);
    assertThat(left.entries.stream().map(line -> line.charAt(0))).containsExactly('3', '4');
  }

  @Test
  void anOpenRowComesBackAsTheRecordThatItWas() throws IOException {
    Contract contract = Keys.TEXT.contract();
    String line = row(Keys.TEXT, 7, "1.00").replace("2024-03-05", "2025-01-01");
    byte[] history = evaluate(contract, 0, List.of(line, row(Keys.TEXT, 8, "bad")));
    // The same text is valid once the day has come.
    byte[] batch = valid(contract, line);

    Lines found = scan(contract, write(contract, history), batch, new VersionSet());

    assertThat(found.openRows).hasSize(1);
    byte[] open = found.openRows.get(0);
    PackedRecords.Cursor was = new PackedRecords.Cursor().over(history, 0, history.length);
    PackedRecords.Cursor is = new PackedRecords.Cursor().over(open, 0, open.length);
    was.next();
    is.next();
    assertThat(is.kind()).isEqualTo(PackedRecords.REJECTED);
    assertThat(is.errors()).isNotEmpty().isEqualTo(was.errors());
    assertThat(List.of(is.row(), is.line(), is.offset()))
        .containsExactly(was.row(), was.line(), was.offset());
    assertThat(slice(open, is.rawStart(), is.rawEnd()))
        .isEqualTo(slice(history, was.rawStart(), was.rawEnd()));
    assertThat(slice(open, is.valuesStart(), is.valuesEnd()))
        .isEqualTo(slice(history, was.valuesStart(), was.valuesEnd()));
    assertThat(slice(open, is.keyStart(), is.keyEnd()))
        .isEqualTo(slice(history, was.keyStart(), was.keyEnd()));
    assertThat(is.origin().previousRunId()).isEqualTo("run-1");
    assertThat(is.origin().sourceFile()).isEqualTo("a.csv");
    assertThat(is.origin().fileId()).isEqualTo("fileA");
    assertThat(is.origin().attemptCount()).isEqualTo(1);
    assertThat(found.entries.stream().filter(entry -> entry.startsWith("5 "))).isNotEmpty();
  }

  private static String slice(byte[] bytes, int start, int end) {
    return HexFormat.of().formatHex(bytes, start, end);
  }

  /** Returns a line as a valid record, whatever the rules say of it: with a key of its own. */
  private static byte[] valid(Contract contract, String line) {
    byte[] good = evaluate(contract, 1, List.of(row(Keys.TEXT, 7, "1.00")));
    PackedRecords.Cursor cursor = new PackedRecords.Cursor().over(good, 0, good.length);
    cursor.next();
    byte[] raw = line.getBytes(StandardCharsets.UTF_8);
    int rawStart = cursor.rawStart();
    assertThat(raw).hasSize(cursor.rawEnd() - rawStart);
    System.arraycopy(raw, 0, good, rawStart, raw.length);
    return good;
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    Contract contract = Keys.TEXT.contract();
    Path broken = Files.writeString(folder.resolve("broken.parquet"), "not a Parquet file");
    HistoryFile file = new HistoryFile(Zone.PROCESSED, broken.toString(), 1, null, null);
    byte[] batch = evaluate(contract, 0, List.of(row(Keys.TEXT, 1, "1.00")));
    assertThatThrownBy(() -> scan(contract, List.of(file), batch, new VersionSet()))
        .hasMessageContaining("cannot compare with the processed data file " + broken);
  }
}
