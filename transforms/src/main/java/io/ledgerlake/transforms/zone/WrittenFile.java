package io.ledgerlake.transforms.zone;

import java.io.Serializable;

/**
 * A data file that a run has written and no table lists yet.
 *
 * @param zone the zone it belongs to
 * @param path its path below the zone's root, see {@link ZonePaths}
 * @param partition the Iceberg partition value: months since 1970-01 for processed, days since
 *     1970-01-01 for the others
 * @param rows its records
 * @param bytes its length
 * @param sha256 lower-case hex SHA-256 of its bytes, taken while it was written
 */
public record WrittenFile(
    Zone zone, String path, int partition, long rows, long bytes, String sha256)
    implements Serializable {}
