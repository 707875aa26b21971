package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.schemas.contract.Contract;
import java.time.Duration;
import java.time.Instant;

/**
 * What a replay is asked to do, options resolved.
 *
 * @param layout where everything of the lake lies
 * @param storage the storage it is on
 * @param tables the dataset's tables
 * @param contract the contract that rows are evaluated under
 * @param criteria which of the open rows are evaluated
 * @param runId the run's id
 * @param ingestedAt the run's logical time
 * @param codeVersion version of LedgerLake
 * @param shardBytes packed bytes that a shard is planned for
 * @param patience how long to wait for another run that is held
 */
public record ReplayRequest(
    LakeLayout layout,
    LakeStorage storage,
    LakeTables tables,
    Contract contract,
    ReplayPlan.Criteria criteria,
    String runId,
    Instant ingestedAt,
    String codeVersion,
    long shardBytes,
    Duration patience) {

  /** Returns the dataset. */
  public String dataset() {
    return contract.dataset();
  }
}
