package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.rows.RowBooks;
import io.ledgerlake.pipeline.rows.Version;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;

/**
 * What a change makes of the figures of each file: current rows that leave a zone, and that enter
 * one. Counted from the rows themselves.
 */
final class FileMoves {

  private final Contract contract;
  private final RowBooks money;
  private final SortedMap<String, Figures> files = new TreeMap<>();
  private final SortedMap<String, SortedMap<String, BigDecimal>> byMonth = new TreeMap<>();

  FileMoves(Contract contract) {
    this.contract = contract;
    this.money = new RowBooks(contract);
  }

  /** Differences of one file. */
  private static final class Figures {
    final Map<Zone, Long> rows = new EnumMap<>(Zone.class);
    final SortedMap<String, BigDecimal> read = new TreeMap<>();
    final SortedMap<String, BigDecimal> processed = new TreeMap<>();
    long withoutAmount;

    long rows(Zone zone) {
      return rows.getOrDefault(zone, 0L);
    }

    Manifest.Outcomes outcomes(long blankLines) {
      long processedRows = rows(Zone.PROCESSED);
      long quarantined = rows(Zone.QUARANTINE);
      long condemned = rows(Zone.CONDEMNED);
      return new Manifest.Outcomes(
          processedRows + quarantined + condemned,
          processedRows,
          quarantined,
          condemned,
          blankLines,
          withoutAmount);
    }
  }

  /** A current row leaves a zone. */
  void leave(Zone zone, Record row) {
    count(zone, row, -1);
  }

  /** A row that is current from now on enters a zone. */
  void enter(Zone zone, Record row) {
    count(zone, row, 1);
  }

  private void count(Zone zone, Record row, int sign) {
    Figures file = files.computeIfAbsent(Version.fileId(row), id -> new Figures());
    file.rows.merge(zone, (long) sign, Long::sum);
    BigDecimal amount = money.amount(row);
    if (amount == null) {
      file.withoutAmount += sign;
      return;
    }
    BigDecimal change = sign < 0 ? amount.negate() : amount;
    String currency = money.currency(row);
    add(file.read, currency, change);
    if (zone == Zone.PROCESSED) {
      add(file.processed, currency, change);
      String month = month(row).toString();
      add(byMonth.computeIfAbsent(currency, c -> new TreeMap<>()), month, change);
    }
  }

  private static void add(SortedMap<String, BigDecimal> sums, String name, BigDecimal change) {
    sums.merge(name, change, BigDecimal::add);
  }

  private YearMonth month(Record row) {
    Object time = row.getField(contract.eventTime());
    return time instanceof LocalDate date
        ? YearMonth.from(date)
        : YearMonth.from(((OffsetDateTime) time).withOffsetSameInstant(ZoneOffset.UTC));
  }

  /** Returns the months since 1970-01 of a processed row's event time: its partition. */
  int partition(Record row) {
    YearMonth month = month(row);
    return (month.getYear() - 1970) * 12 + month.getMonthValue() - 1;
  }

  /**
   * Returns what changes for the processed amounts, by currency and event month. A month whose
   * changes add up to nothing is among them: its accounts' balances may be others than before.
   */
  SortedMap<String, SortedMap<String, BigDecimal>> byMonth() {
    SortedMap<String, SortedMap<String, BigDecimal>> changed = new TreeMap<>();
    byMonth.forEach((currency, months) -> changed.put(currency, new TreeMap<>(months)));
    return changed;
  }

  private static SortedMap<String, BigDecimal> withoutZeros(SortedMap<String, BigDecimal> sums) {
    SortedMap<String, BigDecimal> changed = new TreeMap<>(sums);
    changed.values().removeIf(sum -> sum.signum() == 0);
    return changed;
  }

  /**
   * Returns the entries for the manifest.
   *
   * @param rolledBack ids of the files all of whose rows leave
   */
  List<Manifest.Move> moves(LakeState state, Set<String> rolledBack) {
    List<Manifest.Move> moves = new ArrayList<>();
    files.forEach(
        (fileId, figures) -> {
          boolean back = rolledBack.contains(fileId);
          FileEntry entry = state.current(fileId);
          moves.add(
              new Manifest.Move(
                  entry.path(),
                  fileId,
                  entry.sha256(),
                  entry.bytes(),
                  back,
                  figures.outcomes(back ? -LedgerSums.of(state, fileId).blankLines() : 0),
                  withoutZeros(figures.read),
                  withoutZeros(figures.processed)));
        });
    return moves;
  }
}
