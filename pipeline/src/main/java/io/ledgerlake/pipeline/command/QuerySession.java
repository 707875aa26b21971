package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.LakeOptions;
import io.ledgerlake.pipeline.options.QueryOptions;
import io.ledgerlake.pipeline.query.DatasetContracts;
import io.ledgerlake.pipeline.query.PublishedLake.EngineSettings;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import org.apache.beam.sdk.options.PipelineOptions;

/** What the commands that ask the embedded engine have in common. */
final class QuerySession {

  private QuerySession() {}

  /**
   * Checks that the embedded engine is there.
   *
   * @throws UserError if it is not
   */
  static void requireEngine() {
    try {
      Class.forName("org.duckdb.DuckDBDriver");
    } catch (ClassNotFoundException e) {
      throw new UserError(
          "DuckDB, the embedded engine, is not on the class path.",
          "Start the command with ./ledgerlake, which brings it; the jar for spark-submit does not.",
          1,
          e);
    }
  }

  /** Returns the contract that the options name, or the one that the dataset was ingested under. */
  static Contract contract(OpenLake lake, LakeOptions options) throws IOException {
    return options.getContract() == null
        ? DatasetContracts.latest(lake.layout(), lake.storage(), lake.tables())
        : Contracts.load(options.getContract());
  }

  static EngineSettings settings(
      PipelineOptions options, ScratchFolder scratch, Terminal terminal) {
    QueryOptions query = options.as(QueryOptions.class);
    int threads =
        query.getQueryThreads() == 0
            ? Runtime.getRuntime().availableProcessors()
            : query.getQueryThreads();
    return new EngineSettings(
        threads,
        query.getQueryMemory(),
        scratch.path(),
        query.getFetchMegabytes(),
        text -> terminal.err().println(text));
  }
}
