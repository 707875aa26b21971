package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.change.CurrentVersions.Found;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.rows.Version;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;

/**
 * Settles one row by a person's word: a conflict, or a row that was condemned. Each row concerned
 * gets a new version that supersedes the one it had. Spends no attempt.
 */
public final class ReleaseRun {

  private final ChangeRequest request;
  private final String path;
  private final long row;
  private final ReleaseAction action;
  private ReleaseResult result;

  private ReleaseRun(ChangeRequest request, String path, long row, ReleaseAction action) {
    this.request = request;
    this.path = path;
    this.row = row;
    this.action = action;
  }

  /**
   * Returns a release that has not begun.
   *
   * @param path the file's path below the raw root
   * @param row the record's number in it, from 1
   */
  public static ReleaseRun of(ChangeRequest request, String path, long row, ReleaseAction action) {
    return new ReleaseRun(request, path, row, action);
  }

  /**
   * Releases, and publishes.
   *
   * @throws UserError if there is no such row, or it cannot be released that way; the next step
   *     says what can be done
   */
  public ReleaseResult release() throws IOException {
    return release(new ChangeRun(request));
  }

  ReleaseResult release(ChangeRun run) throws IOException {
    run.run(this::make);
    return result;
  }

  private Optional<Change> make(LakeState state, NewFiles files) throws IOException {
    CurrentVersions versions = new CurrentVersions(state);
    Found found = only(versions.ofRow(path, row));
    try (Versions next = new Versions(state)) {
      switch (action) {
        case PICK -> pick(found, versions, next);
        case KEEP_PUBLISHED -> keepPublished(found, versions, next);
        case REOPEN -> reopen(found, next);
      }
      next.writeTo(files);
      List<Manifest.Move> moves = next.moves.moves(state, Set.of());
      return Optional.of(
          new Change(
              Manifest.Kind.RELEASE,
              files.files(),
              List.of(),
              moves,
              next.moves.byMonth(),
              moves.size()));
    }
  }

  private Found only(List<Found> found) {
    if (found.isEmpty()) {
      throw new UserError(
          path + " has no row " + row + " in the lake.",
          "Rows are counted from 1, the header and blank lines not counted; see ./ledgerlake trace "
              + path
              + ":"
              + row
              + ".");
    }
    if (found.size() > 1) {
      throw new UserError(
          "The file " + path + " is in the lake more than once, and " + row + " is a row of each.",
          "Roll the file back, ingest the right one, and release the row then.");
    }
    return found.get(0);
  }

  private void pick(Found found, CurrentVersions versions, Versions next) throws IOException {
    requireConflict(found);
    List<Found> published = versions.ofKey(Zone.PROCESSED, found.row());
    if (!published.isEmpty()) {
      throw new UserError(
          "The key of "
              + found.place()
              + " has a published row, "
              + published.get(0).place()
              + ", and published rows are never overwritten.",
          "Write --keepPublished if that one is right; else book a reversal, or roll the file "
              + Version.sourceFile(published.get(0).row())
              + " back and pick then.");
    }
    String picked = Version.recordId(found.row());
    List<String> others = new ArrayList<>();
    for (Found other : versions.ofKey(Zone.QUARANTINE, found.row())) {
      if (other.isOpenConflict() && !Version.recordId(other.row()).equals(picked)) {
        next.condemn(
            other, picked, "record " + picked + " of the same key was picked by run " + runId());
        others.add(other.place());
      }
    }
    next.process(found);
    result = new ReleaseResult(runId(), Zone.PROCESSED, Optional.of(picked), others);
  }

  private void keepPublished(Found found, CurrentVersions versions, Versions next)
      throws IOException {
    requireConflict(found);
    List<Found> published = versions.ofKey(Zone.PROCESSED, found.row());
    if (published.isEmpty()) {
      throw new UserError(
          "The key of " + found.place() + " has no published row to keep.",
          "Write --pick for the one of the conflicting rows that is right.");
    }
    String kept = Version.recordId(published.get(0).row());
    List<String> condemned = new ArrayList<>();
    for (Found conflict : versions.ofKey(Zone.QUARANTINE, found.row())) {
      if (conflict.isOpenConflict()) {
        next.condemn(
            conflict,
            kept,
            "the published record " + kept + " of the same key was kept by run " + runId());
        condemned.add(conflict.place());
      }
    }
    result = new ReleaseResult(runId(), Zone.CONDEMNED, Optional.of(kept), condemned);
  }

  private void reopen(Found found, Versions next) throws IOException {
    if (found.zone() != Zone.CONDEMNED) {
      throw refused(found);
    }
    next.reopen(found, "reopened by run " + runId());
    result = new ReleaseResult(runId(), Zone.QUARANTINE, Optional.empty(), List.of());
  }

  private String runId() {
    return request.runId();
  }

  private void requireConflict(Found found) {
    if (!found.isOpenConflict()) {
      throw refused(found);
    }
  }

  private static UserError refused(Found found) {
    String where = found.place();
    if (found.zone() == Zone.PROCESSED) {
      return new UserError(
          where + " is processed: there is nothing to release.",
          "If it is wrong, book a reversal, or roll its file back.");
    }
    if (found.zone() == Zone.CONDEMNED) {
      return new UserError(
          where + " is condemned, and is in no conflict.",
          "Write --reopen to have it evaluated again by ./ledgerlake replay.");
    }
    if (found.isOpenConflict()) {
      return new UserError(
          where + " is in conflict, and is not condemned.", "Write --pick or --keepPublished.");
    }
    String reason = Version.code(Version.errors(found.row()).get(0)).name();
    return new UserError(
        where + " is in quarantine as " + reason + ", and is in no conflict.",
        "./ledgerlake replay evaluates it again, under a contract that may have changed.");
  }

  /** The new versions of the rows concerned. */
  private final class Versions implements AutoCloseable {
    private final Table processed;
    private final Table quarantine;
    private final Table condemned;
    private final NewVersions toProcessed;
    private final NewVersions toQuarantine;
    private final NewVersions toCondemned;
    private final FileMoves moves;

    Versions(LakeState state) {
      processed = state.files().table(Zone.PROCESSED);
      quarantine = state.files().table(Zone.QUARANTINE);
      condemned = state.files().table(Zone.CONDEMNED);
      toProcessed = new NewVersions(Zone.PROCESSED, processed, state);
      toQuarantine = new NewVersions(Zone.QUARANTINE, quarantine, state);
      toCondemned = new NewVersions(Zone.CONDEMNED, condemned, state);
      moves = new FileMoves(state.contract());
    }

    void process(Found found) throws IOException {
      Record next = Version.superseding(found.row(), processed, runId());
      move(found, Zone.PROCESSED, next);
      toProcessed.add(moves.partition(next), next);
    }

    void condemn(Found found, String related, String why) throws IOException {
      Record next = Version.condemned(found.row(), condemned, runId(), related, why);
      move(found, Zone.CONDEMNED, next);
      toCondemned.add(found.partition(), next);
    }

    void reopen(Found found, String why) throws IOException {
      Record next = Version.reopened(found.row(), quarantine, runId(), why);
      move(found, Zone.QUARANTINE, next);
      toQuarantine.add(found.partition(), next);
    }

    private void move(Found found, Zone to, Record next) {
      moves.leave(found.zone(), found.row());
      moves.enter(to, next);
    }

    void writeTo(NewFiles files) throws IOException {
      toQuarantine.writeTo(files);
      toCondemned.writeTo(files);
      toProcessed.writeTo(files);
    }

    @Override
    public void close() throws IOException {
      try (toProcessed;
          toQuarantine;
          toCondemned) {
        // Closed in any case, each of them.
      }
    }
  }
}
