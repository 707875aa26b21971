package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.ParquetRecount;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Opens every written data file again and counts it: {@link WrittenFile}s in; out, per data file
 * and input file, the zone with the rows and the money found there. One half of the books.
 *
 * <p>A file that cannot be read, or holds other rows than were written, fails the pipeline.
 */
public final class RecountFiles
    extends PTransform<PCollection<WrittenFile>, PCollection<KV<Zone, FileTally>>> {

  private final RunContext context;

  private RecountFiles(RunContext context) {
    this.context = context;
  }

  /**
   * @param context the run
   */
  public static RecountFiles of(RunContext context) {
    return new RecountFiles(context);
  }

  @Override
  public PCollection<KV<Zone, FileTally>> expand(PCollection<WrittenFile> files) {
    return files
        .apply("Recount", ParDo.of(new RecountFn(context)))
        .setCoder(
            KvCoder.of(SerializableCoder.of(Zone.class), SerializableCoder.of(FileTally.class)));
  }

  static final class RecountFn extends DoFn<WrittenFile, KV<Zone, FileTally>> {
    private final RunContext context;
    private transient ParquetRecount recount;

    RecountFn(RunContext context) {
      this.context = context;
    }

    @Setup
    public void setUp() {
      Contract contract =
          Contracts.parse(context.contractJson(), "contract of run " + context.runId());
      recount =
          new ParquetRecount(
              context.files().stream().map(RunContext.PlannedFile::fileId).toList(),
              contract.amount(),
              contract.currency());
    }

    @ProcessElement
    public void process(
        @Element WrittenFile file,
        PipelineOptions options,
        OutputReceiver<KV<Zone, FileTally>> output)
        throws IOException {
      for (FileTally tally : recount.count(file, new ZoneStorage(context, options))) {
        output.output(KV.of(file.zone(), tally));
      }
    }
  }
}
