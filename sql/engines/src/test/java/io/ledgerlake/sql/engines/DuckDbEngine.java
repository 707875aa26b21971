package io.ledgerlake.sql.engines;

import io.ledgerlake.pipeline.query.PublishedLake;
import io.ledgerlake.pipeline.query.PublishedLake.EngineSettings;
import io.ledgerlake.schemas.contract.Contract;
import java.sql.Connection;
import java.sql.SQLException;

/** DuckDB, as the commands use it. */
final class DuckDbEngine implements Engine {

  private final PublishedLake lake;

  DuckDbEngine(TestLake files) {
    try {
      lake = PublishedLake.open(new EngineSettings(2, 1024, files.folder().resolve("duckdb")));
      for (Contract contract : files.contracts()) {
        lake.add(files.tables(contract), contract);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not show the lake", e);
    }
  }

  @Override
  public Connection connection() {
    return lake.connection();
  }

  @Override
  public void disconnect() {
    try {
      lake.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "DuckDB";
  }
}
