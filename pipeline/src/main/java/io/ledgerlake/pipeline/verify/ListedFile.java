package io.ledgerlake.pipeline.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * A data file as a table lists it now, wherever it lies.
 *
 * @param location where it lies
 * @param partition its partition value, in a table that is partitioned
 * @param rows its records
 * @param bytes its length
 * @param deletes files that take single rows out of it
 */
record ListedFile(
    String location, OptionalInt partition, long rows, long bytes, List<String> deletes) {

  /**
   * Returns what a table lists now, by location.
   *
   * @throws IOException if the table's own files cannot be read
   */
  static List<ListedFile> of(Table table) throws IOException {
    Snapshot current = table.currentSnapshot();
    return current == null ? List.of() : at(table, current.snapshotId());
  }

  /** Returns what a table lists in a snapshot; see {@link #of}. */
  static List<ListedFile> at(Table table, long snapshot) throws IOException {
    List<ListedFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot).planFiles()) {
      for (FileScanTask task : tasks) {
        files.add(of(task));
      }
    } catch (RuntimeException e) {
      throw new IOException(
          "the files of " + table.name() + " cannot be listed: " + e.getMessage(), e);
    }
    files.sort(Comparator.comparing(ListedFile::location));
    return files;
  }

  private static ListedFile of(FileScanTask task) {
    DataFile file = task.file();
    Integer partition =
        file.partition().size() == 0 ? null : file.partition().get(0, Integer.class);
    return new ListedFile(
        file.path().toString(),
        partition == null ? OptionalInt.empty() : OptionalInt.of(partition),
        file.recordCount(),
        file.fileSizeInBytes(),
        task.deletes().stream().map(ContentFile::path).map(CharSequence::toString).toList());
  }
}
