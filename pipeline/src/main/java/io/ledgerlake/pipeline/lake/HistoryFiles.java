package io.ledgerlake.pipeline.lake;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.value.KeyBytes;
import io.ledgerlake.transforms.history.HistoryFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The data files that a run is compared with: those of published and of quarantined rows at its
 * base snapshots, with the bounds of their keys as the tables' metrics have them.
 */
public final class HistoryFiles {

  /** After a text's end (0), before any other byte that can follow it: the end of its keys. */
  private static final int AFTER_PART = 1;

  private final LakeTables tables;
  private final Contract contract;

  private HistoryFiles(LakeTables tables, Contract contract) {
    this.tables = tables;
    this.contract = contract;
  }

  /**
   * Returns the files of a dataset's history.
   *
   * @param contract the run's contract, whose key is looked for
   * @param base the snapshots to look at
   */
  public static List<HistoryFile> of(LakeTables tables, Contract contract, BaseSnapshots base) {
    List<HistoryFile> files = new ArrayList<>();
    for (Zone zone : List.of(Zone.PROCESSED, Zone.QUARANTINE)) {
      Optional<Long> snapshot = base.of(zone);
      if (snapshot.isPresent()) {
        new HistoryFiles(tables, contract).add(zone, snapshot.get(), files);
      }
    }
    files.sort(Comparator.comparing(HistoryFile::zone).thenComparing(HistoryFile::uri));
    return files;
  }

  private void add(Zone zone, long snapshot, List<HistoryFile> files) {
    Table table = tables.zone(zone);
    NestedField first = table.schema().findField(contract.key().get(0));
    try (CloseableIterable<FileScanTask> tasks =
        table
            .newScan()
            .useSnapshot(snapshot)
            .includeColumnStats(List.of(first.name()))
            .planFiles()) {
      for (FileScanTask task : tasks) {
        WholeFiles.require(table, task, "", "LedgerLake takes rows away by rollback only");
        files.add(file(zone, task.file(), first));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the files of " + table.name() + " cannot be listed", e);
    }
  }

  private HistoryFile file(Zone zone, DataFile file, NestedField first) {
    boolean composite = contract.key().size() > 1;
    return new HistoryFile(
        zone,
        file.path().toString(),
        file.recordCount(),
        bound(file.lowerBounds(), first, false),
        bound(file.upperBounds(), first, composite));
  }

  private byte[] bound(Map<Integer, ByteBuffer> bounds, NestedField column, boolean afterPart) {
    ByteBuffer bound = bounds == null ? null : bounds.get(column.fieldId());
    if (bound == null) {
      return null;
    }
    KeyBytes key = new KeyBytes();
    new KeyColumn(contract.field(column.name()).type())
        .put(Conversions.fromByteBuffer(column.type(), bound), key);
    if (afterPart) {
      key.putByte(AFTER_PART);
    }
    return Arrays.copyOf(key.array(), key.length());
  }
}
