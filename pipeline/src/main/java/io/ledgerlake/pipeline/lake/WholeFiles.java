package io.ledgerlake.pipeline.lake;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;

/** Data files all of whose rows count. */
final class WholeFiles {

  private WholeFiles() {}

  /**
   * Requires that no row of a data file is marked as deleted: LedgerLake takes files out of a
   * table, never rows out of a file.
   *
   * @param what what the table is, for people, with a space after it; or nothing
   * @param instead what LedgerLake does, for people
   * @throws LakeException if one is
   */
  static void require(Table table, FileScanTask task, String what, String instead) {
    if (!task.deletes().isEmpty()) {
      throw new LakeException(
          "The data file "
              + task.file().path()
              + " of "
              + what
              + table.name()
              + " has rows that another writer has marked as deleted",
          instead + "; find out who wrote to the table, and take the deletion back");
    }
  }
}
