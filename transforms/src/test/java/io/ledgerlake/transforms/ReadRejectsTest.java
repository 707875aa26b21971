package io.ledgerlake.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.transforms.csv.RecordBlock;
import io.ledgerlake.transforms.history.VersionSet;
import io.ledgerlake.transforms.settle.TestRecords;
import io.ledgerlake.transforms.testing.TestPipelineExtension;
import io.ledgerlake.transforms.zone.ShardSettler;
import io.ledgerlake.transforms.zone.TestZones;
import io.ledgerlake.transforms.zone.WrittenFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Only the versions that were planned come back, with exactly the bytes that they came with. */
@ExtendWith(TestPipelineExtension.class)
class ReadRejectsTest {

  private static final Contract CONTRACT = Contracts.load("transactions");
  private static final RowError FAULT =
      new RowError(ReasonCode.TIMESTAMP_ERROR, "transaction_ts", "no such day", "30.02.2024");
  private static final RowError TOO_LONG =
      new RowError(
          ReasonCode.SCHEMA_ERROR,
          "",
          "the record is 2000000 bytes long, over the limit of 1048576; only its first 65536 bytes"
              + " are kept (SHA-256 of all: "
              + "0f".repeat(32)
              + ")",
          "T3 ...");

  @TempDir Path folder;
  private final List<String> files = new ArrayList<>();
  private final VersionSet versions = new VersionSet();

  /** What an earlier run rejected: rows of three files, one of them with a line end in quotes. */
  @BeforeEach
  void reject() throws IOException {
    RunContext earlier = TestZones.context(CONTRACT, folder);
    List<byte[]> records =
        List.of(
            TestRecords.rejected(CONTRACT, 0, 10, "T1,\"a\nb\",é", Map.of(), FAULT),
            TestRecords.rejected(CONTRACT, 0, 20, "not planned", Map.of(), FAULT),
            TestRecords.rejected(CONTRACT, 1, 10, "T2", Map.of(), FAULT),
            TestRecords.rejected(CONTRACT, 2, 30, "T3 ...", Map.of(), FAULT, TOO_LONG));
    ShardSettler.Result result =
        new ShardSettler(earlier, CONTRACT, TestZones.sink(earlier), 1 << 20, folder)
            .settle(0, records);
    for (WrittenFile file : result.files()) {
      files.add(TestZones.path(earlier, file).toString());
    }
    versions.add("fileA", 10, "run-1");
    versions.add("fileB", 10, "run-1");
    versions.add("fileC", 30, "run-1");
    versions.add("fileA", 20, "another run");
  }

  private PCollection<String> read(Pipeline pipeline, String... planned) throws IOException {
    List<RunContext.PlannedFile> sources = new ArrayList<>();
    for (String fileId : planned) {
      sources.add(
          new RunContext.PlannedFile(
              fileId + ".csv",
              fileId,
              List.of(),
              new RunContext.Earlier(
                  CONTRACT.dialect(), "run-1", Instant.EPOCH, "run-1", 1, false)));
    }
    Path set = folder.resolve("rows.bin");
    try (OutputStream out = Files.newOutputStream(set)) {
      versions.write(out);
    }
    RunContext context = TestZones.context(CONTRACT, folder, sources);
    PCollection<RecordBlock> blocks =
        pipeline.apply(Create.of(files)).apply(ReadRejects.of(context, set.toString()));
    assertThat(blocks.getCoder()).isEqualTo(RecordBlockCoder.of());
    return blocks.apply(MapElements.into(TypeDescriptors.strings()).via(ReadRejectsTest::text));
  }

  private static String text(RecordBlock block) {
    return "source "
        + block.file()
        + " row "
        + block.firstRow()
        + " line "
        + block.firstLine()
        + " byte "
        + block.offset()
        + ": "
        + new String(block.bytes(), UTF_8)
        + (block.oversize() == null ? "" : " of " + block.oversize().length() + " bytes")
        + (block.fault() == null ? "" : " with a fault");
  }

  @Test
  void eachPlannedVersionIsABlockOfItsOwn(Pipeline pipeline) throws IOException {
    PAssert.that(read(pipeline, "fileB", "fileC", "fileA"))
        .containsInAnyOrder(
            "source 2 row 10 line 11 byte 10: T1,\"a\nb\",é",
            "source 0 row 10 line 11 byte 10: T2",
            "source 1 row 30 line 31 byte 30: T3 ... of 2000000 bytes");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aVersionWhoseSourceIsNotPlannedIsADefectAndNotALoss(Pipeline pipeline) throws IOException {
    read(pipeline, "fileA", "fileB");
    assertThatThrownBy(() -> pipeline.run().waitUntilFinish())
        .hasMessageContaining("record fileC:30 is to be evaluated, but its file is not planned");
  }

  @Test
  void aDataFileThatIsGoneFailsTheRun(Pipeline pipeline) throws IOException {
    files.add(folder.resolve("gone.parquet").toString());
    read(pipeline, "fileA", "fileB", "fileC");
    assertThatThrownBy(() -> pipeline.run().waitUntilFinish()).hasMessageContaining("gone.parquet");
  }
}
