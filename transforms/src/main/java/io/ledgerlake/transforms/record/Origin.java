package io.ledgerlake.transforms.record;

/**
 * Where a record comes from that is not of this run's input files: what its row keeps when the run
 * writes a new version of it. A record without an origin comes from a planned file.
 *
 * @param sourceFile path of its file below the raw root
 * @param fileId id of its file
 * @param firstRunId the run that first took it in
 * @param previousRunId the run that wrote the version which the new one supersedes
 * @param ingestedAt logical time of the first run, UTC microseconds
 * @param attemptCount how often it was evaluated, the evaluation behind the new version included
 * @param schemaVersion version of the contract of the last evaluation
 */
public record Origin(
    String sourceFile,
    String fileId,
    String firstRunId,
    String previousRunId,
    long ingestedAt,
    int attemptCount,
    int schemaVersion) {}
