package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * A lake's books as an auditor takes them: all rows of all zones in memory, nothing pruned, against
 * the file ledger. Knows which rows are current by the definition alone.
 */
public final class LakeBooks {

  private final LakeTables tables;
  private final Map<Zone, List<Record>> rows = new EnumMap<>(Zone.class);
  private final Set<String> superseded = new HashSet<>();

  private LakeBooks(LakeTables tables) {
    this.tables = tables;
    for (Zone zone : Zone.values()) {
      rows.put(zone, tables.findZone(zone).map(LakeBooks::rows).orElse(List.of()));
      for (Record row : rows.get(zone)) {
        if (row.getField("previous_run_id") != null) {
          superseded.add(version(row, "previous_run_id"));
        }
      }
    }
  }

  static LakeBooks of(IngestFixture fixture) {
    return of(fixture.tables());
  }

  /** Takes the books of a dataset as they are now. */
  public static LakeBooks of(LakeTables tables) {
    return new LakeBooks(tables);
  }

  private static List<Record> rows(Table table) {
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> found = IcebergGenerics.read(table).build()) {
      found.forEach(rows::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static String version(Record row, String run) {
    return row.getField("file_id") + ":" + row.getField("source_offset") + ":" + row.getField(run);
  }

  /** Returns the current rows of a zone. */
  List<Record> current(Zone zone) {
    return rows.get(zone).stream()
        .filter(row -> !superseded.contains(version(row, "run_id")))
        .toList();
  }

  /**
   * Returns the current outcomes, sorted, as {@code file:row zone FIRST_REASON run<previous}; the
   * reason is left out for processed rows, the previous run where there is none.
   */
  List<String> outcomes() {
    List<String> lines = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      for (Record row : current(zone)) {
        lines.add(
            row.getField("source_file")
                + ":"
                + row.getField("source_row")
                + " "
                + zone.folder()
                + reasons(row, zone)
                + " "
                + row.getField("run_id")
                + (row.getField("previous_run_id") == null
                    ? ""
                    : "<" + row.getField("previous_run_id")));
      }
    }
    lines.sort(null);
    return lines;
  }

  private static String reasons(Record row, Zone zone) {
    if (zone == Zone.PROCESSED) {
      return "";
    }
    StringBuilder codes = new StringBuilder();
    for (Object error : (List<?>) row.getField("errors")) {
      codes.append(codes.isEmpty() ? " " : "+").append(((Record) error).getField("code"));
    }
    return codes.toString();
  }

  /**
   * Requires of every file: each record stands in one place; rows read = processed + quarantined +
   * condemned; and the ledger's entries add up to the rows and sums that are in the tables.
   */
  public void assertBalanced() {
    SortedMap<String, Figures> ledger = new TreeMap<>();
    for (FileEntry entry : FileLedger.of(tables).published().entries()) {
      ledger.computeIfAbsent(entry.fileId(), id -> new Figures()).add(entry);
    }
    SortedMap<String, Figures> found = new TreeMap<>();
    Set<String> records = new HashSet<>();
    for (Zone zone : Zone.values()) {
      for (Record row : current(zone)) {
        assertThat(records.add(row.getField("file_id") + ":" + row.getField("source_offset")))
            .as("record with two outcomes: %s", row)
            .isTrue();
        found.computeIfAbsent((String) row.getField("file_id"), id -> new Figures()).add(zone, row);
      }
    }
    ledger.values().removeIf(Figures::isNothing);
    assertThat(text(found)).isEqualTo(text(ledger));
  }

  private static Map<String, String> text(SortedMap<String, Figures> figures) {
    Map<String, String> text = new TreeMap<>();
    figures.forEach((file, figure) -> text.put(file, figure.text()));
    return text;
  }

  private static final class Figures {
    private final SortedMap<Zone, Long> rows = new TreeMap<>();
    private final SortedMap<String, BigDecimal> read = new TreeMap<>();
    private final SortedMap<String, BigDecimal> processed = new TreeMap<>();
    private long rowsRead;
    private long withoutAmount;
    private long blankLines;

    void add(FileEntry entry) {
      rowsRead += entry.rowsRead();
      rows.merge(Zone.PROCESSED, entry.processed(), Long::sum);
      rows.merge(Zone.QUARANTINE, entry.quarantined(), Long::sum);
      rows.merge(Zone.CONDEMNED, entry.condemned(), Long::sum);
      withoutAmount += entry.rowsWithoutAmount();
      blankLines += entry.blankLines();
      entry.readSums().forEach((currency, sum) -> read.merge(currency, sum, BigDecimal::add));
      entry
          .processedSums()
          .forEach((currency, sum) -> processed.merge(currency, sum, BigDecimal::add));
    }

    void add(Zone zone, Record row) {
      rowsRead++;
      rows.merge(zone, 1L, Long::sum);
      BigDecimal amount = (BigDecimal) row.getField("amount");
      if (amount == null) {
        withoutAmount++;
        return;
      }
      String currency = row.getField("currency") == null ? "?" : (String) row.getField("currency");
      read.merge(currency, amount, BigDecimal::add);
      if (zone == Zone.PROCESSED) {
        processed.merge(currency, amount, BigDecimal::add);
      }
    }

    boolean isNothing() {
      if (rowsRead == 0) {
        assertThat(text()).as("a file without rows").isEqualTo(new Figures().text());
        assertThat(blankLines).as("blank lines of a file without rows").isZero();
      }
      return rowsRead == 0;
    }

    String text() {
      SortedMap<Zone, Long> some = new TreeMap<>(rows);
      some.values().removeIf(count -> count == 0);
      return rowsRead
          + " rows "
          + some
          + ", "
          + withoutAmount
          + " without amount, read "
          + plain(read)
          + ", processed "
          + plain(processed);
    }

    private static SortedMap<String, String> plain(SortedMap<String, BigDecimal> sums) {
      SortedMap<String, String> plain = new TreeMap<>();
      sums.forEach(
          (currency, sum) -> {
            if (sum.signum() != 0) {
              plain.put(currency, sum.stripTrailingZeros().toPlainString());
            }
          });
      return plain;
    }
  }
}
