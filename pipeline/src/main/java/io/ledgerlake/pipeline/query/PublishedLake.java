package io.ledgerlake.pipeline.query;

import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.lake.MonthEndTable;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.sql.PublishedViews;
import io.ledgerlake.transforms.zone.Zone;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * A DuckDB session with the tables of a lake, as of now, in the schemas {@code processed}, {@code
 * quarantine}, {@code condemned}, {@code ledger} and {@code aggregates}, and the shipped views in
 * {@code published}. It keeps nothing when it is closed, and writes nothing to the lake.
 */
public final class PublishedLake implements AutoCloseable {

  private static final String LEDGER = "ledger";
  private static final String AGGREGATES = "aggregates";

  /** How often another run may publish while the files are being listed. */
  private static final int TRIES = 10;

  private final Connection connection;
  private final Map<String, PlannedFiles> planned = new TreeMap<>();

  private PublishedLake(Connection connection) {
    this.connection = connection;
  }

  /**
   * What the engine may use.
   *
   * @param threads worker threads
   * @param memoryMegabytes memory before it goes to disk
   * @param scratch a local folder for what does not fit
   */
  public record EngineSettings(int threads, long memoryMegabytes, Path scratch) {}

  /** Opens a session without any table yet. */
  public static PublishedLake open(EngineSettings settings) throws SQLException {
    PublishedLake lake = new PublishedLake(DriverManager.getConnection("jdbc:duckdb:"));
    try {
      lake.execute("SET TimeZone = 'UTC'");
      // Everything needed is in the driver; nothing is fetched while a query runs.
      lake.execute("SET autoinstall_known_extensions = false");
      lake.execute("SET memory_limit = '" + settings.memoryMegabytes() + "MB'");
      lake.execute("SET threads = " + settings.threads());
      lake.execute("SET temp_directory = " + DuckDbSql.literal(settings.scratch().toString()));
      // Athena's name for it.
      lake.execute(
          "CREATE MACRO array_join(items, sep) AS list_reduce(items, lambda a, b : a || sep || b)");
      for (Zone zone : Zone.values()) {
        lake.execute("CREATE SCHEMA " + zone.folder());
      }
      lake.execute("CREATE SCHEMA " + LEDGER);
      lake.execute("CREATE SCHEMA " + AGGREGATES);
      lake.execute("CREATE SCHEMA " + PublishedViews.SCHEMA);
      return lake;
    } catch (SQLException e) {
      lake.close();
      throw e;
    }
  }

  /**
   * Adds a dataset: all of its rows.
   *
   * @throws LakeException if it has no tables
   */
  public PublishedLake add(LakeTables tables, Contract contract) throws SQLException {
    return add(tables, contract, Expressions.alwaysTrue(), Expressions.alwaysTrue());
  }

  /**
   * Adds a dataset.
   *
   * @param processed which processed rows will be asked for; data files that can have none of them
   *     are not opened
   * @param aggregates the same for month-end balances
   * @throws LakeException if it has no tables
   */
  public PublishedLake add(
      LakeTables tables, Contract contract, Expression processed, Expression aggregates)
      throws SQLException {
    Map<Zone, PlannedFiles> zones = new TreeMap<>();
    Table ledger = plan(tables, processed, zones);
    String dataset = contract.dataset();
    for (Zone zone : Zone.values()) {
      relation(zone.folder(), dataset, tables.zoneSchema(contract, zone), zones.get(zone));
    }
    relation(LEDGER, dataset, ledger.schema(), PlannedFiles.of(ledger, Expressions.alwaysTrue()));
    execute(PublishedViews.of(contract));
    if (contract.account().isPresent()) {
      Optional<Table> monthEnds = MonthEndTable.find(tables);
      relation(
          AGGREGATES,
          MonthEndTable.relation(contract),
          MonthEndTable.schema(contract),
          monthEnds.map(t -> PlannedFiles.of(t, aggregates)).orElse(PlannedFiles.NONE));
      execute(PublishedViews.monthEnds(contract));
    }
    return this;
  }

  /**
   * Lists the zones' files as of one state of the ledger, which is what says what is published. The
   * zones are committed before it: listed after it, they have at least what it vouches for.
   */
  private static Table plan(
      LakeTables tables, Expression processed, Map<Zone, PlannedFiles> zones) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Table ledger = tables.ledger();
      for (Zone zone : Zone.values()) {
        Expression filter = zone == Zone.PROCESSED ? processed : Expressions.alwaysTrue();
        zones.put(zone, PlannedFiles.of(tables.zone(zone), filter));
      }
      if (Objects.equals(snapshot(ledger), snapshot(tables.ledger()))) {
        return ledger;
      }
    }
    throw new LakeException(
        "Runs of " + tables.dataset() + " are published faster than its files can be listed",
        "Ask again when fewer runs are under way");
  }

  private static Long snapshot(Table table) {
    Snapshot current = table.currentSnapshot();
    return current == null ? null : current.snapshotId();
  }

  private void relation(String schemaName, String name, Schema schema, PlannedFiles files)
      throws SQLException {
    planned.put(schemaName + "." + name, files);
    execute(
        "CREATE VIEW "
            + schemaName
            + "."
            + DuckDbSql.name(name)
            + " AS "
            + DuckDbSql.select(schema, files.paths()));
  }

  private void execute(Iterable<String> statements) throws SQLException {
    for (String statement : statements) {
      execute(statement);
    }
  }

  /** Returns the files that queries of a relation such as {@code processed.postings} can open. */
  public PlannedFiles files(String relation) {
    return planned.getOrDefault(relation, PlannedFiles.NONE);
  }

  /** Returns the snapshot of a relation such as {@code processed.postings}; null if it has none. */
  public Long snapshot(String relation) {
    return files(relation).snapshotId();
  }

  /** Returns the session. */
  public Connection connection() {
    return connection;
  }

  /** Runs a statement whose result nobody needs. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
