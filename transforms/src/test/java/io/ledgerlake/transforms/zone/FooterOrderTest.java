package io.ledgerlake.transforms.zone;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.settle.TestContracts;
import io.ledgerlake.transforms.settle.TestRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FooterOrderTest {

  private static final byte[] INDEXES = "indexes and Bloom filters".getBytes(US_ASCII);

  @TempDir Path folder;

  private static byte[] tail(Encoding... encodings) throws IOException {
    ColumnMetaData column =
        new ColumnMetaData(
            Type.INT64,
            new ArrayList<>(List.of(encodings)),
            List.of("amount"),
            CompressionCodec.ZSTD,
            7,
            300,
            200,
            4);
    ColumnChunk chunk = new ColumnChunk(4).setMeta_data(column);
    RowGroup group = new RowGroup(List.of(chunk), 300, 7);
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    Util.writeFileMetaData(new FileMetaData(1, List.of(), 7, List.of(group)), footer);
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    tail.writeBytes(INDEXES);
    tail.writeBytes(footer.toByteArray());
    tail.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.size()).array());
    tail.writeBytes("PAR1".getBytes(US_ASCII));
    return tail.toByteArray();
  }

  @Test
  void encodingsInAnyOrderGiveTheSameBytes() throws IOException {
    byte[] expected = tail(Encoding.PLAIN, Encoding.RLE, Encoding.BIT_PACKED);
    assertThat(FooterOrder.sorted(tail(Encoding.BIT_PACKED, Encoding.PLAIN, Encoding.RLE)))
        .isEqualTo(expected);
    assertThat(FooterOrder.sorted(tail(Encoding.RLE, Encoding.BIT_PACKED, Encoding.PLAIN)))
        .isEqualTo(expected);
    assertThat(FooterOrder.sorted(expected)).isEqualTo(expected);
  }

  @Test
  void bytesWithoutAWholeFooterAreRefused() throws IOException {
    byte[] tail = tail(Encoding.PLAIN);
    byte[] cut = Arrays.copyOfRange(tail, INDEXES.length + 1, tail.length);
    assertThatThrownBy(() -> FooterOrder.sorted(cut))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the " + cut.length + " bytes at the end of a Parquet file do not hold its footer");
    assertThatThrownBy(() -> FooterOrder.sorted(new byte[3]))
        .isInstanceOf(IOException.class)
        .hasMessage("the 3 bytes at the end of a Parquet file do not hold its footer");
  }

  @Test
  void everyWrittenFileListsItsEncodingsInOrder() throws IOException {
    Contract contract = TestContracts.transactions();
    RunContext context = TestZones.context(contract, folder.resolve("lake"));
    byte[] row =
        TestRecords.valid(
            contract,
            0,
            10,
            Map.of(
                "transaction_id", "T1",
                "customer_id", "C1",
                "amount", "1.00",
                "currency", "EUR",
                "event_time", 1_700_000_000_000_000L));
    Path spills = Files.createDirectories(folder.resolve("spills"));
    ShardSettler.Result result =
        new ShardSettler(
                context, contract, TestZones.sink(context), ShardSettler.DEFAULT_BUDGET, spills)
            .settle(3, TestRecords.batches(List.of(row), 100));
    for (WrittenFile file : result.files()) {
      byte[] bytes = Files.readAllBytes(TestZones.path(context, file));
      assertThat(file.bytes()).isEqualTo(bytes.length);
      assertThat(ParquetFiles.encodings(bytes))
          .isNotEmpty()
          .allSatisfy(
              list ->
                  assertThat(list)
                      .hasSizeGreaterThan(1)
                      .isSortedAccordingTo(Comparator.comparingInt(Encoding::getValue)));
    }
  }
}
