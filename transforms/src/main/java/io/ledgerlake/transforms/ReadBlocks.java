package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Dialect;
import io.ledgerlake.transforms.csv.BlockReader;
import io.ledgerlake.transforms.csv.FileRange;
import io.ledgerlake.transforms.csv.RecordBlock;
import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Reads planned ranges of files as blocks of whole records.
 *
 * <p>In: ranges, spread over the workers by the caller (a {@code Reshuffle}). Out: their records,
 * in blocks of at most 256 KiB. What is wrong with a file's content is a block with a {@link
 * RecordBlock#fault}; a storage that fails, or a file that is not the one planned, fails the
 * bundle.
 */
public final class ReadBlocks extends PTransform<PCollection<FileRange>, PCollection<RecordBlock>> {

  private static final long serialVersionUID = 1L;

  private final Dialect dialect;

  private ReadBlocks(Dialect dialect) {
    this.dialect = dialect;
  }

  /** Reads files in a dialect. */
  public static ReadBlocks of(Dialect dialect) {
    return new ReadBlocks(dialect);
  }

  @Override
  public PCollection<RecordBlock> expand(PCollection<FileRange> ranges) {
    return ranges.apply(ParDo.of(new Fn(dialect))).setCoder(RecordBlockCoder.of());
  }

  static final class Fn extends DoFn<FileRange, RecordBlock> {
    private static final long serialVersionUID = 1L;

    private final Dialect dialect;

    Fn(Dialect dialect) {
      this.dialect = dialect;
    }

    @ProcessElement
    public void read(
        @Element FileRange range, PipelineOptions options, OutputReceiver<RecordBlock> out)
        throws IOException {
      try (BlockReader reader =
          BlockReader.of(range, dialect, WorkerFiles.of(range.uri(), options).open(range))) {
        for (Optional<RecordBlock> next = reader.next(); next.isPresent(); next = reader.next()) {
          out.output(next.get());
        }
      } catch (IOException e) {
        throw new IOException(
            "cannot read " + range.uri() + " from byte " + range.start() + ": " + e.getMessage(),
            e);
      }
    }
  }
}
