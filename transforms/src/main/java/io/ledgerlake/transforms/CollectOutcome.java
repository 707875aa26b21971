package io.ledgerlake.transforms;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PDone;

/**
 * Adds up the parts of a run's outcome and writes them to one small file, from which the driver
 * reads them: {@link RunOutcome#read}. The file is written even when there are no parts.
 */
public final class CollectOutcome extends PTransform<PCollection<RunOutcome>, PDone> {

  private static final long serialVersionUID = 1L;

  private final String location;

  private CollectOutcome(String location) {
    this.location = Objects.requireNonNull(location, "location");
  }

  /**
   * @param location where to write, a path or URI that Beam's file systems know
   */
  public static CollectOutcome to(String location) {
    return new CollectOutcome(location);
  }

  @Override
  public PDone expand(PCollection<RunOutcome> parts) {
    // Not Beam's default for an empty sum: it is a side input, and SummariseShards says what may
    // happen to those who wait for an empty one.
    PCollection<RunOutcome> nothing =
        parts
            .getPipeline()
            .apply(
                "No outcome yet",
                Create.of(new RunOutcome()).withCoder(SerializableCoder.of(RunOutcome.class)));
    PCollectionList.of(parts.apply("Forget windows", Window.into(new GlobalWindows())))
        .and(nothing)
        .apply("And if there is none", Flatten.pCollections())
        .apply("Add up", Combine.globally(new AddUp()).withoutDefaults())
        .apply("Write", ParDo.of(new WriteFn(location)));
    return PDone.in(parts.getPipeline());
  }

  private static final class AddUp extends Combine.CombineFn<RunOutcome, RunOutcome, RunOutcome> {
    private static final long serialVersionUID = 1L;

    @Override
    public RunOutcome createAccumulator() {
      return new RunOutcome();
    }

    @Override
    public RunOutcome addInput(RunOutcome sum, RunOutcome part) {
      return sum.add(part);
    }

    @Override
    public RunOutcome mergeAccumulators(Iterable<RunOutcome> sums) {
      RunOutcome all = new RunOutcome();
      sums.forEach(all::add);
      return all;
    }

    @Override
    public RunOutcome extractOutput(RunOutcome sum) {
      return sum;
    }

    @Override
    public Coder<RunOutcome> getAccumulatorCoder(CoderRegistry registry, Coder<RunOutcome> input)
        throws CannotProvideCoderException {
      return SerializableCoder.of(RunOutcome.class);
    }
  }

  private static final class WriteFn extends DoFn<RunOutcome, Void> {
    private static final long serialVersionUID = 1L;

    private final String location;

    WriteFn(String location) {
      this.location = location;
    }

    @ProcessElement
    public void write(@Element RunOutcome outcome, PipelineOptions options) throws IOException {
      // Whole before it is begun: a stream that is closed half way would leave half an outcome.
      byte[] bytes = bytes(outcome);
      try (OutputStream out = WorkerFiles.of(location, options).create(location)) {
        out.write(bytes);
      } catch (IOException e) {
        throw new IOException(
            "cannot write the run's outcome to "
                + location
                + ": "
                + e.getMessage()
                + "; nothing is published; make sure that the lake is writable and has room, then run"
                + " again with the same run id",
            e);
      }
    }

    private static byte[] bytes(RunOutcome outcome) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(outcome);
      }
      return bytes.toByteArray();
    }
  }
}
