package io.ledgerlake.pipeline.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.TestLake;
import io.ledgerlake.pipeline.lake.TestLake.TestRow;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFileWriterTest {

  private static final String PATH = "transactions/data/year=2024/month=01/w-p1-00000.parquet";
  private static final int JANUARY = (2024 - 1970) * 12;

  @TempDir Path folder;
  private TestLake lake;
  private List<Record> rows;

  @BeforeEach
  void someRows() throws IOException {
    lake = new TestLake(folder);
    lake.tables.prepare(lake.contract);
    List<TestRow> given = new ArrayList<>();
    for (int row = 1; row <= 500; row++) {
      String amount = row % 7 == 0 ? null : "10." + (1000 + row);
      given.add(new TestRow("T-" + (row * 7919 % 1009), amount, "2024-01-05T00:00:00Z", row));
    }
    String path = "transactions/data/year=2024/month=01/given.parquet";
    lake.write(Zone.QUARANTINE, path, "r-1", "a.csv", given);
    rows = read(new WrittenFile(Zone.QUARANTINE, path, 0, 500, 0, ""));
  }

  private List<Record> read(WrittenFile file) throws IOException {
    List<Record> read = new ArrayList<>();
    try (CloseableIterable<Record> records = files().rows(file)) {
      records.forEach(read::add);
    }
    return read;
  }

  private ZoneFiles files() {
    return ZoneFiles.at(lake.layout, lake.tables, BaseSnapshots.NONE);
  }

  private WrittenFile write(String path) throws IOException {
    Table table = lake.tables.zone(Zone.QUARANTINE);
    DataFileWriter writer =
        DataFileWriter.open(
            table, Zone.QUARANTINE, lake.layout, lake.contract, path, JANUARY, rows.size());
    rows.forEach(writer::add);
    return writer.finish();
  }

  @Test
  void rowsComeBackAsTheyWereAndTheHashIsTheFiles() throws IOException {
    WrittenFile file = write(PATH);

    Path stored = folder.resolve("quarantine").resolve(PATH);
    assertThat(read(file)).isEqualTo(rows);
    assertThat(file.rows()).isEqualTo(500);
    assertThat(file.bytes()).isEqualTo(Files.size(stored));
    assertThat(file.sha256()).isEqualTo(DigestUtils.sha256Hex(Files.readAllBytes(stored)));
    assertThat(write(PATH.replace("w-p1", "w-p2")).sha256()).isEqualTo(file.sha256());
  }

  /** Parquet lists them in an order that differs from process to process. */
  @Test
  void encodingsInTheFooterAreInOrder() throws IOException {
    write(PATH);
    byte[] bytes = Files.readAllBytes(folder.resolve("quarantine").resolve(PATH));
    int trailer = bytes.length - 8;
    int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(trailer);
    FileMetaData footer =
        Util.readFileMetaData(new ByteArrayInputStream(bytes, trailer - length, length));
    assertThat(footer.getRow_groups()).isNotEmpty();
    footer
        .getRow_groups()
        .forEach(
            group ->
                group
                    .getColumns()
                    .forEach(
                        chunk ->
                            assertThat(chunk.getMeta_data().getEncodings())
                                .isSortedAccordingTo(Comparator.comparingInt(Encoding::getValue))));
  }

  @Test
  void theSecondReaderTellsARowOrACentThatDiffers() throws IOException {
    WrittenFile file = write(PATH);
    RowBooks meant = new RowBooks(lake.contract);
    rows.forEach(meant::add);
    SecondReader reader = new SecondReader(lake.layout, lake.contract);
    Table table = lake.tables.zone(Zone.QUARANTINE);
    assertThat(reader.differences(file, table.io(), meant)).isEmpty();

    meant.add(rows.get(6));
    assertThat(reader.differences(file, table.io(), meant))
        .hasSize(2)
        .anyMatch(sentence -> sentence.contains("rows: read 501, stored 500"))
        .anyMatch(sentence -> sentence.contains("without an amount"));

    RowBooks cent = new RowBooks(lake.contract);
    Record other = rows.get(0).copy();
    other.setField("amount", ((BigDecimal) other.getField("amount")).add(new BigDecimal("0.01")));
    cent.add(other);
    rows.subList(1, rows.size()).forEach(cent::add);
    assertThat(reader.differences(file, table.io(), cent))
        .singleElement()
        .asString()
        .contains("sum of EUR");
  }
}
