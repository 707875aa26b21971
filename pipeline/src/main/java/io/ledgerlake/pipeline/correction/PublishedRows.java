package io.ledgerlake.pipeline.correction;

import io.ledgerlake.pipeline.lake.Supersessions;
import io.ledgerlake.pipeline.rows.RowBooks;
import io.ledgerlake.pipeline.rows.Version;
import io.ledgerlake.pipeline.rows.ZoneFile;
import io.ledgerlake.pipeline.rows.ZoneFiles;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** The current rows that are published of a file, wherever they stand. */
final class PublishedRows {

  private final ZoneFiles files;
  private final Supersessions superseded;
  private final Contract contract;
  private final RowBooks money;
  private final RecordKey key;

  PublishedRows(ZoneFiles files, Supersessions superseded, Contract contract) {
    this.files = files;
    this.superseded = superseded;
    this.contract = contract;
    this.money = new RowBooks(contract);
    this.key = new RecordKey(contract);
  }

  /** Hands the rows of a path's contents over. */
  void forEach(String path, List<String> fileIds, ContentDiff diff) throws IOException {
    Expression filter =
        Expressions.and(
            Expressions.equal(ZoneColumns.SOURCE_FILE, path),
            Expressions.in(ZoneColumns.FILE_ID, Set.copyOf(fileIds)));
    for (Zone zone : Zone.values()) {
      for (ZoneFile file : files.list(zone, filter)) {
        try (CloseableIterable<Record> rows = files.rows(file, filter, columns(zone))) {
          for (Record row : rows) {
            if (!superseded.contains(row)) {
              diff.add(row(row));
            }
          }
        }
      }
    }
  }

  private List<String> columns(Zone zone) {
    List<String> columns = new ArrayList<>(Version.columns(zone));
    columns.add(ZoneColumns.SOURCE_ROW);
    columns.add(ZoneColumns.ROW_HASH);
    columns.addAll(contract.key());
    contract.amount().ifPresent(columns::add);
    contract.currency().ifPresent(columns::add);
    return columns;
  }

  private DiffRow row(Record row) {
    byte[] hash = new byte[RowHash.LENGTH];
    ((ByteBuffer) row.getField(ZoneColumns.ROW_HASH)).duplicate().get(hash);
    boolean valid = Version.isValid(row);
    if (valid) {
      key.read(row);
    }
    return new DiffRow(
        valid,
        valid ? DiffRow.identity(key.array(), key.length(), hash) : hash,
        false,
        (Long) row.getField(ZoneColumns.SOURCE_ROW),
        money.amount(row),
        money.currency(row));
  }
}
