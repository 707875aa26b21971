package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.options.SqlOptions;
import io.ledgerlake.pipeline.query.DatasetContracts;
import io.ledgerlake.pipeline.query.PublishedLake;
import io.ledgerlake.pipeline.query.QueryResult;
import io.ledgerlake.pipeline.report.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** SQL over the published views. */
public final class Sql extends Command<SqlOptions> {

  private static final String PROMPT = "lake> ";
  private static final String MORE = "  ... ";

  /** What other SQL shells are left with. */
  private static final Set<String> ENDS = Set.of("exit", "quit", ".exit", ".quit", ".q");

  private final InputStream in;

  public Sql() {
    this(System.in);
  }

  Sql(InputStream in) {
    this.in = in;
  }

  @Override
  public String name() {
    return "sql";
  }

  @Override
  public String summary() {
    return "SQL over what is published";
  }

  @Override
  public String description() {
    return "Runs SQL in DuckDB, inside this process, over the lake as it is now: for each dataset "
        + "the views published.DATASET, _open_quarantine, _condemned, _outcomes, _files, _runs, "
        + "_month_end_balances and _month_end_exposure, and the tables below them. Nothing that is written there reaches "
        + "the lake. Without a statement it reads them until the end or .quit, each up to a semicolon at "
        + "the end of a line: at a prompt a mistake is told and the session goes on, in a pipe it ends "
        + "with exit code 1. SHOW ALL TABLES lists what there is. Of a lake on S3 the data files are "
        + "fetched first, at most --fetchMegabytes.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "sql",
        "sql -c 'SELECT * FROM published.transactions_runs'",
        "sql --format=CSV < question.sql");
  }

  @Override
  public Class<SqlOptions> options() {
    return SqlOptions.class;
  }

  @Override
  public Optional<String> positional() {
    return Optional.of("command");
  }

  /** {@code -c} stands before the statement, as other SQL shells have it. */
  @Override
  protected List<String> arguments(List<String> given) {
    List<String> arguments = new ArrayList<>(given);
    int at = arguments.indexOf("-c");
    if (at >= 0 && at + 1 < arguments.size()) {
      arguments.set(at + 1, "--command=" + arguments.get(at + 1));
      arguments.remove(at);
    }
    return arguments;
  }

  @Override
  protected int execute(SqlOptions options, Terminal terminal) throws Exception {
    try (OpenLake lake = OpenLake.of(options)) {
      QuerySession.requireEngine();
      try (ScratchFolder scratch = ScratchFolder.create();
          PublishedLake published =
              PublishedLake.open(QuerySession.settings(options, scratch, terminal))) {
        for (String dataset : lake.tables().datasets()) {
          LakeTables tables = lake.tables(dataset);
          published.add(tables, DatasetContracts.latest(lake.layout(), lake.storage(), tables));
        }
        return options.getCommand() == null
            ? converse(options, terminal, published)
            : one(options, terminal, published);
      }
    }
  }

  private static int one(SqlOptions options, Terminal terminal, PublishedLake published)
      throws IOException {
    try {
      run(options, terminal, published, options.getCommand());
      return 0;
    } catch (SQLException e) {
      throw new UserError(
          String.valueOf(e.getMessage()).strip(),
          "SHOW ALL TABLES lists the tables and views.",
          1,
          e);
    }
  }

  /** A mistake at the prompt is told and forgiven; in a script it ends the command. */
  private int converse(SqlOptions options, Terminal terminal, PublishedLake published)
      throws IOException {
    boolean interactive = terminal.live();
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    StringBuilder statement = new StringBuilder();
    prompt(terminal, interactive, PROMPT);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String bare = line.strip();
      if (statement.toString().isBlank() && ENDS.contains(bare)) {
        return 0;
      }
      statement.append(line).append('\n');
      if (bare.endsWith(";")) {
        int failed = attempt(options, terminal, published, statement.toString());
        if (failed != 0 && !interactive) {
          return failed;
        }
        statement.setLength(0);
      }
      prompt(terminal, interactive, statement.toString().isBlank() ? PROMPT : MORE);
    }
    return statement.toString().isBlank()
        ? 0
        : attempt(options, terminal, published, statement.toString());
  }

  private static void prompt(Terminal terminal, boolean interactive, String text) {
    if (interactive) {
      terminal.err().print(text);
      terminal.err().flush();
    }
  }

  private static int attempt(
      SqlOptions options, Terminal terminal, PublishedLake published, String statement)
      throws IOException {
    try {
      run(options, terminal, published, statement);
      return 0;
    } catch (SQLException e) {
      terminal.err().println(String.valueOf(e.getMessage()).strip());
      return 1;
    }
  }

  private static void run(
      SqlOptions options, Terminal terminal, PublishedLake published, String statement)
      throws SQLException, IOException {
    Optional<QueryResult> result = QueryResult.run(published.connection(), statement);
    if (result.isEmpty()) {
      return;
    }
    try (QueryResult rows = result.get()) {
      QueryOutput.write(rows, options.getFormat(), terminal);
    }
  }

  public static void main(String[] args) {
    exit(new Sql(), args);
  }
}
