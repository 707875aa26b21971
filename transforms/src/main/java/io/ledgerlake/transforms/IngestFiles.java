package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.csv.FileRange;
import io.ledgerlake.transforms.record.EvaluatedBatch;
import io.ledgerlake.transforms.zone.WrittenFile;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ProcessFunction;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * A record's whole way: read, parse, validate, shard, settle, write, recount.
 *
 * <p>In: the planned ranges. Out: the parts of the run's outcome, to be added up by {@link
 * CollectOutcome}. The data files are the side effect; no table lists them yet.
 */
public final class IngestFiles extends PTransform<PCollection<FileRange>, PCollection<RunOutcome>> {

  private static final long serialVersionUID = 1L;

  private final RunContext context;

  private IngestFiles(RunContext context) {
    this.context = context;
  }

  /** Ingests the files of a run. */
  public static IngestFiles of(RunContext context) {
    return new IngestFiles(context);
  }

  @Override
  public PCollection<RunOutcome> expand(PCollection<FileRange> ranges) {
    Contract contract = Contracts.parse(context.contractJson(), "the run's plan");
    PCollection<EvaluatedBatch> evaluated =
        ranges
            .apply("Spread ranges", Reshuffle.viaRandomKey())
            .apply("Read", ReadBlocks.of(contract.dialect()))
            .apply("Parse", ParseRecords.of(contract.dialect()))
            .apply("Validate", ValidateRecords.of(context));
    return settle(evaluated, context);
  }

  /** Takes evaluated records the rest of their way; returns the parts of the run's outcome. */
  static PCollection<RunOutcome> settle(PCollection<EvaluatedBatch> evaluated, RunContext context) {
    PCollectionTuple settled =
        evaluated
            .apply("Shard", ShardRecords.over(context.shards()))
            .apply("Settle", SettleShards.of(context));
    PCollection<WrittenFile> files = settled.get(SettleShards.WRITTEN_FILES);
    return PCollectionList.of(part("Files", files, RunOutcome::ofFile))
        .and(
            part(
                "Recounted",
                files.apply("Recount", RecountFiles.of(context)),
                found -> RunOutcome.ofStored(found.getKey(), found.getValue())))
        .and(part("Settled", settled.get(SettleShards.SHARD_TALLIES), RunOutcome::ofSettled))
        .and(part("Seen", settled.get(SettleShards.READER_REPORTS), RunOutcome::ofReader))
        .apply("Parts", Flatten.pCollections());
  }

  private static <T> PCollection<RunOutcome> part(
      String name, PCollection<T> elements, ProcessFunction<T, RunOutcome> toOutcome) {
    return elements
        .apply(name, MapElements.into(TypeDescriptor.of(RunOutcome.class)).via(toOutcome))
        .setCoder(SerializableCoder.of(RunOutcome.class));
  }
}
