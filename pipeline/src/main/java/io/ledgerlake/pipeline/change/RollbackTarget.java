package io.ledgerlake.pipeline.change;

/** What is rolled back. */
public sealed interface RollbackTarget {

  /**
   * What a run did: the files that an ingest took in and that are still there, or the rows that a
   * replay or a release wrote.
   *
   * @param runId the run
   */
  record OfRun(String runId) implements RollbackTarget {}

  /**
   * A file that is in the lake, whichever run took it in.
   *
   * @param path its path below the raw root
   */
  record OfFile(String path) implements RollbackTarget {}
}
