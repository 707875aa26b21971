package io.ledgerlake.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Dialect;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.transforms.csv.Compression;
import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.csv.FileRange;
import io.ledgerlake.transforms.csv.FileStructure;
import io.ledgerlake.transforms.csv.ParsedBlock;
import io.ledgerlake.transforms.csv.RecordBlock;
import io.ledgerlake.transforms.csv.StructureScanner;
import io.ledgerlake.transforms.testing.TestPipelineExtension;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestPipelineExtension.class)
class ReadBlocksTest {

  private static final Dialect DIALECT =
      new Dialect((byte) ';', (byte) '\'', UTF_8, List.of(), ColumnMode.REORDER);

  @TempDir Path folder;

  @Test
  void readsEveryRecordOfEveryRangeOnce(Pipeline pipeline) throws IOException {
    Path plain = folder.resolve("a file.csv");
    Files.writeString(plain, "id;name\r\n1;'x\r\ny'\r\n\r\n2;'it''s'\r\n3;\r\n", UTF_8);
    Path zipped = folder.resolve("b.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write("id;name\n4;b\n".getBytes(UTF_8));
    }
    List<FileRange> ranges = new ArrayList<>(scan(plain, 0, 1));
    ranges.addAll(scan(zipped, 1, 1));
    assertThat(ranges).hasSize(5);

    PCollection<String> rows =
        pipeline
            .apply(Create.of(ranges).withCoder(SerializableCoder.of(FileRange.class)))
            .apply(ReadBlocks.of(DIALECT))
            .apply(ParseRecords.of(DIALECT))
            .apply(ParDo.of(new Print()));

    PAssert.that(rows)
        .containsInAnyOrder(
            "file 0 row 1 line 2 byte 9: 1|x\r\ny",
            "file 0 row 2 line 5 byte 21: 2|it's",
            "file 0 row 3 line 6 byte 32: 3|",
            "file 1 row 1 line 2 byte 8: 4|b");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void passesTheNewsOfARefusedFileOn(Pipeline pipeline) throws IOException {
    Path broken = Files.write(folder.resolve("c.csv.gz"), new byte[] {0x1F, (byte) 0x8B, 8, 0, 0});
    FileRange range = FileRange.of(3, uri(broken), Compression.GZIP, 0, -1, 1, 1);
    PCollection<ParsedBlock> parsed =
        pipeline
            .apply(Create.of(range).withCoder(SerializableCoder.of(FileRange.class)))
            .apply(ReadBlocks.of(DIALECT))
            .apply(ParseRecords.of(DIALECT));
    PAssert.thatSingleton(parsed)
        .satisfies(
            block -> {
              assertThat(block.recordCount()).isZero();
              assertThat(block.block().file()).isEqualTo(3);
              assertThat(block.block().fault().kind()).isEqualTo(FileFault.Kind.BROKEN_COMPRESSION);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void failsWhenAFileCannotBeRead(Pipeline pipeline) {
    String gone = uri(folder.resolve("gone.csv"));
    FileRange range = FileRange.of(0, gone, Compression.NONE, 8, 20, 1, 2);
    pipeline
        .apply(Create.of(range).withCoder(SerializableCoder.of(FileRange.class)))
        .apply(ReadBlocks.of(DIALECT));
    assertThatThrownBy(() -> pipeline.run().waitUntilFinish())
        .hasMessageContaining("cannot read " + gone + " from byte 8: ");
  }

  @Test
  void givesItsOutputsTheirOwnCoders(Pipeline pipeline) {
    PCollection<RecordBlock> blocks =
        pipeline
            .apply(Create.empty(SerializableCoder.of(FileRange.class)))
            .apply(ReadBlocks.of(DIALECT));
    assertThat(blocks.getCoder()).isEqualTo(RecordBlockCoder.of());
    assertThat(blocks.apply(ParseRecords.of(DIALECT)).getCoder()).isEqualTo(ParsedBlockCoder.of());
    pipeline.run().waitUntilFinish();
  }

  private List<FileRange> scan(Path file, int ordinal, long rangeBytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      FileStructure structure =
          StructureScanner.of(DIALECT, rangeBytes)
              .scan(in, Compression.ofName(file.toString()), done -> {});
      assertThat(structure.fault()).isNull();
      return structure.fileRanges(ordinal, uri(file));
    }
  }

  private static String uri(Path file) {
    return file.toAbsolutePath().toString();
  }

  static final class Print extends DoFn<ParsedBlock, String> {
    @ProcessElement
    public void print(@Element ParsedBlock block, OutputReceiver<String> out) {
      ParsedBlock.Records r = block.records();
      while (r.next()) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < r.fieldCount(); i++) {
          fields.add(new String(r.array(i), r.start(i), r.end(i) - r.start(i), UTF_8));
        }
        out.output(
            "file "
                + block.block().file()
                + " row "
                + r.row()
                + " line "
                + r.line()
                + " byte "
                + r.offset()
                + ": "
                + String.join("|", fields));
      }
    }
  }
}
