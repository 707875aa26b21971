package io.ledgerlake.pipeline.publish;

import java.util.Optional;
import org.apache.iceberg.Snapshot;

/**
 * What a snapshot says of the decision that it follows from.
 *
 * @param runId the run that made the commit
 * @param manifestSha256 hash of the run's manifest
 * @param journalSha256 hash of the journal's entry that decided the run
 */
public record Voucher(String runId, String manifestSha256, String journalSha256) {

  /** Returns what a snapshot says; nothing of one that LedgerLake has not made. */
  public static Optional<Voucher> of(Snapshot snapshot) {
    String runId = snapshot.summary().get(TableCommit.RUN_ID);
    String manifest = snapshot.summary().get(TableCommit.MANIFEST_SHA256);
    String journal = snapshot.summary().get(TableCommit.JOURNAL_SHA256);
    return runId == null || manifest == null || journal == null
        ? Optional.empty()
        : Optional.of(new Voucher(runId, manifest, journal));
  }
}
