package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.balances.BalanceLake;
import io.ledgerlake.pipeline.options.BalancesOptions;
import io.ledgerlake.pipeline.options.OutputFormat;
import io.ledgerlake.pipeline.query.DuckDbSql;
import io.ledgerlake.pipeline.query.PlannedFiles;
import io.ledgerlake.pipeline.query.PublishedLake;
import io.ledgerlake.pipeline.query.QueryResult;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.sql.BalanceSql;
import io.ledgerlake.sql.BalanceSql.Request;
import io.ledgerlake.sql.Period;
import java.io.IOException;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/** Month-end balances of a period. */
public final class Balances extends Command<BalancesOptions> {

  @Override
  public String name() {
    return "balances";
  }

  @Override
  public String summary() {
    return "month-end balances of a period";
  }

  @Override
  public String description() {
    return "Computes the balance of each account and currency at the end of each month from the "
        + "published rows. A month without postings carries the balance before it forward, from "
        + "before the period too; an account has none before its first posting. Beside them "
        + "stands what is still in quarantine and would change them.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "balances --from=2024-01 --to=2024-03",
        "balances --dataset=postings --from=2024-01 --to=2024-03 --format=CSV > balances.csv",
        "balances --from=2024-01 --to=2024-03 --printSql > month-ends.sql");
  }

  @Override
  public Class<BalancesOptions> options() {
    return BalancesOptions.class;
  }

  @Override
  protected int execute(BalancesOptions options, Terminal terminal) throws Exception {
    Period period = period(options);
    try (OpenLake lake = OpenLake.of(options)) {
      Contract contract = QuerySession.contract(lake, options);
      BalanceLake balances = BalanceLake.of(lake.layout(), lake.storage(), lake::tables, contract);
      Request request = balances.request(period, options.getStrict());
      if (options.getPrintSql()) {
        terminal.out().print(BalanceSql.of(contract).monthEnd(request));
        return 0;
      }
      QuerySession.requireEngine();
      try (ScratchFolder scratch = ScratchFolder.create();
          PublishedLake published =
              balances.open(request, QuerySession.settings(options, scratch, terminal))) {
        show(options, terminal, sql(options, contract, request), scratch, published);
        if (options.getFormat() == OutputFormat.TABLE) {
          footnotes(terminal, balances, request, published);
        }
      }
    }
    return 0;
  }

  private static Period period(BalancesOptions options) {
    YearMonth from = YearMonth.parse(options.getFrom());
    return new Period(from, options.getTo() == null ? from : YearMonth.parse(options.getTo()));
  }

  private static String sql(BalancesOptions options, Contract contract, Request request) {
    String sql = BalanceSql.of(contract).monthEnd(request);
    return options.getAccount() == null
        ? sql
        : "SELECT * FROM ("
            + sql
            + ") WHERE CAST(account AS VARCHAR) = "
            + DuckDbSql.literal(options.getAccount())
            + " ORDER BY account, currency, month";
  }

  private static void show(
      BalancesOptions options,
      Terminal terminal,
      String sql,
      ScratchFolder scratch,
      PublishedLake published)
      throws SQLException, IOException {
    if (options.getFormat() == OutputFormat.CSV) {
      QueryOutput.csv(published.connection(), sql, scratch, terminal);
      return;
    }
    try (QueryResult rows = QueryResult.of(published.connection(), sql)) {
      QueryOutput.write(rows, options.getFormat(), terminal);
    }
  }

  private static void footnotes(
      Terminal terminal, BalanceLake balances, Request request, PublishedLake published)
      throws SQLException {
    Contract contract = balances.contract();
    terminal.out().println();
    terminal.out().println("Still in quarantine, and in none of the balances:");
    try (QueryResult rows =
        QueryResult.of(
            published.connection(), BalanceSql.of(contract).exposure(request.period()))) {
      if (QueryOutput.table(rows, terminal) == 0) {
        terminal.out().println(" nothing");
      }
    }
    terminal.out().println();
    terminal.out().println(source(balances, request));
    PlannedFiles opened = published.files("processed." + contract.dataset());
    Table table = balances.processed();
    PlannedFiles all = PlannedFiles.of(table, Expressions.alwaysTrue());
    terminal
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "Looked into %,d of %,d data files, %,d of %,d bytes.",
                opened.paths().size(),
                all.paths().size(),
                opened.bytes(),
                all.bytes()));
  }

  private static String source(BalanceLake balances, Request request) {
    if (request.base().isPresent()) {
      return "Computed from the closed balances of " + request.base().get() + " on.";
    }
    if (balances.contract().balance().isPresent()) {
      return "Computed from the first posting on.";
    }
    return balances
            .firstDay()
            .map(day -> "Summed from " + day + " on, the day of the first published row")
            .orElse("Summed from the first published row on")
        + (request.openings().isPresent()
            ? ", and from the opening balances."
            : "; there are no opening balances.");
  }

  public static void main(String[] args) {
    exit(new Balances(), args);
  }
}
