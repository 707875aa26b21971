package io.ledgerlake.transforms.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.settle.TestContracts;
import io.ledgerlake.transforms.settle.TestRecords;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShardSettlerTest {

  private static final RowError BAD_AMOUNT =
      new RowError(ReasonCode.TYPE_ERROR, "amount", "expected a decimal", "1O.00");
  private static final RowError BAD_NOTE =
      new RowError(ReasonCode.CONSTRAINT_ERROR, "note", "expected at most 3 signs", "long");
  private static final RowError BAD_AMOUNT_TOO =
      new RowError(ReasonCode.TYPE_ERROR, "amount", "no sign expected", "");

  @TempDir Path folder;

  private final Contract contract = TestContracts.transactions();

  private ShardSettler.Result settle(
      Contract contract, Path lake, long budget, List<byte[]> records) throws IOException {
    RunContext context = TestZones.context(contract, lake);
    Path spills = Files.createDirectories(folder.resolve("spills"));
    ShardSettler settler =
        new ShardSettler(context, contract, TestZones.sink(context), budget, spills);
    ShardSettler.Result result = settler.settle(3, TestRecords.batches(records, 100));
    assertThat(spills).isEmptyDirectory();
    return result;
  }

  private ShardSettler.Result settle(byte[]... records) throws IOException {
    return settle(contract, folder.resolve("lake"), ShardSettler.DEFAULT_BUDGET, List.of(records));
  }

  private List<Group> rows(ShardSettler.Result result, int file) throws IOException {
    RunContext context = TestZones.context(contract, folder.resolve("lake"));
    return ParquetFiles.rows(TestZones.path(context, result.files().get(file)));
  }

  private static Map<String, Object> values(String id, String amount, String currency, String at) {
    Map<String, Object> values = new HashMap<>();
    values.put("transaction_id", id);
    values.put("customer_id", "C-" + id);
    values.put("amount", amount);
    values.put("currency", currency);
    values.put("event_time", ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(at)));
    return values;
  }

  private byte[] valid(int file, long offset, String id, String amount, String at) {
    return TestRecords.valid(contract, file, offset, values(id, amount, "EUR", at));
  }

  @Test
  void aFilePerZoneAndPartitionNamedByRunPassAndShard() throws IOException {
    ShardSettler.Result result =
        settle(
            valid(0, 10, "T1", "1.00", "2024-01-31T23:59:59.999999Z"),
            valid(0, 20, "T2", "2.00", "2024-02-01T00:00:00Z"),
            valid(0, 30, "T3", "3.00", "1969-12-31T23:59:59Z"),
            valid(0, 40, "T1", "1.00", "2024-01-31T23:59:59.999999Z"),
            TestRecords.rejected(contract, 1, 5, "T9,bad", Map.of(), BAD_AMOUNT));
    assertThat(result.files())
        .extracting(f -> f.zone() + " " + f.partition() + " " + f.rows() + " " + f.path())
        .containsExactly(
            "PROCESSED -1 1 transactions/data/year=1969/month=12/run-1-p1-00003.parquet",
            "PROCESSED 648 1 transactions/data/year=2024/month=01/run-1-p1-00003.parquet",
            "PROCESSED 649 1 transactions/data/year=2024/month=02/run-1-p1-00003.parquet",
            "QUARANTINE 19849 1 transactions/data/ingest_date=2024-05-06/run-1-p1-00003.parquet",
            "CONDEMNED 19849 1 transactions/data/ingest_date=2024-05-06/run-1-p1-00003.parquet");
  }

  @Test
  void bytesAndHashOfAFileAreThoseOfTheFile() throws Exception {
    ShardSettler.Result result = settle(valid(0, 10, "T1", "1.00", "2024-01-01T00:00:00Z"));
    WrittenFile file = result.files().get(0);
    byte[] bytes =
        Files.readAllBytes(
            TestZones.path(TestZones.context(contract, folder.resolve("lake")), file));
    assertThat(file.bytes()).isEqualTo(bytes.length);
    assertThat(file.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }

  @Test
  void aProcessedRowHasItsValuesAndMetadata() throws IOException {
    Map<String, Object> values = values("Tü", "-12.5", "EUR", "2024-01-01T10:00:00.000001Z");
    byte[] packed = TestRecords.valid(contract, 1, 77, values);
    Group row = rows(settle(packed), 0).get(0);
    assertThat(row.getString("transaction_id", 0)).isEqualTo("Tü");
    assertThat(row.getString("customer_id", 0)).isEqualTo("C-Tü");
    assertThat(row.getLong("amount", 0)).as("-12.5000 unscaled").isEqualTo(-125000);
    assertThat(row.getString("currency", 0)).isEqualTo("EUR");
    assertThat(row.getLong("event_time", 0)).isEqualTo(1704103200000001L);
    assertThat(row.getFieldRepetitionCount("note")).as("null").isZero();
    assertThat(row.getString("source_file", 0)).isEqualTo("b.csv");
    assertThat(row.getString("file_id", 0)).isEqualTo("fileB");
    assertThat(row.getLong("source_row", 0)).isEqualTo(77);
    assertThat(row.getLong("source_line", 0)).isEqualTo(78);
    assertThat(row.getLong("source_offset", 0)).isEqualTo(77);
    assertThat(row.getString("run_id", 0)).isEqualTo("run-1");
    assertThat(row.getLong("ingested_at", 0)).isEqualTo(1714979289123456L);
    assertThat(row.getInteger("attempt_count", 0)).isEqualTo(1);
    assertThat(row.getInteger("schema_version", 0)).isEqualTo(1);
    assertThat(row.getBinary("row_hash", 0).getBytes()).isEqualTo(hashOfValues(packed));
  }

  private static byte[] hashOfValues(byte[] packed) {
    var cursor =
        new io.ledgerlake.transforms.record.PackedRecords.Cursor().over(packed, 0, packed.length);
    cursor.next();
    byte[] hash = new byte[RowHash.LENGTH];
    RowHash.create().ofValues(packed, cursor.valuesStart(), cursor.valuesEnd(), hash, 0);
    return hash;
  }

  @Test
  void aRejectedRowKeepsItsBytesItsReasonsAndWhatParsed() throws IOException {
    byte[] packed =
        TestRecords.rejected(
            contract, 0, 9, "T1,\u0001 raw", Map.of("currency", "EUR"), BAD_AMOUNT, BAD_NOTE);
    Group row = rows(settle(packed), 0).get(0);
    assertThat(row.getBinary("raw_record", 0).toStringUsingUTF8()).isEqualTo("T1,\u0001 raw");
    assertThat(row.getString("currency", 0)).isEqualTo("EUR");
    assertThat(row.getFieldRepetitionCount("amount")).isZero();
    assertThat(row.getString("first_run_id", 0)).isEqualTo("run-1");
    assertThat(row.getFieldRepetitionCount("related_record_id")).isZero();
    assertThat(errors(row))
        .containsExactly(
            "TYPE_ERROR|amount|expected a decimal|1O.00",
            "CONSTRAINT_ERROR|note|expected at most 3 signs|long");
    byte[] hash = new byte[RowHash.LENGTH];
    byte[] raw = "T1,\u0001 raw".getBytes(StandardCharsets.UTF_8);
    RowHash.create().ofRaw(raw, 0, raw.length, hash, 0);
    assertThat(row.getBinary("row_hash", 0).getBytes()).isEqualTo(hash);
  }

  private static List<String> errors(Group row) {
    List<String> texts = new ArrayList<>();
    Group list = row.getGroup("errors", 0);
    for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
      Group error = list.getGroup("list", i).getGroup("element", 0);
      texts.add(
          text(error, "code")
              + "|"
              + text(error, "field")
              + "|"
              + text(error, "message")
              + "|"
              + text(error, "value"));
    }
    return texts;
  }

  private static String text(Group group, String field) {
    return group.getFieldRepetitionCount(field) == 0 ? "null" : group.getString(field, 0);
  }

  @Test
  void conflictsAreQuarantinedAndPointAtEachOther() throws IOException {
    ShardSettler.Result result =
        settle(
            valid(0, 10, "T1", "1.00", "2024-01-01T00:00:00Z"),
            valid(2, 20, "T1", "1.01", "2024-01-01T00:00:00Z"));
    List<Group> rows = rows(result, 0);
    assertThat(result.files()).extracting(WrittenFile::zone).containsExactly(Zone.QUARANTINE);
    assertThat(rows)
        .extracting(r -> r.getString("related_record_id", 0))
        .containsExactly("fileC:20", "fileA:10");
    assertThat(errors(rows.get(1)))
        .containsExactly(
            "CONFLICTING_TRANSACTION|null|record fileA:10 has the same key and other content|null");
    assertThat(rows.get(1).getLong("amount", 0)).isEqualTo(10100);
  }

  @Test
  void aRepeatIsCondemnedWithItsOwnFaultsBesides() throws IOException {
    ShardSettler.Result result =
        settle(
            TestRecords.rejected(contract, 0, 7, "same", Map.of(), BAD_AMOUNT, BAD_AMOUNT_TOO),
            TestRecords.rejected(contract, 1, 8, "same", Map.of(), BAD_AMOUNT, BAD_AMOUNT_TOO));
    assertThat(result.files())
        .extracting(WrittenFile::zone)
        .containsExactly(Zone.QUARANTINE, Zone.CONDEMNED);
    Group condemned = rows(result, 1).get(0);
    assertThat(condemned.getString("related_record_id", 0)).isEqualTo("fileA:7");
    assertThat(errors(condemned))
        .containsExactly(
            "DUPLICATE_FAILURE|null|repeats record fileA:7|null",
            "TYPE_ERROR|amount|expected a decimal|1O.00",
            "TYPE_ERROR|amount|no sign expected|null");
    assertThat(result.tally().outcome(1, Zone.CONDEMNED).codes())
        .as("a row counts once for each code")
        .isEqualTo(Map.of(ReasonCode.DUPLICATE_FAILURE, 1L, ReasonCode.TYPE_ERROR, 1L));
  }

  @Test
  void aValidRowsMissingValueIsTheDefaultAndARejectedRowsIsNull() throws IOException {
    Contract withDefault =
        TestContracts.with(
            TestContracts.field(9, "fee", new FieldType.Decimal(9, 2), false, "0.50", null));
    Map<String, Object> values = values("T1", "1.00", "EUR", "2024-01-01T00:00:00Z");
    Map<String, Object> other = values("T2", "1.00", "EUR", "2024-01-01T00:00:00Z");
    other.put("fee", "0.75");
    Path lake = folder.resolve("lake");
    ShardSettler.Result result =
        settle(
            withDefault,
            lake,
            ShardSettler.DEFAULT_BUDGET,
            List.of(
                TestRecords.valid(withDefault, 0, 1, values),
                TestRecords.valid(withDefault, 0, 2, other),
                TestRecords.rejected(withDefault, 0, 3, "x", values, BAD_NOTE)));
    List<Group> processed = rows(result, 0);
    assertThat(processed).extracting(r -> r.getInteger("fee", 0)).containsExactly(50, 75);
    assertThat(rows(result, 1).get(0).getFieldRepetitionCount("fee")).isZero();
  }

  @Test
  void everyTypeIsWrittenAsItsColumnAsks() throws IOException {
    Contract types =
        TestContracts.with(
            TestContracts.field(10, "small", new FieldType.Int32(), false, null, null),
            TestContracts.field(11, "big", new FieldType.Int64(), false, null, null),
            TestContracts.field(12, "flag", new FieldType.Bool(), false, null, null),
            TestContracts.field(13, "day", new FieldType.Date(), false, null, null),
            TestContracts.field(
                14, "kind", new FieldType.Enumeration(List.of("A", "B")), false, null, null),
            TestContracts.field(15, "wide", new FieldType.Decimal(38, 6), false, null, null));
    Map<String, Object> values = values("T1", "1.00", "EUR", "2024-01-01T00:00:00Z");
    values.put("small", -5L);
    values.put("big", Long.MIN_VALUE);
    values.put("flag", true);
    values.put("day", -1L);
    values.put("kind", "B");
    values.put("wide", "-12345678901234567890123456789012.5");
    ShardSettler.Result result =
        settle(
            types,
            folder.resolve("lake"),
            ShardSettler.DEFAULT_BUDGET,
            List.of(TestRecords.valid(types, 0, 1, values)));
    Group row = rows(result, 0).get(0);
    assertThat(row.getInteger("small", 0)).isEqualTo(-5);
    assertThat(row.getLong("big", 0)).isEqualTo(Long.MIN_VALUE);
    assertThat(row.getBoolean("flag", 0)).isTrue();
    assertThat(row.getInteger("day", 0)).isEqualTo(-1);
    assertThat(row.getString("kind", 0)).isEqualTo("B");
    byte[] wide = row.getBinary("wide", 0).getBytes();
    assertThat(wide).hasSize(16);
    assertThat(new BigDecimal(new BigInteger(wide), 6))
        .isEqualByComparingTo("-12345678901234567890123456789012.500000");
  }

  @Test
  void rescuedColumnsAreKeptInAMap() throws IOException {
    Contract rescuing = TestContracts.withColumnMode(contract, ColumnMode.RESCUE);
    Map<String, Object> values = values("T1", "1.00", "EUR", "2024-01-01T00:00:00Z");
    byte[] key = "T1".getBytes(StandardCharsets.UTF_8);
    byte[] with =
        TestRecords.pack(rescuing, 0, 1, "raw", values, key, List.of(), Map.of("Branch", "Zürich"));
    byte[] without =
        TestRecords.valid(rescuing, 0, 2, values("T2", "1", "EUR", "2024-01-01T00:00:00Z"));
    ShardSettler.Result result =
        settle(
            rescuing, folder.resolve("lake"), ShardSettler.DEFAULT_BUDGET, List.of(with, without));
    List<Group> rows = rows(result, 0);
    Group entry = rows.get(0).getGroup("_rescued", 0).getGroup("key_value", 0);
    assertThat(entry.getString("key", 0)).isEqualTo("Branch");
    assertThat(entry.getString("value", 0)).isEqualTo("Zürich");
    assertThat(rows.get(1).getFieldRepetitionCount("_rescued")).isZero();
  }

  @Test
  void everyColumnCarriesItsFieldIdAndTheKeyItsFullBoundsAndABloomFilter() throws IOException {
    String longest = "T".repeat(200);
    ShardSettler.Result result =
        settle(
            valid(0, 10, longest + "1", "1.00", "2024-01-01T00:00:00Z"),
            valid(0, 20, longest + "2", "1.00", "2024-01-01T00:00:00Z"));
    RunContext context = TestZones.context(contract, folder.resolve("lake"));
    Path path = TestZones.path(context, result.files().get(0));
    assertThat(ParquetFiles.footer(path).getFileMetaData().getSchema())
        .as("names, types and ids")
        .isEqualTo(MessageTypeParser.parseMessageType(context.zoneSchemas().get("processed")));
    try (ParquetFileReader reader = ParquetFiles.open(path)) {
      ColumnChunkMetaData key = reader.getRowGroups().get(0).getColumns().get(0);
      assertThat(key.getPath().toDotString()).isEqualTo("transaction_id");
      assertThat(key.getCodec()).isEqualTo(CompressionCodecName.ZSTD);
      assertThat(key.getEncodings()).doesNotContain(Encoding.PLAIN_DICTIONARY);
      Statistics<?> bounds = key.getStatistics();
      assertThat(new String(bounds.getMinBytes(), StandardCharsets.UTF_8)).isEqualTo(longest + "1");
      assertThat(new String(bounds.getMaxBytes(), StandardCharsets.UTF_8)).isEqualTo(longest + "2");
      BloomFilter bloom = reader.readBloomFilter(key);
      assertThat(bloom.findHash(bloom.hash(Binary.fromString(longest + "2")))).isTrue();
      assertThat(bloom.findHash(bloom.hash(Binary.fromString("another key")))).isFalse();
    }
  }

  @Test
  void rowsOfAFileAreInKeyOrder() throws IOException {
    List<byte[]> records = new ArrayList<>();
    for (int i : new int[] {5, 30, 1, 200, 17}) {
      records.add(valid(0, i, "T" + i, "1.00", "2024-01-0" + (1 + i % 9) + "T00:00:00Z"));
    }
    assertThat(rows(settle(records.toArray(byte[][]::new)), 0))
        .extracting(r -> r.getString("transaction_id", 0))
        .containsExactly("T1", "T17", "T200", "T30", "T5");
  }

  @Test
  void filesAreTheSameBytesWhateverTheOrderOfArrivalAndTheBudget() throws IOException {
    List<byte[]> records = mixture(20_000);
    ShardSettler.Result result =
        settle(contract, folder.resolve("one"), ShardSettler.DEFAULT_BUDGET, records);
    Map<String, byte[]> expected = TestZones.files(folder.resolve("one"));
    assertThat(expected.size()).isGreaterThan(4);

    Collections.shuffle(records, new Random(3));
    ShardSettler.Result shuffled =
        settle(contract, folder.resolve("two"), ShardSettler.DEFAULT_BUDGET, records);
    assertThat(TestZones.files(folder.resolve("two")))
        .usingRecursiveComparison()
        .isEqualTo(expected);

    ShardSettler.Result spilled = settle(contract, folder.resolve("three"), 100_000, records);
    assertThat(TestZones.files(folder.resolve("three")))
        .usingRecursiveComparison()
        .isEqualTo(expected);
    assertThat(shuffled).isEqualTo(result);
    assertThat(spilled).isEqualTo(result);
  }

  @Test
  void aSettlerIsGoodForShardAfterShard() throws IOException {
    RunContext context = TestZones.context(contract, folder.resolve("lake"));
    ShardSettler settler =
        new ShardSettler(context, contract, TestZones.sink(context), 50_000, folder);
    List<byte[]> batches = TestRecords.batches(mixture(2000), 100);
    ShardSettler.Result first = settler.settle(1, batches);
    settler.settle(2, List.of());
    assertThat(settler.settle(1, batches)).isEqualTo(first);
  }

  @Test
  void anEmptyShardWritesNothing() throws IOException {
    ShardSettler.Result result = settle();
    assertThat(result.files()).isEmpty();
    assertThat(result.tally()).isEqualTo(new ShardTally());
    assertThat(folder.resolve("lake")).doesNotExist();
  }

  @Test
  void batchesAreNotChanged() throws IOException {
    List<byte[]> batches = TestRecords.batches(mixture(500), 100);
    List<byte[]> before = batches.stream().map(byte[]::clone).toList();
    RunContext context = TestZones.context(contract, folder.resolve("lake"));
    new ShardSettler(context, contract, TestZones.sink(context), 5000, folder).settle(0, batches);
    assertThat(batches).usingRecursiveComparison().isEqualTo(before);
  }

  /** Returns records of every kind in every zone; the same ones for the same count. */
  private List<byte[]> mixture(int count) {
    Random random = new Random(42);
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = i % 10 == 9 ? random.nextInt(i) : i;
      int cents = i % 40 == 9 ? 7 : id % 1000;
      String at = "2024-0" + (1 + id % 5) + "-15T10:00:00Z";
      Map<String, Object> values = values("T" + id, cents + ".25", id % 3 == 0 ? "USD" : "EUR", at);
      records.add(
          i % 25 == 24
              ? TestRecords.rejected(contract, i % 3, i, "bad " + i % 500, values, BAD_NOTE)
              : TestRecords.valid(contract, i % 3, i, values));
    }
    return records;
  }

  @Test
  void theTallyHasRowsReasonsSumsAndMonthlySums() throws IOException {
    ShardTally tally =
        settle(
                valid(0, 10, "T1", "1.25", "2024-01-31T00:00:00Z"),
                valid(0, 20, "T2", "-0.25", "2024-02-01T00:00:00Z"),
                valid(0, 30, "T2", "-0.25", "2024-02-01T00:00:00Z"),
                valid(1, 10, "T5", "5.00", "2024-02-01T00:00:00Z"),
                TestRecords.rejected(contract, 0, 40, "a", Map.of(), BAD_AMOUNT),
                TestRecords.rejected(contract, 0, 50, "b", Map.of("amount", "7"), BAD_NOTE))
            .tally();
    assertThat(tally.outcomes().keySet()).containsExactly(0, 1);
    ShardTally.Outcome processed = tally.outcome(0, Zone.PROCESSED);
    assertThat(processed.rows()).isEqualTo(2);
    assertThat(processed.codes()).isEmpty();
    assertThat(processed.sums()).isEqualTo(Map.of("EUR", new BigDecimal("1.0000")));
    assertThat(processed.monthlySums()).hasToString("{EUR={648=1.2500, 649=-0.2500}}");
    ShardTally.Outcome quarantine = tally.outcome(0, Zone.QUARANTINE);
    assertThat(quarantine.rows()).isEqualTo(2);
    assertThat(quarantine.withoutAmount()).isEqualTo(1);
    assertThat(quarantine.sums()).as("no valid currency").hasToString("{?=7.0000}");
    assertThat(quarantine.monthlySums()).isEmpty();
    assertThat(quarantine.codes())
        .isEqualTo(Map.of(ReasonCode.TYPE_ERROR, 1L, ReasonCode.CONSTRAINT_ERROR, 1L));
    ShardTally.Outcome condemned = tally.outcome(0, Zone.CONDEMNED);
    assertThat(condemned.codes()).isEqualTo(Map.of(ReasonCode.DUPLICATE_FAILURE, 1L));
    assertThat(condemned.sums()).hasToString("{EUR=-0.2500}");
    assertThat(tally.outcome(1, Zone.PROCESSED).sums()).hasToString("{EUR=5.0000}");
  }

  @Test
  void talliesOfShardsAddUp() throws IOException {
    ShardTally one = settle(valid(0, 10, "T1", "1.25", "2024-01-31T00:00:00Z")).tally();
    ShardTally two = settle(valid(0, 20, "T2", "2.50", "2024-01-31T00:00:00Z")).tally();
    one.add(two);
    assertThat(one.outcome(0, Zone.PROCESSED).rows()).isEqualTo(2);
    assertThat(one.outcome(0, Zone.PROCESSED).monthlySums()).hasToString("{EUR={648=3.7500}}");
  }

  @Test
  void sumsBeyondALongStayExact() throws IOException {
    String most = "99999999999999.9999";
    byte[][] records = new byte[20][];
    for (int i = 0; i < records.length; i++) {
      records[i] = valid(0, i, "T" + i, most, "2024-01-01T00:00:00Z");
    }
    assertThat(settle(records).tally().outcome(0, Zone.PROCESSED).sums().get("EUR"))
        .isEqualTo(new BigDecimal(most).multiply(BigDecimal.valueOf(20)));
  }

  @Test
  void aLakeThatCannotBeWrittenIsSaidSo() {
    RunContext context = TestZones.context(contract, folder.resolve("lake"));
    ZoneSink full =
        (zone, path) ->
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("No space left on device");
              }
            };
    ShardSettler settler = new ShardSettler(context, contract, full, 50_000, folder);
    List<byte[]> batches = TestRecords.batches(mixture(100), 10);
    assertThatThrownBy(() -> settler.settle(0, batches))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write processed data file transactions/data/year=2024/month=01/run-1-p1-00000.parquet:"
                + " No space left on device; nothing is published; make sure that the lake is"
                + " writable and has room, then run again with the same run id");
  }

  static List<Throwable> failures() {
    return List.of(
        new IOException("connection reset"),
        new IllegalStateException("closed by somebody else"),
        new OutOfMemoryError("Java heap space"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFileThatCannotBeFinishedIsGivenUpAndNotClosed(Throwable failure) {
    RunContext context = TestZones.context(contract, folder.resolve("lake"));
    List<EndedStream> streams = new ArrayList<>();
    ZoneSink failing =
        (zone, path) -> {
          // The second file fails, after the first was finished as it should be.
          streams.add(new EndedStream(streams.isEmpty() ? null : failure));
          return streams.get(streams.size() - 1);
        };
    ShardSettler settler = new ShardSettler(context, contract, failing, 50_000, folder);
    List<byte[]> batches = TestRecords.batches(mixture(100), 10);
    assertThatThrownBy(() -> settler.settle(0, batches))
        .satisfiesAnyOf(
            thrown -> assertThat(thrown).isSameAs(failure),
            thrown -> assertThat(thrown).isInstanceOf(IOException.class).hasCause(failure));
    assertThat(streams).extracting(stream -> stream.end).containsExactly("closed", "given up");
  }

  /** Keeps how it ended, and fails after a hundred bytes if it is told to. */
  private static final class EndedStream extends AbandonableStream {
    private final Throwable failure;
    private String end = "open";
    private int bytes;

    EndedStream(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public void write(int b) throws IOException {
      if (++bytes <= 100 || failure == null) {
        return;
      }
      if (failure instanceof IOException e) {
        throw e;
      } else if (failure instanceof RuntimeException e) {
        throw e;
      }
      throw (Error) failure;
    }

    @Override
    public void close() {
      end = "closed";
    }

    @Override
    public void abandon() {
      end = "given up";
    }
  }

  @Test
  void aTableWithoutAColumnOfTheContractIsRefused() {
    Contract newer =
        TestContracts.with(
            TestContracts.field(9, "channel", new FieldType.Text(), false, null, null));
    RunContext old = TestZones.context(contract, folder);
    assertThatThrownBy(() -> new ShardSettler(old, newer, TestZones.sink(old), 50_000, folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "table table of dataset transactions has no column channel, which contract version 1"
                + " needs; evolve the table first");
  }

  @Test
  void aColumnThatTheContractDroppedIsNull() throws IOException {
    Contract wider =
        TestContracts.with(
            TestContracts.field(9, "channel", new FieldType.Text(), false, null, null));
    RunContext context = TestZones.context(wider, folder.resolve("lake"));
    ShardSettler settler =
        new ShardSettler(context, contract, TestZones.sink(context), 50_000, folder);
    WrittenFile file =
        settler
            .settle(0, List.of(valid(0, 10, "T1", "1.00", "2024-01-01T00:00:00Z")))
            .files()
            .get(0);
    Group row = ParquetFiles.rows(TestZones.path(context, file)).get(0);
    assertThat(row.getFieldRepetitionCount("channel")).isZero();
    assertThat(row.getString("transaction_id", 0)).isEqualTo("T1");
  }

  @Test
  void aRequiredColumnThatTheContractLacksIsRefused() {
    Contract wider =
        TestContracts.with(
            TestContracts.field(9, "channel", new FieldType.Text(), true, null, null));
    RunContext context = TestZones.context(wider, folder);
    assertThatThrownBy(
            () -> new ShardSettler(context, contract, TestZones.sink(context), 50_000, folder))
        .hasMessage(
            "table table of dataset transactions requires column channel, which contract version 1"
                + " does not know; make it optional first");
  }

  @Test
  void aColumnOfAnotherTypeIsRefused() {
    Contract text =
        TestContracts.with(TestContracts.field(9, "n", new FieldType.Text(), false, null, null));
    Contract number =
        TestContracts.with(TestContracts.field(9, "n", new FieldType.Int64(), false, null, null));
    RunContext context = TestZones.context(text, folder);
    assertThatThrownBy(
            () -> new ShardSettler(context, number, TestZones.sink(context), 50_000, folder))
        .hasMessage(
            "column optional binary n (STRING) = 7 of the table cannot hold field n, which is"
                + " Int64[]");
  }
}
