package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.rows.Version;
import io.ledgerlake.pipeline.rows.ZoneFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Takes a file, or what a run did, out of the lake again, by a forward commit: nothing is
 * overwritten, and a reader at an earlier snapshot still sees what was there. {@code
 * docs/architecture.md} says which rows leave, which reopen, and which are again what they were.
 */
public final class RollbackRun {

  private final ChangeRequest request;
  private final RollbackTarget target;
  private RollbackResult result;

  private RollbackRun(ChangeRequest request, RollbackTarget target) {
    this.request = request;
    this.target = target;
  }

  /** Returns a rollback that has not begun. */
  public static RollbackRun of(ChangeRequest request, RollbackTarget target) {
    return new RollbackRun(request, target);
  }

  /**
   * Finds out what the rollback would do. Writes nothing.
   *
   * @throws UserError if nothing is there to take out, later runs build on what would leave, or the
   *     tables do not hold what the file ledger says
   */
  public RollbackResult preview() throws IOException {
    LakeState state = new ChangeRun(request).look();
    RollbackPlan plan = RollbackPlan.of(Removal.of(target, state), state, request.runId());
    return RollbackResult.of(plan, request.runId());
  }

  /**
   * Rolls back, and publishes.
   *
   * @throws UserError as {@link #preview} does, and if a run is held
   */
  public RollbackResult rollback() throws IOException {
    return rollback(new ChangeRun(request));
  }

  RollbackResult rollback(ChangeRun run) throws IOException {
    run.run(this::make);
    return result;
  }

  private Optional<Change> make(LakeState state, NewFiles files) throws IOException {
    RollbackPlan plan = RollbackPlan.of(Removal.of(target, state), state, request.runId());
    result = RollbackResult.of(plan, request.runId());
    return Optional.of(write(plan, files, request.runId()));
  }

  /**
   * Writes the data files that a rollback needs.
   *
   * @param runId the run that takes the rows out
   */
  static Change write(RollbackPlan plan, NewFiles files, String runId) throws IOException {
    List<Manifest.DataFile> removed = new ArrayList<>();
    for (ZoneFile file : plan.whole()) {
      removed.add(plan.state().asDecided(file));
    }
    for (ZoneFile file : plan.mixed()) {
      removed.add(plan.state().asDecided(file));
      rewrite(file, plan, files);
    }
    reopen(plan, files, runId);
    List<Manifest.Move> moves = plan.moves();
    return new Change(
        Manifest.Kind.ROLLBACK,
        files.files(),
        removed,
        moves,
        plan.figures().byMonth(),
        moves.size());
  }

  /** Copies the rows that stay, in their order. */
  private static void rewrite(ZoneFile file, RollbackPlan plan, NewFiles files) throws IOException {
    long staying = file.rows() - plan.leaving(file);
    files.open(file.zone(), file.partition(), staying);
    long kept = 0;
    try (CloseableIterable<Record> rows = plan.files().rows(file)) {
      for (Record row : rows) {
        if (!plan.removal().takes(row)) {
          files.add(row);
          kept++;
        }
      }
    }
    files.finish();
    if (kept != staying) {
      throw new IOException(
          file.location()
              + " was read twice, and had "
              + staying
              + " rows that stay and then "
              + kept
              + "; nothing was changed, run verify");
    }
  }

  private static void reopen(RollbackPlan plan, NewFiles files, String runId) throws IOException {
    Table quarantine = plan.files().table(Zone.QUARANTINE);
    try (NewVersions versions = new NewVersions(Zone.QUARANTINE, quarantine, plan.state())) {
      for (Zone zone : List.of(Zone.QUARANTINE, Zone.CONDEMNED)) {
        Expression filter = plan.dependents().filter(zone);
        for (ZoneFile file : plan.files().list(zone, filter)) {
          try (CloseableIterable<Record> rows = plan.files().rows(file, filter, List.of())) {
            for (Record row : rows) {
              Optional<String> why = plan.dependents().whyReopened(zone, row, runId);
              if (why.isPresent()) {
                versions.add(file.partition(), Version.reopened(row, quarantine, runId, why.get()));
              }
            }
          }
        }
      }
      versions.writeTo(files);
    }
  }
}
