package io.ledgerlake.pipeline.rows;

import io.ledgerlake.transforms.zone.Zone;

/**
 * A data file as a table lists it.
 *
 * @param zone the zone of the table
 * @param location where it lies
 * @param path its path below the zone's root
 * @param partition its Iceberg partition value
 * @param rows its records
 * @param bytes its length
 * @param superseding whether some of its rows supersede others
 */
public record ZoneFile(
    Zone zone,
    String location,
    String path,
    int partition,
    long rows,
    long bytes,
    boolean superseding) {}
