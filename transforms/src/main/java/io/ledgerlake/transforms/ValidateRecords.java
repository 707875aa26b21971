package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.csv.ParsedBlock;
import io.ledgerlake.transforms.record.BlockEvaluator;
import io.ledgerlake.transforms.record.EvaluatedBatch;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Evaluates every record under the run's contract.
 *
 * <p>In: parsed blocks. Out, for each, its records in packed form, valid and rejected ones alike
 * (the kind is a byte in each), and the reader's count of the block's rows and money.
 */
public final class ValidateRecords
    extends PTransform<PCollection<ParsedBlock>, PCollection<EvaluatedBatch>> {

  /** Name space of the counters that feed a progress display. Attempted: never an audit figure. */
  public static final String PROGRESS = "ledgerlake.progress";

  /** Counts records evaluated, repeated attempts included. */
  public static final String RECORDS = "records";

  /** Counts records settled and written, repeated attempts included. */
  public static final String WRITTEN = "written";

  private static final long serialVersionUID = 1L;

  private final RunContext context;

  private ValidateRecords(RunContext context) {
    this.context = context;
  }

  /** Validates the records of a run. */
  public static ValidateRecords of(RunContext context) {
    return new ValidateRecords(context);
  }

  @Override
  public PCollection<EvaluatedBatch> expand(PCollection<ParsedBlock> blocks) {
    return blocks
        .apply(ParDo.of(new Fn(context)))
        .setCoder(SerializableCoder.of(EvaluatedBatch.class));
  }

  static final class Fn extends DoFn<ParsedBlock, EvaluatedBatch> {
    private static final long serialVersionUID = 1L;

    private final RunContext context;
    private final Counter records = Metrics.counter(PROGRESS, RECORDS);
    private transient BlockEvaluator evaluator;

    Fn(RunContext context) {
      this.context = context;
    }

    @Setup
    public void setup() {
      Contract contract = Contracts.parse(context.contractJson(), "the run's plan");
      evaluator =
          new BlockEvaluator(
              contract, context.files().stream().map(file -> source(file, contract)).toList());
    }

    private BlockEvaluator.Source source(RunContext.PlannedFile file, Contract contract) {
      return file.earlier() == null
          ? new BlockEvaluator.Source(file.header(), contract.dialect(), context.ingestedAt())
          : new BlockEvaluator.Source(
              file.header(), file.earlier().dialect(), file.earlier().ingestedAt());
    }

    @ProcessElement
    public void validate(@Element ParsedBlock block, OutputReceiver<EvaluatedBatch> out) {
      EvaluatedBatch batch = evaluator.evaluate(block);
      records.inc(batch.tally().rows());
      out.output(batch);
    }
  }
}
