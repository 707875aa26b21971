package io.ledgerlake.pipeline.balances;

import io.ledgerlake.pipeline.lake.LakeException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * What a close adds to an aggregate, as one commit.
 *
 * @param table the aggregate
 * @param files the files that it gets
 * @param replaced which rows they stand for, whole files of them; empty: none
 * @param seen the snapshot that was read before; null: the table had none
 * @param why the months that are closed, and up to which entry of the journal
 * @param properties what else the snapshot says of itself
 */
record AggregateCommit(
    Table table,
    Collection<DataFile> files,
    Optional<Expression> replaced,
    Long seen,
    String why,
    Map<String, String> properties) {

  /** Snapshot property: what a close added. */
  private static final String CLOSE = "ledgerlake.close";

  /**
   * Commits it.
   *
   * @throws LakeException if another close committed since
   */
  void run() {
    OverwriteFiles update = table.newOverwrite();
    replaced.ifPresent(update::overwriteByRowFilter);
    files.forEach(update::addFile);
    if (seen != null) {
      update.validateFromSnapshot(seen);
    }
    update.conflictDetectionFilter(Expressions.alwaysTrue());
    update.validateNoConflictingData();
    update.set(CLOSE, why);
    properties.forEach(update::set);
    try {
      update.commit();
    } catch (ValidationException | CommitFailedException e) {
      throw new LakeException(
          "Another close was faster: " + e.getMessage(),
          "Run it again; it will look at what that one wrote",
          e);
    }
  }
}
