package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.change.ChangeRequest;
import io.ledgerlake.pipeline.change.KilledChanges;
import io.ledgerlake.pipeline.change.RollbackTarget;
import io.ledgerlake.pipeline.command.Compact;
import io.ledgerlake.pipeline.command.Verify;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.publish.KilledPublisher;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.parquet.Parquet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is touched is named, and nothing else is. One lake for all; each test puts it back. */
class VerifyTest {

  @TempDir private static Path folder;
  private static VerifiedLake lake;
  private static IngestFixture fixture;

  @BeforeAll
  static void live() throws IOException {
    lake = VerifiedLake.in(folder);
    fixture = lake.fixture();
  }

  @AfterEach
  void putBack() throws IOException {
    lake.restore();
  }

  @Test
  void aLakeInWhichEverythingHasHappenedIsAsItWasDecided() {
    Answer answer = fixture.run(new Verify());

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(answer.out())
        .startsWith("transactions in " + fixture.lake() + " is as it was decided.")
        .containsPattern("journal entries +11")
        .containsPattern("manifests +9")
        .containsPattern("plans +6")
        .containsPattern("input files +5")
        .containsPattern("books of files +4")
        .containsPattern("compactions +1")
        .doesNotContain("To be known");
    assertThat(fixture.run(new Verify(), "--allDatasets").out()).isEqualTo(answer.out());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void aFlippedBitInAJournalEntryIsNamed(int seq) throws IOException {
    VerifiedLake.flip(lake.entry(seq));
    assertNamed("JOURNAL_ENTRY " + lake.entry(seq));
  }

  /** No later entry links to it; what vouches for it are the snapshots that follow from it. */
  @ParameterizedTest
  @ValueSource(strings = {"manifestSha256", "previousSha256", "runId"})
  void theLastEntryIsVouchedForByTheTables(String property) throws IOException {
    Path entry = lake.entry(VerifiedLake.ENTRIES);
    byte[] bytes = Files.readAllBytes(entry);
    String name = "\"" + property + "\" : \"";
    int at = new String(bytes, UTF_8).indexOf(name) + name.length();
    bytes[at] = (byte) (bytes[at] == 'a' ? 'b' : 'a');
    Files.write(entry, bytes);
    assertNamed("JOURNAL_ENTRY " + entry);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 7, 8, 10, 11})
  void aMissingJournalEntryIsNamed(int seq) throws IOException {
    Files.delete(lake.entry(seq));
    assertNamed("JOURNAL_ENTRY " + lake.entry(seq));
  }

  @Test
  void aJournalThatWasCutAtItsEndIsNamedThoughACompactionHasNoLedgerEntry() throws IOException {
    compact(0, "--olderThanDays=1", "--runId=tidier");
    assertClean();
    Path entry = lake.entry(VerifiedLake.ENTRIES + 1);
    assertThat(entry).exists();

    Files.delete(entry);
    assertNamed("JOURNAL_ENTRY " + entry);
    Files.delete(lake.entry(VerifiedLake.ENTRIES));
    assertNamed("JOURNAL_ENTRY " + lake.entry(VerifiedLake.ENTRIES), "JOURNAL_ENTRY " + entry);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"first", "again", "pick", "second", "back", "third", "tidy", "no", "last"})
  void aFlippedBitInAManifestIsNamed(String runId) throws IOException {
    Path manifest = fixture.runFolder(runId).resolve(Manifest.FILE);
    VerifiedLake.flip(manifest);
    assertNamed("MANIFEST " + manifest);
  }

  @ParameterizedTest
  @CsvSource({
    "first, manifest.json, MANIFEST",
    "tidy, manifest.json, MANIFEST",
    "no, manifest.json, MANIFEST",
    "again, plan.json, PLAN",
    "last, plan.json, PLAN",
    "first, _SUCCESS, SUCCESS_MARK"
  })
  void whatIsMissingFromARunsFolderIsNamed(String runId, String file, String kind)
      throws IOException {
    Path path = fixture.runFolder(runId).resolve(file);
    Files.delete(path);
    assertNamed(kind + " " + path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "again", "second", "third", "no", "last"})
  void aFlippedBitInAPlanIsNamed(String runId) throws IOException {
    Path plan = fixture.runFolder(runId).resolve("plan.json");
    VerifiedLake.flip(plan);
    assertNamed("PLAN " + plan);
  }

  @Test
  void aFlippedBitInAMarkIsNamed() throws IOException {
    Path mark = fixture.runFolder("second").resolve("_SUCCESS");
    VerifiedLake.flip(mark);
    assertNamed("SUCCESS_MARK " + mark);
  }

  @Test
  void reportsAreNotCoveredAndTheHelpSaysSo() throws IOException {
    VerifiedLake.flip(fixture.runFolder("last").resolve("metrics.json"));
    VerifiedLake.flip(fixture.runFolder("last").resolve("report.html"));
    assertClean();
    assertThat(new Verify().description()).contains("(metrics.json, report.html)", "not covered");
  }

  @Test
  void aFlippedBitInAnInputIsNamedUnlessNobodyAsks() throws IOException {
    Path input = fixture.raw().resolve("a.csv");
    VerifiedLake.flip(input);
    assertNamed("INPUT " + input);
    assertThat(fixture.run(new Verify(), "--inputs=false").exitCode()).isZero();
  }

  @Test
  void anInputThatIsGoneIsToldAndWasNotTouched() throws IOException {
    Files.delete(fixture.raw().resolve("a.csv"));
    assertThat(assertClean())
        .contains("1 input file is gone", fixture.raw().resolve("a.csv").toString());
  }

  @Test
  void anInputWhoseRowsLeftTheLakeMayBeReplaced() throws IOException {
    VerifiedLake.flip(fixture.raw().resolve("b.csv"));
    VerifiedLake.flip(fixture.raw().resolve("d.csv"));
    assertThat(assertClean()).contains("2 input files were replaced");
  }

  @ParameterizedTest
  @EnumSource
  void aDataFileThatIsChangedOrGoneIsNamed(Zone zone) throws IOException {
    Path file = listed(zone).get(0);
    VerifiedLake.flip(file);
    assertThat(touched()).contains("DATA_FILE " + file);
    assertThat(touched()).filteredOn(line -> !line.startsWith("BOOKS")).hasSize(1);
    assertThat(fixture.run(new Verify(), "--depth=JOURNAL").exitCode()).isZero();
    assertThat(fixture.run(new Verify(), "--depth=FILES").exitCode()).isEqualTo(4);

    Files.delete(file);
    assertNamed("DATA_FILE " + file);
  }

  @Test
  void aDataFileThatOnlyEarlierSnapshotsShowIsNamedWhenItIsChanged() throws IOException {
    Manifest.DataFile merged = fixture.manifest("tidy").removedFiles().get(0);
    Path file = fixture.lake().resolve(merged.zone()).resolve(merged.path());
    VerifiedLake.flip(file);
    assertNamed("DATA_FILE " + file);

    Files.delete(file);
    assertThat(assertClean()).contains("the files that were merged have expired");
  }

  @Test
  void aDataFileThatSomebodyElseAddedIsNamed() throws IOException {
    Table table = fixture.tables().zone(Zone.PROCESSED);
    Path twin = listed(Zone.PROCESSED).get(0);
    Path foreign = Files.copy(twin, twin.resolveSibling("theirs.parquet"));
    DataFile like = task(table, twin).file();
    table
        .newAppend()
        .appendFile(DataFiles.builder(table.spec()).copy(like).withPath(foreign.toString()).build())
        .commit();

    assertThat(touched())
        .contains("DATA_FILE " + foreign)
        .allMatch(line -> line.startsWith("BOOKS ") || line.equals("DATA_FILE " + foreign));
    assertThat(touched()).anyMatch(line -> line.startsWith("BOOKS "));
    assertThat(fixture.run(new Verify()).out())
        .contains("Somebody else than LedgerLake has committed to the table processed.transactions")
        .contains("no run was decided that adds it");
  }

  @Test
  void aDataFileThatSomebodyElseTookOutIsNamed() throws IOException {
    Path file = listed(Zone.CONDEMNED).get(0);
    fixture.tables().zone(Zone.CONDEMNED).newDelete().deleteFile(file.toString()).commit();

    assertThat(touched()).contains("DATA_FILE " + file).anyMatch(line -> line.startsWith("BOOKS"));
  }

  @Test
  void aRowThatSomebodyElseDeletedIsNamed() throws IOException {
    Table table = fixture.tables().zone(Zone.PROCESSED);
    FileScanTask task = task(table, holding(table, "e.csv"));
    var schema = table.schema().select("transaction_id");
    EqualityDeleteWriter<Record> writer =
        Parquet.writeDeletes(
                table.io().newOutputFile(table.location() + "/data/theirs-deletes.parquet"))
            .forTable(table)
            .rowSchema(schema)
            .createWriterFunc(GenericParquetWriter::buildWriter)
            .equalityFieldIds(schema.columns().get(0).fieldId())
            .withSpec(table.spec())
            .withPartition(task.file().partition())
            .buildEqualityWriter();
    try (writer) {
      GenericRecord key = GenericRecord.create(schema);
      key.setField("transaction_id", "T10");
      writer.write(key);
    }
    table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();

    assertThat(touched()).contains("DATA_FILE " + task.file().path(), "BOOKS e.csv");
    assertThat(fixture.run(new Verify()).out())
        .contains("rows are taken out of it by")
        .contains("rows in processed 1, by the file ledger")
        .contains("sum of CHF 1.0000, by the file ledger");
  }

  @Test
  void aLedgerEntryThatSaysSomethingElseIsNamed() throws IOException {
    Table ledger = fixture.tables().ledger();
    FileEntry entry = FileLedger.of(fixture.tables()).published().entries().get(0);
    FileEntry other =
        new FileEntry(
            entry.seq(),
            entry.runId(),
            entry.fileId(),
            entry.path(),
            entry.sha256(),
            entry.bytes(),
            entry.status(),
            entry.refusal(),
            entry.rowsRead() + 1,
            entry.processed() + 1,
            entry.quarantined(),
            entry.condemned(),
            entry.blankLines(),
            entry.rowsWithoutAmount(),
            entry.readSums(),
            entry.processedSums(),
            entry.contract(),
            entry.contractVersion(),
            entry.contractSha256(),
            entry.ingestedAt());
    replaceLedgerFile(ledger, "first", List.of(other));

    assertThat(touched())
        .contains("LEDGER_ENTRY ledger.transactions: a.csv, run first, INGESTED", "BOOKS a.csv");
    assertThat(fixture.run(new Verify()).out())
        .contains("expected: rows read 6, processed 1, as the run's manifest says")
        .contains("found:    rows read 7, processed 2");
  }

  @Test
  void aLedgerEntryThatIsMissingOrOfNobodyIsNamed() throws IOException {
    Table ledger = fixture.tables().ledger();
    replaceLedgerFile(ledger, "last", List.of());
    assertThat(touched())
        .contains(
            "LEDGER_ENTRY ledger.transactions: e.csv, run last, INGESTED",
            "BOOKS file " + idOf("e.csv"));
  }

  private String idOf(String file) throws IOException {
    return fixture.manifest("last").inputs().stream()
        .filter(input -> input.path().equals(file))
        .findFirst()
        .orElseThrow()
        .fileId();
  }

  private static void replaceLedgerFile(Table ledger, String runId, List<FileEntry> entries)
      throws IOException {
    String location = ledger.location() + "/data/" + runId + ".parquet";
    var update = ledger.newOverwrite().deleteFile(task(ledger, Path.of(location)).file());
    if (!entries.isEmpty()) {
      Path file = Path.of(ledger.location(), "data", "theirs.parquet");
      byte[] bytes = FileLedger.encode(ledger, entries);
      Files.write(file, bytes);
      update =
          update.addFile(
              DataFiles.builder(ledger.spec())
                  .withPath(file.toString())
                  .withFormat("parquet")
                  .withFileSizeInBytes(bytes.length)
                  .withRecordCount(entries.size())
                  .build());
    }
    update.commit();
  }

  @Test
  void aTableWhoseOwnFilesAreTouchedIsNamed() throws IOException {
    Path metadata = fixture.lake().resolve("condemned/transactions/metadata");
    try (var files = Files.list(metadata)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".metadata.json")).toList()) {
        VerifiedLake.flip(file);
      }
    }
    assertNamed("TABLE condemned.transactions");
    assertThat(fixture.run(new Verify()).out())
        .contains("The books of the files are not compared, as a table cannot be read.");
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatIsDecidedAndNotFinishedIsToldWithTheNextStep(KilledPublisher.Step step)
      throws IOException {
    try (LakeStorage storage = LakeStorage.of(fixture.lake().toString())) {
      LakeLayout layout = LakeLayout.of(fixture.lake().toString());
      ChangeRequest request =
          new ChangeRequest(
              layout,
              storage,
              fixture.tables(),
              "half",
              Instant.parse("2024-05-03T00:00:00Z"),
              "test",
              Optional.empty(),
              Duration.ZERO);
      KilledPublisher killed = new KilledPublisher(layout, storage, fixture.tables(), step);
      assertThatThrownBy(
              () -> KilledChanges.rollback(request, new RollbackTarget.OfFile("a.csv"), killed))
          .isInstanceOf(KilledPublisher.Killed.class);

      String out = assertClean();

      if (step != KilledPublisher.Step.SUCCESS) {
        assertThat(out)
            .contains("Run half is decided and not finished; the next run of the dataset finishes");
      }
      Publisher.of(layout, storage, fixture.tables()).finish();
    }
    assertThat(assertClean()).doesNotContain("not finished");
  }

  @Test
  void aHeldRunsFilesAreVerifiedToo() throws IOException {
    fixture.write("f.csv", HEADER + "T20,C3,1.00,CHF,2024-03-03T10:00:00Z\n");
    Answer held =
        fixture.ingest(
            "--runId=wait", "--input=" + fixture.raw().resolve("f.csv"), "--approval=manual");
    assertThat(held.exitCode()).as(held.all()).isEqualTo(5);
    assertThat(assertClean()).contains("Run wait is held until a person decides");

    Manifest.DataFile waiting = fixture.manifest("wait").dataFiles().get(0);
    Path file = fixture.lake().resolve(waiting.zone()).resolve(waiting.path());
    VerifiedLake.flip(file);
    assertNamed("DATA_FILE " + file);
  }

  @Test
  void aRowOfARejectedRunThatATableListsIsNamed() throws IOException {
    Table table = fixture.tables().zone(Zone.PROCESSED);
    Manifest.DataFile rejected = fixture.manifest("no").dataFiles().get(0);
    String location = fixture.lake() + "/processed/" + rejected.path();
    DataFile like = task(table, holding(table, "e.csv")).file();
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .copy(like)
                .withPath(location)
                .withFileSizeInBytes(rejected.bytes())
                .build())
        .commit();

    assertThat(touched()).contains("DATA_FILE " + location);
  }

  @Test
  void whenSnapshotsHaveExpiredTheJournalStillVouches() throws IOException {
    compact(40, "--keepSnapshots=1", "--olderThanDays=30000");
    assertThat(assertClean()).contains("the files that were merged have expired");

    VerifiedLake.flip(lake.entry(3));
    assertNamed("JOURNAL_ENTRY " + lake.entry(3));
    lake.restore();
    compact(40, "--keepSnapshots=1", "--olderThanDays=30000");
    Files.delete(lake.entry(5));
    assertNamed("JOURNAL_ENTRY " + lake.entry(5));
  }

  @Test
  void machinesGetEverythingInOnePiece() throws IOException {
    VerifiedLake.flip(fixture.raw().resolve("a.csv"));
    Answer answer = fixture.run(new Verify(), "--format=JSON", "--depth=FILES");

    assertThat(answer.exitCode()).isEqualTo(4);
    assertThat(answer.out())
        .contains("\"dataset\" : \"transactions\"", "\"journal_entries\" : 11")
        .contains("\"kind\" : \"INPUT\"", "\"path\" : \"" + fixture.raw().resolve("a.csv"))
        .contains("\"next_step\" : \"Restore it from", "\"remarks\" : [ ]");
  }

  @Test
  void badOptionsAreAnsweredAsEverywhere() {
    assertThat(fixture.run(new Verify(), "--dataset=nobody").exitCode()).isEqualTo(2);
    assertThat(fixture.run(new Verify(), "--lake=" + folder.resolve("nowhere")).exitCode())
        .isEqualTo(2);
    assertThat(fixture.run(new Verify(), "--depth=DEEP").exitCode()).isEqualTo(2);
  }

  private static List<Path> listed(Zone zone) throws IOException {
    List<Path> files = new ArrayList<>();
    try (var tasks = fixture.tables().zone(zone).newScan().planFiles()) {
      tasks.forEach(task -> files.add(Path.of(task.file().path().toString())));
    }
    files.sort(null);
    return files;
  }

  private static FileScanTask task(Table table, Path file) throws IOException {
    try (var tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        if (task.file().path().toString().equals(file.toString())) {
          return task;
        }
      }
    }
    throw new AssertionError(file + " is not listed");
  }

  /** Returns the data file that the run of a file wrote. */
  private static Path holding(Table table, String input) throws IOException {
    assertThat(input).isEqualTo("e.csv");
    for (Manifest.DataFile file : fixture.manifest("last").dataFiles()) {
      if (file.zone().equals("processed")) {
        return Path.of(fixture.lake() + "/processed/" + file.path());
      }
    }
    throw new AssertionError("no data file in " + table);
  }

  private static void compact(int days, String... args) {
    Instant at = Instant.now().plusSeconds(days * 86_400L + 60);
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--apply");
    Answer answer =
        fixture.run(new Compact(Clock.fixed(at, ZoneOffset.UTC)), all.toArray(String[]::new));
    assertThat(answer.exitCode()).as(answer.all()).isZero();
  }

  private static String assertClean() {
    Answer answer = fixture.run(new Verify());
    assertThat(answer.exitCode()).as(answer.all()).isZero();
    return answer.out();
  }

  private static void assertNamed(String... expected) throws IOException {
    assertThat(touched()).as(() -> fixture.run(new Verify()).all()).containsExactly(expected);
  }

  /** Returns kind and path of everything that is named, once each. */
  private static List<String> touched() throws IOException {
    Answer answer = fixture.run(new Verify(), "--format=CSV");
    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(4);
    List<String> lines = new ArrayList<>();
    try (CSVParser parser = CSVParser.parse(answer.out(), CSVFormat.RFC4180)) {
      List<CSVRecord> records = parser.getRecords();
      for (CSVRecord record : records.subList(1, records.size())) {
        String line = record.get(1) + " " + record.get(2);
        if (!lines.contains(line)) {
          lines.add(line);
        }
        assertThat(record.get(5)).as("next step").isNotBlank();
      }
    }
    return lines;
  }
}
