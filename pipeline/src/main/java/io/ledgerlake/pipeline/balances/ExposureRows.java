package io.ledgerlake.pipeline.balances;

import io.ledgerlake.pipeline.lake.ExposureTable;
import io.ledgerlake.pipeline.lake.MonthEndTable;
import io.ledgerlake.pipeline.query.PublishedLake;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.sql.BalanceSql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Writes what of each month that is being closed is still in quarantine. Committed before the
 * balances: until these are there nobody reads it, and a close that begins anew replaces it.
 */
final class ExposureRows {

  private final Contract contract;
  private final Table table;

  ExposureRows(Contract contract, Table table) {
    this.contract = contract;
    this.table = table;
  }

  /**
   * Adds the exposure of months.
   *
   * @param months the months, and the versions of their balances that are about to be added
   * @param why what the commit is for
   */
  void append(PublishedLake lake, SortedMap<YearMonth, AddedBalances> months, String why)
      throws SQLException, IOException {
    List<DataFile> files = new ArrayList<>();
    Expression versions = Expressions.alwaysFalse();
    for (Map.Entry<YearMonth, AddedBalances> month : months.entrySet()) {
      List<Record> rows = rows(lake, month.getKey());
      if (!rows.isEmpty()) {
        String name = "v" + month.getValue().version() + "-" + ledgerSeq(rows) + ".parquet";
        files.add(
            AggregateFile.write(table, month.getKey().toString(), name, file -> file.addAll(rows)));
      }
      versions =
          Expressions.or(
              versions,
              Expressions.and(
                  Expressions.equal("month", month.getKey().toString()),
                  Expressions.equal("version", month.getValue().version())));
    }
    if (!files.isEmpty() || isStored(versions)) {
      Long seen = lake.snapshot("aggregates." + ExposureTable.relation(contract));
      new AggregateCommit(table, files, Optional.of(versions), seen, why, Map.of()).run();
    }
  }

  private static long ledgerSeq(List<Record> rows) {
    return (Long) rows.get(0).getField("ledger_seq");
  }

  private List<Record> rows(PublishedLake lake, YearMonth month) throws SQLException {
    List<Record> records = new ArrayList<>();
    try (Statement statement = lake.connection().createStatement();
        ResultSet rows = statement.executeQuery(BalanceSql.of(contract).closeExposure(month))) {
      while (rows.next()) {
        Record record = GenericRecord.create(table.schema());
        record.setField("month", rows.getString("month"));
        record.setField("event_month", rows.getString("event_month"));
        record.setField("currency", rows.getString("currency"));
        record.setField("open_rows", rows.getLong("open_rows"));
        record.setField(
            "amount", rows.getBigDecimal("amount").setScale(MonthEndTable.scale(contract)));
        record.setField("rows_without_amount", rows.getLong("rows_without_amount"));
        record.setField("version", rows.getInt("version"));
        record.setField("ledger_seq", rows.getLong("ledger_seq"));
        records.add(record);
      }
    }
    return records;
  }

  private boolean isStored(Expression versions) {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().filter(versions).planFiles()) {
      return tasks.iterator().hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException("the files of " + table.name() + " cannot be listed", e);
    }
  }
}
