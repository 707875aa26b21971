package io.ledgerlake.pipeline.publish;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;

/** A publisher that dies when it has done a step, as a process does that is killed there. */
public final class KilledPublisher extends Publisher {

  /** The steps of a publication, in order. */
  public enum Step {
    DECIDED,
    QUARANTINE,
    CONDEMNED,
    PROCESSED,
    LEDGER,
    SUCCESS
  }

  /** Stands for the end of the process. */
  public static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Step last;

  public KilledPublisher(LakeLayout layout, LakeStorage storage, LakeTables tables, Step last) {
    super(layout, storage, tables);
    this.last = last;
  }

  @Override
  void commitZone(Zone zone, Manifest manifest, TableCommit commit) throws IOException {
    dieAfter(Step.DECIDED);
    super.commitZone(zone, manifest, commit);
    dieAfter(Step.valueOf(zone.name()));
  }

  @Override
  void commitLedger(Manifest manifest, long seq, TableCommit commit) throws IOException {
    super.commitLedger(manifest, seq, commit);
    dieAfter(Step.LEDGER);
  }

  @Override
  void markSuccess(Manifest manifest, String hash) throws IOException {
    super.markSuccess(manifest, hash);
    dieAfter(Step.SUCCESS);
  }

  private void dieAfter(Step step) {
    if (step == last) {
      throw new Killed();
    }
  }
}
