package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.gate.GateLimits;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.schemas.contract.Contract;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run is asked to do, options resolved.
 *
 * @param layout where everything of the lake lies
 * @param storage the storage it is on
 * @param tables the dataset's tables
 * @param contract the dataset's contract
 * @param rawRoot the folder that paths of input files are below
 * @param inputs files, folders and patterns to read, absolute; empty: the raw root
 * @param date the only ingest date wanted
 * @param runId the run's id
 * @param ingestedAt the run's logical time
 * @param codeVersion version of LedgerLake
 * @param allowEmpty whether an input that matches nothing is nothing to do instead of an error
 * @param shardBytes packed bytes that a shard is planned for
 * @param gates what must hold before the run is published
 * @param holding how people's decisions are dealt with
 * @param parallelism worker threads inside this process; 0: one per core
 * @param choice what becomes of corrected files; {@code HOLD}: a person has to say
 */
public record RunRequest(
    LakeLayout layout,
    LakeStorage storage,
    LakeTables tables,
    Contract contract,
    String rawRoot,
    List<String> inputs,
    Optional<String> date,
    String runId,
    Instant ingestedAt,
    String codeVersion,
    boolean allowEmpty,
    long shardBytes,
    GateLimits gates,
    Holding holding,
    int parallelism,
    Plan.Choice choice) {

  public RunRequest {
    inputs = List.copyOf(inputs);
  }

  /** Returns the dataset. */
  public String dataset() {
    return contract.dataset();
  }

  /** Returns how many threads the driver may use. */
  int threads() {
    return parallelism > 0 ? parallelism : Runtime.getRuntime().availableProcessors();
  }
}
