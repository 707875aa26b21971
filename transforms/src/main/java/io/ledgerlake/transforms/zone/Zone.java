package io.ledgerlake.transforms.zone;

import java.util.Locale;

/** Where a record's row is stored. */
public enum Zone {
  PROCESSED,
  QUARANTINE,
  CONDEMNED;

  /** Returns the zone's name as it stands in paths and table names. */
  public String folder() {
    return name().toLowerCase(Locale.ROOT);
  }
}
