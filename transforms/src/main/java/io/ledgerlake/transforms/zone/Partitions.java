package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.value.CanonicalValues;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.record.Origin;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Which partition a row belongs to, in Iceberg's terms: transform {@code month} (months since
 * 1970-01, UTC) of the event time for processed rows, {@code day} (days since 1970-01-01, UTC) of
 * the ingest time for the others.
 */
final class Partitions {

  private static final long MICROS_PER_DAY = ChronoUnit.DAYS.getDuration().toMillis() * 1000;
  private static final int MONTHS = 12;

  private final int eventSlot;
  private final boolean eventIsDate;
  private final int[] ingestDays;

  Partitions(Contract contract, FieldValues values, RunContext context) {
    FieldType type = contract.field(contract.eventTime()).type();
    eventSlot = values.slot(contract.eventTime());
    eventIsDate = type instanceof FieldType.Date;
    ingestDays =
        context.files().stream()
            .map(file -> context.ingestedAt(file))
            .mapToInt(time -> day(time))
            .toArray();
  }

  private static int day(Instant time) {
    return Math.toIntExact(LocalDate.ofInstant(time, ZoneOffset.UTC).toEpochDay());
  }

  /**
   * Returns the partition of a row of a zone.
   *
   * @param file the ordinal of its file
   */
  int of(Zone zone, FieldValues values, int file) {
    return zone == Zone.PROCESSED ? eventMonth(values) : ingestDays[file];
  }

  /** Returns the partition outside processed of a row that brings its ingest time with it. */
  static int ofRejects(Origin origin) {
    return Math.toIntExact(Math.floorDiv(origin.ingestedAt(), MICROS_PER_DAY));
  }

  private int eventMonth(FieldValues values) {
    long event = CanonicalValues.readLong(values.array(eventSlot), values.start(eventSlot));
    return month(eventIsDate ? event : Math.floorDiv(event, MICROS_PER_DAY));
  }

  static int month(long epochDay) {
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    return Math.toIntExact((date.getYear() - 1970L) * MONTHS + date.getMonthValue() - 1);
  }

  /** Returns a partition's folder, for people and for tools that read folders. */
  static String folder(Zone zone, int partition) {
    if (zone == Zone.PROCESSED) {
      int year = 1970 + Math.floorDiv(partition, MONTHS);
      int month = 1 + Math.floorMod(partition, MONTHS);
      return String.format(Locale.ROOT, "year=%04d/month=%02d", year, month);
    }
    return "ingest_date=" + LocalDate.ofEpochDay(partition);
  }
}
