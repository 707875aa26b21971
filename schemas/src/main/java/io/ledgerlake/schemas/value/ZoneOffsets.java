package io.ledgerlake.schemas.value;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.List;

/**
 * The offset of a local time in a zone. A time that the zone's clocks skip has none. One that they
 * show twice has the offset of the first showing, the earlier instant.
 *
 * <p>Days on which the clocks are not changed, nearly all, are remembered, so that the common case
 * neither searches nor allocates. Not thread-safe.
 */
final class ZoneOffsets {

  /** No offset: the local time does not exist. */
  static final int NONE = Integer.MIN_VALUE;

  private static final int REMEMBERED = 1024;
  private static final int CHANGES = Integer.MAX_VALUE;

  private final ZoneRules rules;
  private final long[] days = new long[REMEMBERED];
  private final int[] offsets = new int[REMEMBERED];

  ZoneOffsets(ZoneId zone) {
    rules = zone.getRules();
    Arrays.fill(days, Long.MIN_VALUE);
  }

  /**
   * Returns the offset from UTC in seconds, or {@link #NONE}.
   *
   * @param epochDay the local date
   * @param secondOfDay the local time
   */
  int of(long epochDay, int secondOfDay) {
    int slot = (int) (epochDay & REMEMBERED - 1);
    if (days[slot] != epochDay) {
      days[slot] = epochDay;
      offsets[slot] = ofWholeDay(epochDay);
    }
    return offsets[slot] != CHANGES ? offsets[slot] : search(epochDay, secondOfDay);
  }

  private int ofWholeDay(long epochDay) {
    int first = search(epochDay, 0);
    if (first == NONE) {
      return CHANGES;
    }
    // From a day before the local day to a day after it, so that no transition at its rim is
    // missed.
    Instant before = Instant.ofEpochSecond((epochDay - 1) * Civil.SECONDS_PER_DAY);
    Instant after = before.plusSeconds(3 * Civil.SECONDS_PER_DAY);
    ZoneOffsetTransition next = rules.nextTransition(before);
    return next == null || next.getInstant().isAfter(after) ? first : CHANGES;
  }

  private int search(long epochDay, int secondOfDay) {
    long second = epochDay * Civil.SECONDS_PER_DAY + secondOfDay;
    LocalDateTime local = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    List<ZoneOffset> valid = rules.getValidOffsets(local);
    // In an overlap the offset before the transition comes first.
    return valid.isEmpty() ? NONE : valid.get(0).getTotalSeconds();
  }
}
