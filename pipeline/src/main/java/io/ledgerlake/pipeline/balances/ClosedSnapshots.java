package io.ledgerlake.pipeline.balances;

import io.ledgerlake.pipeline.lake.ExposureTable;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.lake.MonthEndTable;
import io.ledgerlake.pipeline.query.PublishedLake;
import io.ledgerlake.transforms.zone.Zone;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * The snapshots from which months were closed. The commit of the balances says which they are, so
 * that they are known for ever from the moment a month is closed; tags give them names for people,
 * and whoever comes next gives those that a killed close has left without.
 */
public final class ClosedSnapshots {

  /** Snapshot property: the names of the versions that a close added. */
  private static final String NAMES = "ledgerlake.closed";

  /** Snapshot property, with a table's folder behind it: the snapshot of that table. */
  private static final String READ = "ledgerlake.closed-from.";

  private static final String SEPARATOR = " ";

  private static final String LEDGER = "ledger";

  private ClosedSnapshots() {}

  /** Returns what the commit of the balances has to say: the snapshots that a session shows. */
  static Map<String, String> of(
      LakeTables tables, PublishedLake lake, SortedMap<YearMonth, AddedBalances> added) {
    Map<String, String> properties = new TreeMap<>();
    Set<String> names = new TreeSet<>();
    added.forEach((month, of) -> names.add("closed-" + month + "-v" + of.version()));
    properties.put(NAMES, String.join(SEPARATOR, names));
    for (Zone zone : Zone.values()) {
      put(properties, zone.folder(), lake.snapshot(zone.folder() + "." + tables.dataset()));
    }
    put(properties, LEDGER, lake.snapshot(LEDGER + "." + tables.dataset()));
    ExposureTable.find(tables)
        .map(Table::currentSnapshot)
        .ifPresent(exposure -> put(properties, ExposureTable.NAME, exposure.snapshotId()));
    return properties;
  }

  private static void put(Map<String, String> properties, String table, Long snapshot) {
    if (snapshot != null) {
      properties.put(READ + table, Long.toString(snapshot));
    }
  }

  /** Returns the ids of the snapshots of all tables from which a month was closed. */
  public static Set<Long> ids(LakeTables tables) {
    Set<Long> ids = new TreeSet<>();
    MonthEndTable.find(tables).stream()
        .flatMap(table -> StreamSupport.stream(table.snapshots().spliterator(), false))
        .flatMap(close -> close.summary().entrySet().stream())
        .filter(property -> property.getKey().startsWith(READ))
        .forEach(property -> ids.add(Long.parseLong(property.getValue())));
    return ids;
  }

  /** Names the snapshots that have no name yet; repeating that changes nothing. */
  static void tag(LakeTables tables) {
    Optional<Table> monthEnds = MonthEndTable.find(tables);
    if (monthEnds.isEmpty()) {
      return;
    }
    Map<String, Table> read = read(tables);
    for (Snapshot close : monthEnds.get().snapshots()) {
      String names = close.summary().get(NAMES);
      if (names != null) {
        for (String name : names.split(SEPARATOR, -1)) {
          tag(monthEnds.get(), name, close.snapshotId());
          read.forEach(
              (folder, table) -> {
                String snapshot = close.summary().get(READ + folder);
                if (snapshot != null) {
                  tag(table, name, Long.parseLong(snapshot));
                }
              });
        }
      }
    }
  }

  private static Map<String, Table> read(LakeTables tables) {
    Map<String, Table> read = new TreeMap<>();
    for (Zone zone : Zone.values()) {
      tables.findZone(zone).ifPresent(table -> read.put(zone.folder(), table));
    }
    tables.findLedger().ifPresent(table -> read.put(LEDGER, table));
    ExposureTable.find(tables).ifPresent(table -> read.put(ExposureTable.NAME, table));
    return read;
  }

  private static void tag(Table table, String name, long snapshot) {
    if (!table.refs().containsKey(name) && table.snapshot(snapshot) != null) {
      table.manageSnapshots().createTag(name, snapshot).commit();
    }
  }
}
