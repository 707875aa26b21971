package io.ledgerlake.pipeline.publish;

import io.ledgerlake.pipeline.Parallel;
import io.ledgerlake.pipeline.lake.LakeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.ParquetUtil;

/**
 * Changes a table's files as a run decided, exactly once. The snapshot carries the run's id and the
 * hash of its manifest; a table that has such a snapshot is left alone.
 *
 * <p>Looking for the snapshot and committing must be one step, or two processes that finish the
 * same run would both append. Iceberg repeats a plain append by itself when another commit comes
 * between; an overwrite that removes nothing is an append too, and can be told to fail when files
 * were added since the snapshot that was looked at.
 */
final class TableCommit {

  /** Snapshot property: the run that made the commit. */
  static final String RUN_ID = "ledgerlake.run-id";

  /** Snapshot property: hash of the run's manifest. */
  static final String MANIFEST_SHA256 = "ledgerlake.manifest-sha256";

  /** Snapshot property: hash of the journal's entry that decided the run. */
  static final String JOURNAL_SHA256 = "ledgerlake.journal-sha256";

  private static final int TRIES = 20;

  private final String runId;
  private final String manifestSha256;
  private final Journal.Link decision;

  TableCommit(String runId, String manifestSha256, Journal.Link decision) {
    this.runId = runId;
    this.manifestSha256 = manifestSha256;
    this.decision = decision;
  }

  /**
   * A file to add or to remove.
   *
   * @param location where it lies
   * @param partition its partition value, for a table that is partitioned
   * @param rows the records that it must have
   * @param bytes the length that it must have
   */
  record File(String location, Optional<Integer> partition, long rows, long bytes) {}

  /**
   * Adds and removes files in one commit, unless that was done before.
   *
   * @throws LakeException if a file is missing or is not what was decided, or if the run has
   *     committed something else
   */
  void change(Table table, List<File> added, List<File> removed) throws IOException {
    commit(table, added, removed, this::overwrite);
  }

  /**
   * Puts files in the place of others that hold the same rows, in one commit that is no change of
   * data, unless that was done before.
   *
   * @throws LakeException as {@link #change} does
   */
  void replace(Table table, List<File> added, List<File> removed) throws IOException {
    commit(table, added, removed, this::rewrite);
  }

  /** One of Iceberg's kinds of commit. */
  @FunctionalInterface
  private interface Update {
    SnapshotUpdate<?> of(Table table, List<DataFile> added, List<DataFile> removed);
  }

  private void commit(Table table, List<File> added, List<File> removed, Update update)
      throws IOException {
    table.refresh();
    if (isDone(table)) {
      return;
    }
    List<DataFile> dataFiles = added.isEmpty() ? List.of() : describe(table, added);
    RuntimeException last = null;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      try {
        vouched(update.of(table, dataFiles, listed(table, removed))).commit();
        return;
      } catch (ValidationException | CommitFailedException e) {
        last = e;
      }
      table.refresh();
      if (isDone(table)) {
        return;
      }
    }
    throw new LakeException(
        "The table "
            + table.name()
            + " took no commit of run "
            + runId
            + " in "
            + TRIES
            + " tries: "
            + last.getMessage(),
        "Look for another writer of this table, and run again: the run is decided and will be"
            + " completed",
        last);
  }

  /** Finds the files to remove as the table lists them. */
  private List<DataFile> listed(Table table, List<File> files) throws IOException {
    Map<String, File> wanted = new TreeMap<>();
    files.forEach(file -> wanted.put(file.location(), file));
    List<DataFile> found = new ArrayList<>();
    if (wanted.isEmpty()) {
      return found;
    }
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        File file = wanted.remove(task.file().path().toString());
        if (file != null) {
          requireSame(file, "rows", file.rows(), task.file().recordCount());
          found.add(task.file().copy());
        }
      }
    }
    if (!wanted.isEmpty()) {
      throw new LakeException(
          "The table "
              + table.name()
              + " does not list "
              + String.join(", ", wanted.keySet())
              + ", which run "
              + runId
              + " was decided to remove",
          "Run verify: somebody else has changed the table");
    }
    return found;
  }

  private SnapshotUpdate<?> rewrite(Table table, List<DataFile> added, List<DataFile> removed) {
    RewriteFiles update = table.newRewrite();
    // Fails when one of the removed files is not listed any more, so a race has one winner.
    update.rewriteFiles(Set.copyOf(removed), Set.copyOf(added));
    update.validateFromSnapshot(table.currentSnapshot().snapshotId());
    return update;
  }

  private SnapshotUpdate<?> vouched(SnapshotUpdate<?> update) {
    update.set(RUN_ID, runId);
    update.set(MANIFEST_SHA256, manifestSha256);
    update.set(JOURNAL_SHA256, decision.sha256());
    return update;
  }

  private SnapshotUpdate<?> overwrite(Table table, List<DataFile> added, List<DataFile> removed) {
    OverwriteFiles update = table.newOverwrite();
    added.forEach(update::addFile);
    removed.forEach(update::deleteFile);
    Snapshot seen = table.currentSnapshot();
    if (seen != null) {
      update.validateFromSnapshot(seen.snapshotId());
    }
    update.conflictDetectionFilter(Expressions.alwaysTrue());
    update.validateNoConflictingData();
    return update;
  }

  private boolean isDone(Table table) {
    for (Snapshot snapshot : table.snapshots()) {
      if (runId.equals(snapshot.summary().get(RUN_ID))) {
        if (!manifestSha256.equals(snapshot.summary().get(MANIFEST_SHA256))) {
          throw new LakeException(
              "The table "
                  + table.name()
                  + " has a commit of run "
                  + runId
                  + " under another manifest",
              "Run verify; a run id must never be used twice");
        }
        return true;
      }
    }
    return false;
  }

  /** Reads the footers, some at a time; the result is in the order of the files. */
  private static List<DataFile> describe(Table table, List<File> files) throws IOException {
    MetricsConfig metrics = MetricsConfig.forTable(table);
    return Parallel.map(Parallel.SMALL_FILES, files, file -> describe(table, metrics, file));
  }

  private static DataFile describe(Table table, MetricsConfig config, File file)
      throws IOException {
    try {
      return builder(table, config, file).build();
    } catch (LakeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IOException(
          "The data file " + file.location() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static DataFiles.Builder builder(Table table, MetricsConfig config, File file) {
    InputFile input = table.io().newInputFile(file.location());
    if (!input.exists()) {
      throw new LakeException(
          "The data file " + file.location() + " is missing, and its run is decided",
          "Restore it from the bucket's versions or a backup and run again");
    }
    requireSame(file, "bytes", file.bytes(), input.getLength());
    Metrics metrics = ParquetUtil.fileMetrics(input, config);
    requireSame(file, "rows", file.rows(), metrics.recordCount());
    DataFiles.Builder builder =
        DataFiles.builder(table.spec())
            .withPath(file.location())
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(file.bytes())
            .withMetrics(metrics);
    file.partition()
        .ifPresent(
            value -> {
              PartitionData partition = new PartitionData(table.spec().partitionType());
              partition.set(0, value);
              builder.withPartition(partition);
            });
    return builder;
  }

  private static void requireSame(File file, String what, long decided, long found) {
    if (decided != found) {
      throw new LakeException(
          "The data file "
              + file.location()
              + " has "
              + found
              + " "
              + what
              + ", and its run was decided with "
              + decided,
          "Restore it from the bucket's versions or a backup and run again");
    }
  }
}
