package io.ledgerlake.pipeline.balances;

import io.ledgerlake.pipeline.lake.ExposureTable;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.MonthEndTable;
import io.ledgerlake.pipeline.query.PublishedLake;
import io.ledgerlake.pipeline.query.PublishedLake.EngineSettings;
import io.ledgerlake.pipeline.query.QueryResult;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.sql.BalanceSql;
import io.ledgerlake.sql.BalanceSql.Request;
import io.ledgerlake.sql.Period;
import java.io.IOException;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Table;

/**
 * Closes a month: computes its balances and, of months that are closed already, those that later
 * runs have changed; ties them out; and only then adds them to {@code month_end_balances}, as one
 * commit, after what is still in quarantine to {@code month_end_exposure}. Repeating it adds
 * nothing.
 */
public final class MonthEndClose {

  private final BalanceLake balances;
  private final EngineSettings settings;

  public MonthEndClose(BalanceLake balances, EngineSettings settings) {
    this.balances = balances;
    this.settings = settings;
  }

  /**
   * What a close came to.
   *
   * @param tieOut whether the books agree; if not, nothing was written
   * @param exposure what of the month is still in quarantine: month, currency, rows, sum of
   *     amounts, rows without an amount
   * @param months the balances that were added, by month; empty when all were there already
   */
  public record Outcome(
      TieOut tieOut, List<List<String>> exposure, SortedMap<YearMonth, AddedBalances> months) {

    public Outcome {
      exposure = List.copyOf(exposure);
    }
  }

  /** Returns the months that closing one would close, for the first time or again. */
  public SortedSet<YearMonth> due(YearMonth month) {
    SortedSet<YearMonth> due = new TreeSet<>();
    for (YearMonth closed : balances.closed().keySet()) {
      if (!balances.isCurrent(closed)) {
        due.add(closed);
      }
    }
    if (!balances.closed().containsKey(month)) {
      due.add(month);
    }
    return due;
  }

  /**
   * Closes a month.
   *
   * @param dryRun whether to write nothing
   * @throws LakeException if another close was faster
   */
  public Outcome close(YearMonth month, boolean dryRun) throws SQLException, IOException {
    if (!dryRun) {
      ClosedSnapshots.tag(balances.tables());
    }
    SortedSet<YearMonth> due = due(month);
    YearMonth first = due.isEmpty() || due.first().isAfter(month) ? month : due.first();
    YearMonth last = due.isEmpty() || due.last().isBefore(month) ? month : due.last();
    Request request = balances.request(new Period(first, last), false);
    try (PublishedLake lake = balances.openToClose(request, settings)) {
      TieOut tieOut = TieOut.of(balances, request, lake);
      List<List<String>> exposure = exposure(lake, month);
      if (!tieOut.agrees() || due.isEmpty()) {
        return new Outcome(tieOut, exposure, new TreeMap<>());
      }
      String sql = BalanceSql.of(balances.contract()).close(request, due);
      MonthEndRows rows =
          new MonthEndRows(
              balances.contract(),
              balances.runs().lastSeq(),
              balances.openingsSeq(),
              lake.snapshot("processed." + balances.contract().dataset()));
      if (dryRun) {
        return new Outcome(tieOut, exposure, rows.count(lake, sql));
      }
      Table table = MonthEndTable.prepare(balances.tables(), balances.contract());
      MonthEndRows.Written written = rows.write(lake, sql, table);
      if (!written.months().isEmpty()) {
        commit(lake, table, written, due + " at " + balances.runs().lastSeq());
        ClosedSnapshots.tag(balances.tables());
      }
      return new Outcome(tieOut, exposure, written.months());
    }
  }

  private void commit(PublishedLake lake, Table table, MonthEndRows.Written written, String why)
      throws SQLException, IOException {
    Contract contract = balances.contract();
    new ExposureRows(contract, ExposureTable.prepare(balances.tables(), contract))
        .append(lake, written.months(), why);
    Long seen = lake.snapshot("aggregates." + MonthEndTable.relation(contract));
    new AggregateCommit(
            table,
            written.files(),
            Optional.empty(),
            seen,
            why,
            ClosedSnapshots.of(balances.tables(), lake, written.months()))
        .run();
  }

  private List<List<String>> exposure(PublishedLake lake, YearMonth month) throws SQLException {
    List<List<String>> exposure = new ArrayList<>();
    String sql = BalanceSql.of(balances.contract()).exposure(Period.of(month));
    try (QueryResult rows = QueryResult.of(lake.connection(), sql)) {
      for (String[] row = rows.next(); row != null; row = rows.next()) {
        exposure.add(List.of(row));
      }
    }
    return exposure;
  }

  /** Returns what follows a close whose books do not agree. */
  public static List<String> nextSteps(boolean breaks) {
    return breaks
        ? List.of(
            "The feed's own balances do not move by its amounts: ask its sender, or see the rows with"
                + " ./ledgerlake sql and sql/README.md, continuity.")
        : List.of("Run ./ledgerlake verify: rows or manifests are not what was published.");
  }
}
