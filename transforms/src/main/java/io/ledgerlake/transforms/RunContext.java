package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Dialect;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What every worker must know of a run; all of it comes from the plan. Small, and sent with the
 * transforms.
 *
 * @param runId the run's id
 * @param pass 1, or the number of the pass that leaves out files refused late
 * @param contractJson the contract's text
 * @param ingestedAt the run's logical time
 * @param shards how many shards records are spread over
 * @param files the planned files, by ordinal; ordinals follow the paths' byte order
 * @param zoneRoots the URI below which each zone's {@code <dataset>/data} lies, by zone folder name
 * @param zoneSchemas the Parquet message type of each zone's table, with Iceberg field ids, by zone
 *     folder name
 */
public record RunContext(
    String runId,
    int pass,
    String contractJson,
    Instant ingestedAt,
    int shards,
    List<PlannedFile> files,
    Map<String, String> zoneRoots,
    Map<String, String> zoneSchemas)
    implements Serializable {

  /**
   * A file of the plan.
   *
   * @param path its path below the raw root, stored as {@code source_file}
   * @param fileId its id, stored as {@code file_id}
   * @param header the names of its columns, in file order
   * @param earlier what the rows taken from it were before, when this run does not read the file
   *     itself but evaluates rows of it again; else null. A file whose rows were different things
   *     has an ordinal for each.
   */
  public record PlannedFile(String path, String fileId, List<String> header, Earlier earlier)
      implements Serializable {

    /** A file that the run reads. */
    public PlannedFile(String path, String fileId, List<String> header) {
      this(path, fileId, header, null);
    }
  }

  /** Returns the logical time of the run that takes a file's rows in, or took them in. */
  public Instant ingestedAt(PlannedFile file) {
    return file.earlier() == null ? ingestedAt : file.earlier().ingestedAt();
  }

  /**
   * The versions of rows that a run supersedes by evaluating them again.
   *
   * @param dialect how the file is written
   * @param firstRunId the run that first took the rows in
   * @param ingestedAt the logical time of that run
   * @param runId the run that wrote the versions
   * @param attempts how often the rows have been evaluated, this run's evaluation not counted
   * @param last whether this run's evaluation is the last one permitted
   */
  public record Earlier(
      Dialect dialect,
      String firstRunId,
      Instant ingestedAt,
      String runId,
      int attempts,
      boolean last)
      implements Serializable {}
}
