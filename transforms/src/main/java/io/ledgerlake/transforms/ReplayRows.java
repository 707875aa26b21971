package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Dialect;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;

/**
 * The way of rows that are evaluated again: read back from quarantine, parse as their files are
 * written, validate under the run's contract, and then all of {@link SettleRecords}.
 *
 * <p>In: the locations of data files of quarantine. Out: the parts of the run's outcome, to be
 * added up by {@link CollectOutcome}. The data files are the side effect; no table lists them yet.
 */
public final class ReplayRows extends PTransform<PCollection<String>, PCollection<RunOutcome>> {

  private static final long serialVersionUID = 1L;

  private final RunContext context;
  private final String versions;
  private final SettleRecords settle;

  private ReplayRows(RunContext context, String versions, SettleRecords settle) {
    this.context = context;
    this.versions = versions;
    this.settle = settle;
  }

  /**
   * @param context the run, each of whose planned files stands for versions of rows
   * @param versions where the set of versions lies that the run evaluates
   */
  public static ReplayRows of(RunContext context, String versions) {
    return new ReplayRows(context, versions, SettleRecords.of(context));
  }

  /** Returns this transform, comparing with history as well. */
  public ReplayRows against(History history) {
    return new ReplayRows(context, versions, settle.against(history));
  }

  @Override
  public PCollection<RunOutcome> expand(PCollection<String> dataFiles) {
    List<Dialect> dialects =
        context.files().stream().map(file -> file.earlier().dialect()).toList();
    return dataFiles
        .apply("Spread files", Reshuffle.viaRandomKey())
        .apply("Read", ReadRejects.of(context, versions))
        .apply("Parse", ParseRecords.ofFiles(dialects))
        .apply("Validate", ValidateRecords.of(context))
        .apply("Settle", settle);
  }
}
