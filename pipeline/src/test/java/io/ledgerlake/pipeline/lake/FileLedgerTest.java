package io.ledgerlake.pipeline.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.Table;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLedgerTest {

  private static final int RUNS = 50;

  @TempDir Path folder;
  private final Contract contract = Contracts.named("transactions");
  private LakeTables tables;

  /** Hadoop's file IO, which counts what is asked of each file. */
  public static final class CountedFileIO extends HadoopFileIO {
    private static final long serialVersionUID = 1L;
    static final Map<String, Integer> OPENED = new ConcurrentSkipListMap<>();
    static final Map<String, Integer> MEASURED = new ConcurrentSkipListMap<>();

    /** Called by Iceberg. */
    public CountedFileIO() {
      super(new Configuration());
    }

    @Override
    public InputFile newInputFile(String path) {
      InputFile file = super.newInputFile(path);
      return new InputFile() {
        @Override
        public long getLength() {
          MEASURED.merge(path, 1, Integer::sum);
          return file.getLength();
        }

        @Override
        public SeekableInputStream newStream() {
          OPENED.merge(path, 1, Integer::sum);
          return file.newStream();
        }

        @Override
        public String location() {
          return file.location();
        }

        @Override
        public boolean exists() {
          MEASURED.merge(path, 1, Integer::sum);
          return file.exists();
        }
      };
    }
  }

  @BeforeEach
  void createTables() {
    LakeLayout layout = LakeLayout.of(folder.toString());
    Map<String, String> counted =
        Map.of(CatalogProperties.FILE_IO_IMPL, CountedFileIO.class.getName());
    tables = LakeTables.of(Catalogs.open(layout, "", counted), layout, "transactions");
    tables.prepare(contract);
  }

  @Test
  void aLedgerThatIsEmptyOrNotThereHasNoEntries() {
    assertThat(FileLedger.of(tables).published().entries()).isEmpty();
    LakeTables others =
        LakeTables.of(
            Catalogs.open(LakeLayout.of(folder.toString()), "", Map.of()),
            LakeLayout.of(folder.toString()),
            "postings");
    assertThat(FileLedger.of(others).published().entries()).isEmpty();
  }

  @Test
  void entriesOfManyRunsComeInTheOrderOfTheirDecisions() throws IOException {
    List<FileEntry> entries = publish();

    assertThat(FileLedger.of(tables).published().entries()).isEqualTo(entries);
  }

  @Test
  void eachDataFileIsReadAtOnceAndOnce() throws IOException {
    publish();
    CountedFileIO.OPENED.clear();
    CountedFileIO.MEASURED.clear();

    FileLedger.of(tables).published();

    CountedFileIO.OPENED.keySet().removeIf(path -> !path.endsWith(".parquet"));
    assertThat(CountedFileIO.OPENED).hasSize(RUNS);
    assertThat(CountedFileIO.OPENED.values()).containsOnly(1);
    assertThat(CountedFileIO.MEASURED.keySet()).noneMatch(path -> path.endsWith(".parquet"));
  }

  @Test
  void manifestsStayFewHoweverManyRunsCommit() throws IOException {
    Table ledger = tables.ledger();
    for (int run = 1; run <= RUNS; run++) {
      ledger.newAppend().appendFile(listed(ledger, dataFile(run), 1)).commit();
    }

    assertThat(ledger.currentSnapshot().dataManifests(ledger.io())).hasSizeLessThan(10);
    assertThat(ledger.currentSnapshot().summary())
        .containsEntry("total-data-files", Integer.toString(RUNS));
  }

  @Test
  void aDataFileThatCannotBeReadIsNamed() throws IOException {
    publish();
    Path missing = dataFile(7);
    Files.delete(missing);
    assertThatThrownBy(() -> FileLedger.of(tables).published())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(missing + " cannot be read");

    Files.writeString(missing, "PAR1 and nothing else", UTF_8);
    assertThatThrownBy(() -> FileLedger.of(tables).published())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("ledger.transactions cannot be read: " + missing)
        .hasMessageContaining("is not a Parquet file");
  }

  @Test
  void anEntryThatAnotherWriterHasDeletedIsNotPassedOver() throws IOException {
    publish();
    Table ledger = tables.ledger();
    ledger
        .newRowDelta()
        .addDeletes(
            FileMetadata.deleteFileBuilder(ledger.spec())
                .ofPositionDeletes()
                .withPath(ledger.location() + "/data/theirs.parquet")
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(1)
                .withRecordCount(1)
                .build())
        .commit();

    assertThatThrownBy(() -> FileLedger.of(tables).published())
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("of the file ledger ledgerlake.ledger.transactions has rows")
        .satisfies(TestLake.nextStep("take the deletion back"));
  }

  /** Adds an entry of each run, the last decided first, and returns them as they were decided. */
  private List<FileEntry> publish() throws IOException {
    Table ledger = tables.ledger();
    List<FileEntry> entries = new ArrayList<>();
    AppendFiles append = ledger.newAppend();
    for (int run = RUNS; run > 0; run--) {
      FileEntry entry = entry(run);
      entries.add(entry);
      byte[] bytes = FileLedger.encode(ledger, List.of(entry));
      Path file = dataFile(run);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
      append.appendFile(listed(ledger, file, bytes.length));
    }
    append.commit();
    Collections.reverse(entries);
    return entries;
  }

  private static DataFile listed(Table ledger, Path file, long bytes) {
    return DataFiles.builder(ledger.spec())
        .withPath(file.toString())
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(bytes)
        .withRecordCount(1)
        .build();
  }

  private Path dataFile(int run) {
    return Path.of(tables.ledger().location(), "data", "r-" + run + ".parquet");
  }

  private FileEntry entry(int run) {
    return new FileEntry(
        run,
        "r-" + run,
        "id of " + run,
        "day" + run + ".csv",
        "content of " + run,
        1000L + run,
        FileEntry.Status.INGESTED,
        Optional.empty(),
        10,
        7,
        2,
        1,
        0,
        0,
        new TreeMap<>(Map.of("EUR", new BigDecimal(run + ".1234"))),
        new TreeMap<>(Map.of("EUR", new BigDecimal(run + ".1000"))),
        contract.dataset(),
        contract.version(),
        contract.sha256(),
        Instant.parse("2024-03-01T02:00:00Z").plusSeconds(run));
  }
}
