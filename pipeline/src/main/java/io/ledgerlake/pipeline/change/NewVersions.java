package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.rows.RowSorter;
import io.ledgerlake.transforms.zone.Zone;
import java.io.Closeable;
import java.io.IOException;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;

/** New versions of rows for one zone: sorted, and written to one data file per partition. */
final class NewVersions implements Closeable {

  private final Zone zone;
  private final RowSorter sorter;
  private long count;
  private int partition;

  NewVersions(Zone zone, Table table, LakeState state) {
    this.zone = zone;
    this.sorter = new RowSorter(table.schema(), state.contract().key());
  }

  void add(int partitionOfRow, Record row) throws IOException {
    sorter.add(partitionOfRow, row);
    count++;
  }

  /** Writes what was added. */
  void writeTo(NewFiles files) throws IOException {
    sorter.drain(
        (next, row) -> {
          if (!files.isOpen() || next != partition) {
            files.finish();
            files.open(zone, next, count);
            partition = next;
          }
          files.add(row);
        });
    files.finish();
  }

  @Override
  public void close() throws IOException {
    sorter.close();
  }
}
