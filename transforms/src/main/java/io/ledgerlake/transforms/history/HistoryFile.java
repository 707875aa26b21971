package io.ledgerlake.transforms.history;

import io.ledgerlake.transforms.zone.Zone;
import java.io.Serializable;

/**
 * A data file of a table that a run is compared with.
 *
 * @param zone processed, or quarantine
 * @param uri where it lies
 * @param rows its records
 * @param keyFrom no key in it is less than this; null: unknown
 * @param keyTo no key in it is greater than this; null: unknown
 */
public record HistoryFile(Zone zone, String uri, long rows, byte[] keyFrom, byte[] keyTo)
    implements Serializable {}
