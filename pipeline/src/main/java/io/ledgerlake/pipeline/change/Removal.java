package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.rows.Version;
import io.ledgerlake.schemas.contract.NearestName;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Which versions a rollback takes away: all of some files' rows, or those that one run wrote.
 *
 * @param files paths of the files all of whose rows leave, by file id
 * @param runId the run whose rows leave, of whatever file; empty: the files' rows leave
 */
record Removal(SortedMap<String, String> files, Optional<String> runId) {

  /** Finds out what is meant. */
  static Removal of(RollbackTarget target, LakeState state) throws IOException {
    return target instanceof RollbackTarget.OfFile file
        ? ofFile(file.path(), state)
        : ofRun(((RollbackTarget.OfRun) target).runId(), state);
  }

  private static Removal ofFile(String path, LakeState state) {
    SortedMap<String, String> files = new TreeMap<>();
    for (FileEntry entry : state.published().current()) {
      if (entry.path().equals(path)) {
        files.put(entry.fileId(), path);
      }
    }
    if (files.isEmpty()) {
      throw notInLake(path, state);
    }
    return new Removal(files, Optional.empty());
  }

  private static UserError notInLake(String path, LakeState state) {
    FileEntry last = null;
    for (FileEntry entry : state.published().entries()) {
      last = entry.path().equals(path) ? entry : last;
    }
    if (last == null) {
      return new UserError(
          "No published run has read a file \"" + path + "\".",
          "./ledgerlake show lists the files of the latest run.");
    }
    return last.status() == FileEntry.Status.ROLLED_BACK
        ? new UserError(
            "The file " + path + " was rolled back already, by run " + last.runId() + ".",
            "There is nothing to do; ./ledgerlake ingest takes the file in again.")
        : new UserError(
            "The file " + path + " was refused: none of its rows is in the lake.",
            "There is nothing to roll back; see ./ledgerlake show " + last.runId() + ".");
  }

  private static Removal ofRun(String runId, LakeState state) throws IOException {
    Optional<JournalEntry> decision = state.decision(runId);
    if (decision.isEmpty()) {
      throw new UserError(
          "No run " + runId + " was published.",
          NearestName.of(runId, state.runs()).map(n -> "Did you mean " + n + "? ").orElse("")
              + "./ledgerlake runs lists them.");
    }
    Manifest manifest = state.manifest(decision.get());
    return switch (manifest.kind()) {
      case INGEST -> ofIngest(manifest, state);
      case REPLAY, RELEASE -> new Removal(new TreeMap<>(), Optional.of(runId));
      case ROLLBACK ->
          throw new UserError(
              "Run " + runId + " is itself a rollback, which is not rolled back.",
              "./ledgerlake ingest takes the files in again; ./ledgerlake replay evaluates the rows"
                  + " that it reopened.");
      case COMPACTION ->
          throw new UserError(
              "Run " + runId + " is a compaction, which changes no row.",
              "There is nothing to roll back.");
    };
  }

  private static Removal ofIngest(Manifest manifest, LakeState state) {
    SortedMap<String, String> files = new TreeMap<>();
    for (FileEntry entry : state.published().current()) {
      if (entry.runId().equals(manifest.runId())) {
        files.put(entry.fileId(), entry.path());
      }
    }
    if (!files.isEmpty()) {
      return new Removal(files, Optional.empty());
    }
    String last =
        state.published().entries().stream()
            .filter(entry -> entry.status() == FileEntry.Status.ROLLED_BACK)
            .filter(
                entry ->
                    manifest.inputs().stream().anyMatch(i -> i.fileId().equals(entry.fileId())))
            .map(FileEntry::runId)
            .reduce((one, two) -> two)
            .map(run -> ", by run " + run)
            .orElse("");
    throw new UserError(
        manifest.inputs().isEmpty()
            ? "Run " + manifest.runId() + " took in no file: all were refused."
            : "Run " + manifest.runId() + " was rolled back already" + last + ".",
        "There is nothing to roll back; ./ledgerlake ingest takes files in again.");
  }

  /** Returns whether all rows of the files leave. */
  boolean takesFiles() {
    return runId.isEmpty();
  }

  /** Returns whether a row leaves. */
  boolean takes(Record row) {
    return runId.isPresent()
        ? runId.get().equals(Version.runId(row))
        : files.containsKey(Version.fileId(row));
  }

  /** Returns a filter that lets every row through that leaves. */
  Expression filter() {
    if (runId.isPresent()) {
      return Expressions.equal(ZoneColumns.RUN_ID, runId.get());
    }
    return Expressions.and(
        Expressions.in(ZoneColumns.SOURCE_FILE, Set.copyOf(files.values())),
        Expressions.in(ZoneColumns.FILE_ID, files.keySet()));
  }
}
