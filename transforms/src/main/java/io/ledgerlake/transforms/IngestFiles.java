package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.csv.FileRange;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;

/**
 * A record's whole way: read, parse, validate, and all of {@link SettleRecords}.
 *
 * <p>In: the planned ranges. Out: the parts of the run's outcome, to be added up by {@link
 * CollectOutcome}. The data files are the side effect; no table lists them yet.
 */
public final class IngestFiles extends PTransform<PCollection<FileRange>, PCollection<RunOutcome>> {

  private static final long serialVersionUID = 1L;

  private final RunContext context;
  private final SettleRecords settle;

  private IngestFiles(RunContext context, SettleRecords settle) {
    this.context = context;
    this.settle = settle;
  }

  /** Ingests the files of a run that has no history to compare with. */
  public static IngestFiles of(RunContext context) {
    return new IngestFiles(context, SettleRecords.of(context));
  }

  /** Returns this transform, comparing with history as well. */
  public IngestFiles against(History history) {
    return new IngestFiles(context, settle.against(history));
  }

  @Override
  public PCollection<RunOutcome> expand(PCollection<FileRange> ranges) {
    Contract contract = Contracts.parse(context.contractJson(), "the run's plan");
    return ranges
        .apply("Spread ranges", Reshuffle.viaRandomKey())
        .apply("Read", ReadBlocks.of(contract.dialect()))
        .apply("Parse", ParseRecords.of(contract.dialect()))
        .apply("Validate", ValidateRecords.of(context))
        .apply("Settle", settle);
  }
}
