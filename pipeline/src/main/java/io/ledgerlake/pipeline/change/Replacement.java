package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.transforms.history.VersionSet;
import io.ledgerlake.transforms.zone.WrittenFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Takes files out of the lake as a rollback does, within a run that takes other contents of theirs
 * in: one manifest, one decision, so that nobody sees the files missing. What leaves is no history
 * to the run, nor is what reopens because of it.
 */
public final class Replacement {

  private final ChangeRequest request;
  private final RollbackPlan plan;

  private Replacement(ChangeRequest request, RollbackPlan plan) {
    this.request = request;
    this.plan = plan;
  }

  /**
   * The part of a manifest that takes the files out.
   *
   * @param added data files with the rows that stay or reopen
   * @param removed data files that the tables lose
   * @param moves what changes for each file
   * @param processedSums what changes for the processed amounts, by currency and event month
   */
  public record Part(
      List<WrittenFile> added,
      List<Manifest.DataFile> removed,
      List<Manifest.Move> moves,
      SortedMap<String, SortedMap<String, BigDecimal>> processedSums) {}

  /**
   * Finds out what leaves and what reopens. Writes nothing.
   *
   * @param publisher the dataset's, which knows what of the journal was read before
   * @param paths of the files to take out, below the raw root
   * @throws UserError if the tables do not hold what the file ledger says
   */
  public static Replacement plan(
      ChangeRequest request, Publisher publisher, Collection<String> paths) throws IOException {
    LakeState state = LakeState.read(request, publisher);
    SortedMap<String, String> files = new TreeMap<>();
    for (FileEntry entry : state.published().current()) {
      if (paths.contains(entry.path())) {
        files.put(entry.fileId(), entry.path());
      }
    }
    Removal removal = new Removal(files, Optional.empty());
    return new Replacement(request, RollbackPlan.of(removal, state, request.runId()));
  }

  /** Returns the snapshots at which it was found out; what is written follows from these. */
  public BaseSnapshots base() {
    return plan.state().base();
  }

  /** Returns the ids of the files that leave. */
  public Set<String> leaving() {
    return plan.removal().files().keySet();
  }

  /** Returns the open conflicts of other files that reopen. */
  public VersionSet reopenedConflicts() {
    return plan.reopenedConflicts();
  }

  /** Returns what is taken out, in figures. */
  public RollbackResult figures() {
    return RollbackResult.of(plan, request.runId());
  }

  /**
   * Writes the data files that are needed.
   *
   * @param pass the number that their names have
   * @throws UserError if a second reader finds something else in them
   */
  public Part write(int pass) throws IOException {
    try (NewFiles files = NewFiles.ofPass(request, plan.state().contract(), pass)) {
      Change change = RollbackRun.write(plan, files, request.runId());
      if (!files.differences().isEmpty()) {
        List<String> differences = List.copyOf(files.differences());
        files.discard();
        throw ChangeRun.disagree(request.runId(), differences);
      }
      return new Part(
          List.copyOf(change.added()), change.removed(), change.moves(), change.processedSums());
    }
  }
}
