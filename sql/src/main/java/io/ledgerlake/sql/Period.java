package io.ledgerlake.sql;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

/**
 * The months that balances are asked for.
 *
 * @param first the first month
 * @param last the last month, the same or a later one
 */
public record Period(YearMonth first, YearMonth last) {

  public Period {
    if (last.isBefore(first)) {
      throw new IllegalArgumentException("the period ends in " + last + ", before " + first);
    }
  }

  /** Returns the period of a single month. */
  public static Period of(YearMonth month) {
    return new Period(month, month);
  }

  /** Returns its months, in order. */
  public List<YearMonth> months() {
    return Stream.iterate(first, month -> !month.isAfter(last), month -> month.plusMonths(1))
        .toList();
  }

  /** Returns when it starts in a zone: midnight, or the first instant of a day that has none. */
  public Instant starts(ZoneId zone) {
    return start(first, zone);
  }

  /** Returns when it has ended in a zone; the instant itself is in it no more. */
  public Instant ends(ZoneId zone) {
    return start(last.plusMonths(1), zone);
  }

  static Instant start(YearMonth month, ZoneId zone) {
    return month.atDay(1).atStartOfDay(zone).toInstant();
  }

  @Override
  public String toString() {
    return first.equals(last) ? first.toString() : first + " to " + last;
  }
}
