package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.LakeOptions;
import io.ledgerlake.pipeline.options.QueryOptions;
import io.ledgerlake.pipeline.query.DatasetContracts;
import io.ledgerlake.pipeline.query.PublishedLake.EngineSettings;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import org.apache.beam.sdk.options.PipelineOptions;

/** What the commands that ask the embedded engine have in common. */
final class QuerySession {

  private QuerySession() {}

  /**
   * Checks that the embedded engine can read a lake.
   *
   * @throws UserError if it cannot
   */
  static void requireLocal(OpenLake lake, String instead) {
    if (lake.layout().onS3()) {
      throw new UserError("The embedded engine reads local lakes, and this one is on S3.", instead);
    }
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

  static EngineSettings settings(PipelineOptions options, ScratchFolder scratch) {
    QueryOptions query = options.as(QueryOptions.class);
    int threads =
        query.getQueryThreads() == 0
            ? Runtime.getRuntime().availableProcessors()
            : query.getQueryThreads();
    return new EngineSettings(threads, query.getQueryMemory(), scratch.path());
  }
}
