package io.ledgerlake.pipeline.query;

import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.s3.S3Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The data files of a table's current snapshot that may hold rows of an expression.
 *
 * @param paths their local paths, or their locations on S3, in order
 * @param bytes their length together
 * @param snapshotId the snapshot, or null of a table that has none
 */
public record PlannedFiles(List<String> paths, long bytes, Long snapshotId) {

  /** No files. */
  public static final PlannedFiles NONE = new PlannedFiles(List.of(), 0, null);

  public PlannedFiles {
    paths = List.copyOf(paths);
  }

  /**
   * Plans a scan.
   *
   * @throws LakeException if the table has delete files, which a reader of its data files would
   *     overlook
   */
  public static PlannedFiles of(Table table, Expression filter) {
    List<String> paths = new ArrayList<>();
    long bytes = 0;
    try (CloseableIterable<FileScanTask> tasks = table.newScan().filter(filter).planFiles()) {
      for (FileScanTask task : tasks) {
        if (!task.deletes().isEmpty()) {
          throw new LakeException(
              "The table " + table.name() + " has delete files, which LedgerLake never writes",
              "Ask who writes to this table beside LedgerLake; Athena reads it as it is");
        }
        paths.add(localPath(task.file().path().toString()));
        bytes += task.file().fileSizeInBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the files of " + table.name() + " cannot be listed", e);
    }
    paths.sort(null);
    Snapshot current = table.currentSnapshot();
    return new PlannedFiles(paths, bytes, current == null ? null : current.snapshotId());
  }

  /** Returns whether they are on S3, all of them. */
  boolean areRemote() {
    return !paths.isEmpty() && S3Location.isS3(paths.get(0));
  }

  private static String localPath(String location) {
    return location.startsWith("file:") ? Path.of(URI.create(location)).toString() : location;
  }
}
