package io.ledgerlake.pipeline.balances;

import io.ledgerlake.pipeline.lake.MonthEndTable;
import io.ledgerlake.pipeline.query.PublishedLake;
import io.ledgerlake.schemas.contract.Contract;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;

/** Writes the balances of a close: a data file per month, named by what it was computed from. */
final class MonthEndRows {

  private final Contract contract;
  private final long ledgerSeq;
  private final long openingsSeq;
  private final Long processedSnapshot;

  MonthEndRows(Contract contract, long ledgerSeq, long openingsSeq, Long processedSnapshot) {
    this.contract = contract;
    this.ledgerSeq = ledgerSeq;
    this.openingsSeq = openingsSeq;
    this.processedSnapshot = processedSnapshot;
  }

  /** Returns what would be added. */
  SortedMap<YearMonth, AddedBalances> count(PublishedLake lake, String sql) throws SQLException {
    SortedMap<YearMonth, AddedBalances> counts = new TreeMap<>();
    try (Statement statement = lake.connection().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        count(counts, rows);
      }
    }
    return counts;
  }

  private static void count(SortedMap<YearMonth, AddedBalances> counts, ResultSet rows)
      throws SQLException {
    AddedBalances first = new AddedBalances(rows.getInt("version"), 1);
    counts.merge(YearMonth.parse(rows.getString("month")), first, (a, b) -> a.more());
  }

  /**
   * Files that no table lists yet.
   *
   * @param files the files
   * @param months what they add to each month
   */
  record Written(List<DataFile> files, SortedMap<YearMonth, AddedBalances> months) {}

  /** Writes the rows of a query, which come month by month. */
  Written write(PublishedLake lake, String sql, Table table) throws SQLException, IOException {
    SortedMap<YearMonth, AddedBalances> counts = new TreeMap<>();
    List<DataFile> files = new ArrayList<>();
    try (Statement statement = lake.connection().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      boolean more = rows.next();
      while (more) {
        more = writeMonth(rows, table, counts, files);
      }
    }
    return new Written(files, counts);
  }

  /** Writes the rows of one month, and returns whether the cursor is on a row of the next. */
  private boolean writeMonth(
      ResultSet rows, Table table, SortedMap<YearMonth, AddedBalances> counts, List<DataFile> files)
      throws SQLException, IOException {
    String month = rows.getString("month");
    String name = "v" + rows.getInt("version") + "-" + ledgerSeq + "-" + openingsSeq + ".parquet";
    AtomicBoolean more = new AtomicBoolean(true);
    files.add(
        AggregateFile.write(
            table,
            month,
            name,
            file -> {
              while (more.get() && rows.getString("month").equals(month)) {
                file.add(record(table, rows));
                count(counts, rows);
                more.set(rows.next());
              }
            }));
    return more.get();
  }

  private Record record(Table table, ResultSet rows) throws SQLException {
    Record record = GenericRecord.create(table.schema());
    record.setField("account", rows.getObject("account"));
    record.setField("currency", rows.getString("currency"));
    record.setField("month", rows.getString("month"));
    record.setField("balance", money(rows.getBigDecimal("balance")));
    record.setField("version", rows.getInt("version"));
    record.setField("delta", money(rows.getBigDecimal("delta")));
    record.setField("caused_by", rows.getString("caused_by"));
    record.setField("ledger_seq", rows.getLong("ledger_seq"));
    record.setField("openings_seq", rows.getLong("openings_seq"));
    record.setField("processed_snapshot", processedSnapshot);
    return record;
  }

  private BigDecimal money(BigDecimal amount) {
    return amount == null ? null : amount.setScale(MonthEndTable.scale(contract));
  }
}
