package io.ledgerlake.transforms;

import io.ledgerlake.transforms.csv.RecordBlock;
import io.ledgerlake.transforms.history.VersionSet;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.io.Compression;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Reads rejected rows back, to be evaluated again.
 *
 * <p>In: the locations of data files of quarantine. Out: the raw bytes of each row that the run
 * evaluates, in a block of its own, since the rows around it are not its neighbours in its file.
 * Which rows these are was decided when the run was planned; each is of a planned file whose {@link
 * RunContext.Earlier} names its present version.
 */
public final class ReadRejects extends PTransform<PCollection<String>, PCollection<RecordBlock>> {

  private static final long serialVersionUID = 1L;

  /** Only what is needed of a row, under the names that the columns always have. */
  private static final Schema ROW =
      SchemaBuilder.record("row")
          .fields()
          .requiredString(ZoneColumns.FILE_ID)
          .requiredLong(ZoneColumns.SOURCE_ROW)
          .requiredLong(ZoneColumns.SOURCE_LINE)
          .requiredLong(ZoneColumns.SOURCE_OFFSET)
          .requiredString(ZoneColumns.RUN_ID)
          .requiredInt(ZoneColumns.ATTEMPT_COUNT)
          .requiredBytes(ZoneColumns.RAW_RECORD)
          .name(ZoneColumns.ERRORS)
          .type()
          .array()
          .items()
          .record("error")
          .fields()
          .requiredString(ZoneColumns.ERROR_MESSAGE)
          .endRecord()
          .noDefault()
          .endRecord();

  /** Lists are written in three levels, as the Parquet specification has them. */
  private static final Map<String, String> READING =
      Map.of(
          "parquet.avro.write-old-list-structure", "false",
          "parquet.avro.add-list-element-records", "false");

  private final RunContext context;
  private final String versions;

  private ReadRejects(RunContext context, String versions) {
    this.context = Objects.requireNonNull(context, "context");
    this.versions = Objects.requireNonNull(versions, "versions");
  }

  /**
   * @param context the run, each of whose planned files stands for versions of rows
   * @param versions where the set of versions lies that the run evaluates, as {@link VersionSet}
   *     writes it
   */
  public static ReadRejects of(RunContext context, String versions) {
    return new ReadRejects(context, versions);
  }

  @Override
  public PCollection<RecordBlock> expand(PCollection<String> dataFiles) {
    return dataFiles
        .apply("Find", FileIO.matchAll().withEmptyMatchTreatment(EmptyMatchTreatment.DISALLOW))
        .apply("Open", FileIO.readMatches().withCompression(Compression.UNCOMPRESSED))
        .apply("Rows", ParquetIO.readFiles(ROW).withProjection(ROW, ROW).withConfiguration(READING))
        .apply("Blocks", ParDo.of(new Fn(context, versions)))
        .setCoder(RecordBlockCoder.of());
  }

  static final class Fn extends DoFn<GenericRecord, RecordBlock> {
    private static final long serialVersionUID = 1L;

    private final RunContext context;
    private final String location;
    private transient VersionSet versions;
    private transient Map<Version, Integer> ordinals;

    /** What tells the planned files of a run apart. */
    private record Version(String fileId, String runId, int attempts) {}

    Fn(RunContext context, String location) {
      this.context = context;
      this.location = location;
    }

    @Setup
    public void setUp() throws IOException {
      try (InputStream in =
          new BufferedInputStream(
              Channels.newInputStream(
                  FileSystems.open(FileSystems.matchNewResource(location, false))))) {
        versions = VersionSet.read(in);
      }
      ordinals = new HashMap<>();
      List<RunContext.PlannedFile> files = context.files();
      for (int file = 0; file < files.size(); file++) {
        RunContext.Earlier earlier = files.get(file).earlier();
        ordinals.put(
            new Version(files.get(file).fileId(), earlier.runId(), earlier.attempts()), file);
      }
    }

    @ProcessElement
    public void read(@Element GenericRecord row, OutputReceiver<RecordBlock> out) {
      String fileId = row.get(ZoneColumns.FILE_ID).toString();
      String runId = row.get(ZoneColumns.RUN_ID).toString();
      long offset = (Long) row.get(ZoneColumns.SOURCE_OFFSET);
      if (!versions.contains(fileId, offset, runId)) {
        return;
      }
      Integer file =
          ordinals.get(new Version(fileId, runId, (Integer) row.get(ZoneColumns.ATTEMPT_COUNT)));
      if (file == null) {
        throw new IllegalStateException(
            "record " + fileId + ":" + offset + " is to be evaluated, but its file is not planned");
      }
      out.output(
          new RecordBlock(
              file,
              offset,
              (Long) row.get(ZoneColumns.SOURCE_ROW),
              (Long) row.get(ZoneColumns.SOURCE_LINE),
              bytes((ByteBuffer) row.get(ZoneColumns.RAW_RECORD)),
              oversize((List<?>) row.get(ZoneColumns.ERRORS)).orElse(null),
              null));
    }

    private static byte[] bytes(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }

    /** Of a record over the size limit there is only the start, which says so in its fault. */
    private static Optional<RecordBlock.Oversize> oversize(List<?> errors) {
      return errors.stream()
          .map(error -> ((GenericRecord) error).get(ZoneColumns.ERROR_MESSAGE).toString())
          .map(RecordBlock.Oversize::of)
          .flatMap(Optional::stream)
          .findFirst();
    }
  }
}
