package io.ledgerlake.pipeline.query;

import io.ledgerlake.pipeline.lake.ExposureTable;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.FileIO;

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
  private final FetchedFiles fetched;
  private final Map<String, PlannedFiles> planned = new TreeMap<>();

  private PublishedLake(Connection connection, FetchedFiles fetched) {
    this.connection = connection;
    this.fetched = fetched;
  }

  /**
   * What the engine may use.
   *
   * @param threads worker threads
   * @param memoryMegabytes memory before it goes to disk
   * @param scratch a local folder for what does not fit, and for what is fetched
   * @param fetchMegabytes how much of a lake on S3 may be fetched
   * @param progress is told what is being fetched
   */
  public record EngineSettings(
      int threads,
      long memoryMegabytes,
      Path scratch,
      long fetchMegabytes,
      Consumer<String> progress) {

    /** Settings for a lake that is local. */
    public EngineSettings(int threads, long memoryMegabytes, Path scratch) {
      this(threads, memoryMegabytes, scratch, 0, text -> {});
    }
  }

  /**
   * Which rows will be asked for. Data files that can have none of them are not opened.
   *
   * @param processed of the processed rows
   * @param condemned of the condemned rows
   * @param balances of the month-end balances
   */
  public record Wanted(Expression processed, Expression condemned, Expression balances) {

    /** All of them. */
    public static final Wanted ALL =
        new Wanted(Expressions.alwaysTrue(), Expressions.alwaysTrue(), Expressions.alwaysTrue());

    private Expression of(Zone zone) {
      return switch (zone) {
        case PROCESSED -> processed;
        case CONDEMNED -> condemned;
        case QUARANTINE -> Expressions.alwaysTrue();
      };
    }
  }

  private record Relation(
      String schemaName, String name, Schema schema, PlannedFiles files, FileIO io) {}

  /** Opens a session without any table yet. */
  public static PublishedLake open(EngineSettings settings) throws SQLException {
    PublishedLake lake =
        new PublishedLake(DriverManager.getConnection("jdbc:duckdb:"), new FetchedFiles(settings));
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
    return add(tables, contract, Wanted.ALL);
  }

  /**
   * Adds a dataset.
   *
   * @param wanted which of its rows will be asked for
   * @throws LakeException if it has no tables
   */
  public PublishedLake add(LakeTables tables, Contract contract, Wanted wanted)
      throws SQLException {
    List<Relation> relations = zones(tables, contract, wanted);
    if (contract.account().isPresent()) {
      relations.add(
          aggregate(
              MonthEndTable.relation(contract),
              MonthEndTable.schema(contract),
              MonthEndTable.find(tables),
              wanted.balances()));
      relations.add(
          aggregate(
              ExposureTable.relation(contract),
              ExposureTable.schema(contract),
              ExposureTable.find(tables),
              Expressions.alwaysTrue()));
    }
    fetched.announce(contract.dataset(), relations.stream().map(Relation::files).toList());
    for (Relation relation : relations) {
      create(relation);
    }
    execute(PublishedViews.of(contract));
    if (contract.account().isPresent()) {
      execute(PublishedViews.monthEnds(contract));
    }
    return this;
  }

  private static Relation aggregate(
      String name, Schema schema, Optional<Table> table, Expression rows) {
    return new Relation(
        AGGREGATES,
        name,
        schema,
        table.map(t -> PlannedFiles.of(t, rows)).orElse(PlannedFiles.NONE),
        table.map(Table::io).orElse(null));
  }

  /**
   * Lists the zones' files as of one state of the ledger, which is what says what is published. The
   * zones are committed before it: listed after it, they have at least what it vouches for.
   */
  private static List<Relation> zones(LakeTables tables, Contract contract, Wanted wanted) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      List<Relation> relations = new ArrayList<>();
      Table ledger = tables.ledger();
      for (Zone zone : Zone.values()) {
        Table table = tables.zone(zone);
        relations.add(
            new Relation(
                zone.folder(),
                contract.dataset(),
                tables.zoneSchema(contract, zone),
                PlannedFiles.of(table, wanted.of(zone)),
                table.io()));
      }
      if (Objects.equals(snapshot(ledger), snapshot(tables.ledger()))) {
        PlannedFiles entries = PlannedFiles.of(ledger, Expressions.alwaysTrue());
        relations.add(
            new Relation(LEDGER, contract.dataset(), ledger.schema(), entries, ledger.io()));
        return relations;
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

  private void create(Relation relation) throws SQLException {
    planned.put(relation.schemaName() + "." + relation.name(), relation.files());
    execute(
        "CREATE VIEW "
            + relation.schemaName()
            + "."
            + DuckDbSql.name(relation.name())
            + " AS "
            + DuckDbSql.select(relation.schema(), fetched.paths(relation.files(), relation.io())));
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
