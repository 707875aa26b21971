package io.ledgerlake.pipeline.change;

import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a rollback did, or would do.
 *
 * @param runId the run that takes rows out
 * @param files paths of the files all of whose rows leave
 * @param leaving current rows that leave each zone
 * @param versions rows that leave each zone, earlier versions among them
 * @param reopened rows of other files that reopen in quarantine, by their file's path
 * @param restored rows that are again what they were before the run that is rolled back, by their
 *     file's path
 * @param processedSums what changes for the processed amounts, by currency code and event month
 *     ({@code YYYY-MM}, UTC)
 * @param wholeFiles data files that the tables list no longer
 * @param rewrittenFiles data files that are replaced by one without the rows that leave
 */
public record RollbackResult(
    String runId,
    List<String> files,
    Map<Zone, Long> leaving,
    Map<Zone, Long> versions,
    SortedMap<String, Long> reopened,
    SortedMap<String, Long> restored,
    SortedMap<String, SortedMap<String, BigDecimal>> processedSums,
    int wholeFiles,
    int rewrittenFiles) {

  static RollbackResult of(RollbackPlan plan, String runId) {
    return new RollbackResult(
        runId,
        plan.removal().files().values().stream().distinct().sorted().toList(),
        plan.outcomes(),
        plan.versions(),
        plan.reopened(),
        plan.restored(),
        plan.figures().byMonth(),
        plan.whole().size(),
        plan.mixed().size());
  }
}
