package io.ledgerlake.sql.engines;

import io.ledgerlake.pipeline.lake.ExposureTable;
import io.ledgerlake.pipeline.lake.MonthEndTable;
import io.ledgerlake.pipeline.query.PlannedFiles;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.sql.Identifiers;
import io.ledgerlake.sql.PublishedViews;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Trino over the data files of a lake's current snapshots. Its Hive connector knows no Iceberg
 * metadata, so each table becomes a folder with links to the files that Iceberg lists, and a view
 * that gives timestamps the zone that the Hive format cannot say.
 */
final class TrinoEngine implements Engine {

  /** The server keeps what earlier tests made; views are replaced, tables get new names. */
  private static final AtomicInteger TABLES = new AtomicInteger();

  private final TrinoProcess server = TrinoProcess.running();
  private final Connection connection;

  TrinoEngine(TestLake lake) {
    try {
      connection = server.connect();
      for (String schema :
          List.of(
              "files",
              "processed",
              "quarantine",
              "condemned",
              "ledger",
              "aggregates",
              "published")) {
        execute("CREATE SCHEMA IF NOT EXISTS " + schema);
      }
      for (Contract contract : lake.contracts()) {
        add(lake, contract);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Trino does not show the lake", e);
    }
  }

  private void add(TestLake lake, Contract contract) throws SQLException {
    for (Zone zone : Zone.values()) {
      relation(zone.folder(), contract.dataset(), lake.tables(contract).zone(zone));
    }
    relation("ledger", contract.dataset(), lake.tables(contract).ledger());
    for (String view : PublishedViews.of(contract)) {
      execute(view);
    }
    if (contract.account().isPresent()) {
      aggregate(
          MonthEndTable.relation(contract),
          MonthEndTable.schema(contract),
          MonthEndTable.find(lake.tables(contract)));
      aggregate(
          ExposureTable.relation(contract),
          ExposureTable.schema(contract),
          ExposureTable.find(lake.tables(contract)));
      for (String view : PublishedViews.monthEnds(contract)) {
        execute(view);
      }
    }
  }

  private void aggregate(String name, Schema schema, Optional<Table> table) throws SQLException {
    relation("aggregates", name, schema, table.map(TrinoEngine::files).orElse(List.of()));
  }

  private void relation(String schemaName, String dataset, Table table) throws SQLException {
    relation(schemaName, dataset, table.schema(), files(table));
  }

  private static List<String> files(Table table) {
    return PlannedFiles.of(table, Expressions.alwaysTrue()).paths();
  }

  private void relation(String schemaName, String dataset, Schema schema, List<String> dataFiles)
      throws SQLException {
    String folder = schemaName + "_" + dataset + "_" + TABLES.incrementAndGet();
    link(dataFiles, server.data().resolve(folder));
    String files = "files." + folder;
    execute(
        "CREATE TABLE "
            + files
            + " ("
            + columns(schema, false)
            + ") WITH (format = 'PARQUET', external_location = 'local:///"
            + folder
            + "')");
    execute(
        "CREATE OR REPLACE VIEW "
            + schemaName
            + "."
            + Identifiers.of(dataset)
            + " AS SELECT "
            + columns(schema, true)
            + " FROM "
            + files);
  }

  private static void link(List<String> files, Path folder) {
    try {
      Files.createDirectories(folder);
      for (int i = 0; i < files.size(); i++) {
        Files.createLink(folder.resolve(i + ".parquet"), Path.of(files.get(i)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String columns(Schema schema, boolean selected) {
    return schema.columns().stream()
        .map(
            c ->
                selected
                    ? select(Identifiers.of(c.name()), c.type())
                    : Identifiers.of(c.name()) + " " + type(c.type()))
        .collect(Collectors.joining(", "));
  }

  private static String select(String column, Type type) {
    return type instanceof Types.TimestampType
        ? "with_timezone(" + column + ", 'UTC') AS " + column
        : column;
  }

  static String type(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "boolean";
      case INTEGER -> "integer";
      case LONG -> "bigint";
      case DATE -> "date";
      case STRING -> "varchar";
      case BINARY -> "varbinary";
      case DECIMAL ->
          "decimal("
              + ((Types.DecimalType) type).precision()
              + ", "
              + ((Types.DecimalType) type).scale()
              + ")";
      case TIMESTAMP -> "timestamp(6)";
      case LIST -> "array(" + type(type.asListType().elementType()) + ")";
      case MAP ->
          "map("
              + type(type.asMapType().keyType())
              + ", "
              + type(type.asMapType().valueType())
              + ")";
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(f -> '"' + f.name() + "\" " + type(f.type()))
              .collect(Collectors.joining(", ", "row(", ")"));
      default -> throw new IllegalArgumentException("no column of LedgerLake has the type " + type);
    };
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SQLException(e.getMessage() + "\n" + sql, e);
    }
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public void disconnect() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "Trino";
  }
}
