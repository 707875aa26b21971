package io.ledgerlake.pipeline.balances;

import io.ledgerlake.pipeline.lake.LakeException;
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
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;

/**
 * Writes the rows of a close: a data file per month, named by what it was computed from, and one
 * commit for all.
 */
final class MonthEndRows {

  /** Snapshot property: the months that a close added, and up to which entry of the journal. */
  private static final String CLOSE = "ledgerlake.close";

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
   * Adds the rows of a query, which come month by month.
   *
   * @throws LakeException if another close committed since the session was opened
   */
  SortedMap<YearMonth, AddedBalances> append(
      PublishedLake lake, String sql, Table table, Collection<YearMonth> months)
      throws SQLException, IOException {
    SortedMap<YearMonth, AddedBalances> counts = new TreeMap<>();
    List<DataFile> files = new ArrayList<>();
    try (Statement statement = lake.connection().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      boolean more = rows.next();
      while (more) {
        more = writeMonth(rows, table, counts, files);
      }
    }
    if (!files.isEmpty()) {
      commit(table, files, lake.snapshot("aggregates." + MonthEndTable.relation(contract)), months);
    }
    return counts;
  }

  /** Writes the rows of one month, and returns whether the cursor is on a row of the next. */
  private boolean writeMonth(
      ResultSet rows, Table table, SortedMap<YearMonth, AddedBalances> counts, List<DataFile> files)
      throws SQLException, IOException {
    String month = rows.getString("month");
    String name = "v" + rows.getInt("version") + "-" + ledgerSeq + "-" + openingsSeq + ".parquet";
    OutputFile out =
        table.io().newOutputFile(table.location() + "/data/month=" + month + "/" + name);
    FileAppender<Record> writer =
        Parquet.write(out)
            .forTable(table)
            .createWriterFunc(GenericParquetWriter::buildWriter)
            .metricsConfig(MetricsConfig.forTable(table))
            // What is left of a close that was killed is of the same rows.
            .overwrite()
            .build();
    boolean more = true;
    try (writer) {
      while (more && rows.getString("month").equals(month)) {
        writer.add(record(table, rows));
        count(counts, rows);
        more = rows.next();
      }
    }
    files.add(
        DataFiles.builder(table.spec())
            .withPath(out.location())
            .withFormat(FileFormat.PARQUET)
            .withPartitionPath("month=" + month)
            .withFileSizeInBytes(writer.length())
            .withMetrics(writer.metrics())
            .build());
    return more;
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

  private void commit(Table table, List<DataFile> files, Long seen, Collection<YearMonth> months) {
    OverwriteFiles update = table.newOverwrite();
    files.forEach(update::addFile);
    if (seen != null) {
      update.validateFromSnapshot(seen);
    }
    update.conflictDetectionFilter(Expressions.alwaysTrue());
    update.validateNoConflictingData();
    update.set(CLOSE, months + " at " + ledgerSeq);
    try {
      update.commit();
    } catch (ValidationException | CommitFailedException e) {
      throw new LakeException(
          "Another close of " + contract.dataset() + " was faster: " + e.getMessage(),
          "Run it again; it will look at what that one wrote",
          e);
    }
  }
}
