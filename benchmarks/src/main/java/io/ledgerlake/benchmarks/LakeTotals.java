package io.ledgerlake.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.CloseableIterable;

/**
 * What lies in the zones, read by DuckDB from the Parquet files: rows per zone, exact sums per zone
 * and currency, and how often each reason code was given.
 */
final class LakeTotals {

  private static final List<String> ZONES = List.of("processed", "quarantine", "condemned");

  private LakeTotals() {}

  /** Returns the totals of a lake of LedgerLake: of the files that its tables list. */
  static SortedMap<String, String> ofLake(Path lake, String dataset) {
    return totals(zone -> plannedFiles(lake.resolve(zone).resolve(dataset)));
  }

  /** Returns the totals of what {@link NativeSparkIngest} wrote. */
  static SortedMap<String, String> ofNative(Path output) {
    return totals(zone -> parquetBelow(output.resolve("zone=" + zone)));
  }

  private interface ZoneFiles {
    List<String> of(String zone);
  }

  private static SortedMap<String, String> totals(ZoneFiles files) {
    SortedMap<String, String> totals = new TreeMap<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duck.createStatement()) {
      for (String zone : ZONES) {
        List<String> paths = files.of(zone);
        if (paths.isEmpty()) {
          totals.put(zone + " rows", "0");
          continue;
        }
        String from =
            paths.stream()
                .map(p -> "'" + p.replace("'", "''") + "'")
                .collect(
                    Collectors.joining(
                        ", ", " FROM read_parquet([", "], hive_partitioning=false)"));
        add(totals, sql, zone, "SELECT 'rows', count(*)" + from);
        add(
            totals,
            sql,
            zone,
            "SELECT coalesce(currency, 'no currency'), coalesce(sum(amount), 0)"
                + from
                + " GROUP BY 1");
        if (!zone.equals("processed")) {
          add(
              totals,
              sql,
              zone,
              "SELECT e.code, count(*) FROM (SELECT unnest(errors) AS e" + from + ") GROUP BY 1");
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB cannot read what was written", e);
    }
    return totals;
  }

  private static void add(Map<String, String> totals, Statement sql, String zone, String query)
      throws SQLException {
    try (ResultSet result = sql.executeQuery(query)) {
      while (result.next()) {
        totals.put(zone + " " + result.getString(1), result.getBigDecimal(2).toPlainString());
      }
    }
  }

  private static List<String> plannedFiles(Path table) {
    try (CloseableIterable<FileScanTask> tasks =
        new HadoopTables(new Configuration()).load(table.toString()).newScan().planFiles()) {
      return StreamSupport.stream(tasks.spliterator(), false)
          .map(t -> t.file().path().toString().replaceFirst("^file:(//)?", ""))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> parquetBelow(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).filter(f -> f.endsWith(".parquet")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
