package io.ledgerlake.transforms;

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
   */
  public record PlannedFile(String path, String fileId, List<String> header)
      implements Serializable {}
}
