package io.ledgerlake.pipeline.command;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Ids of runs that were not given one, made from the time of their start. */
final class RunIds {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private RunIds() {}

  /**
   * Returns an id.
   *
   * @param kind what the run does, such as {@code rollback}
   */
  static String of(String kind, Instant now) {
    return kind + "-" + TIME.format(now);
  }
}
