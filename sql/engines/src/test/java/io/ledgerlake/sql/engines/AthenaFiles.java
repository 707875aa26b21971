package io.ledgerlake.sql.engines;

import io.ledgerlake.pipeline.lake.AthenaDdl;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.sql.BalanceSql;
import io.ledgerlake.sql.BalanceSql.Request;
import io.ledgerlake.sql.Period;
import io.ledgerlake.sql.PublishedViews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files of {@code sql/athena}: the texts of the shipped contracts, to paste. */
final class AthenaFiles {

  static final Path FOLDER = Path.of("..", "athena");

  /** What stands for the lake's location. */
  private static final String LAKE = "s3://BUCKET/PREFIX";

  private static final String TABLES =
      "-- The tables of %s, as the pipeline makes them.\n"
          + "--\n"
          + "-- Do not run these: the first ingest creates the tables through the Glue catalog. Athena\n"
          + "-- cannot: its CREATE TABLE knows timestamps without a zone only, and the pipeline refuses\n"
          + "-- a table that has such columns where its own are instants (timestamptz in Iceberg,\n"
          + "-- timestamp(6) with time zone in a query).\n\n";

  private AthenaFiles() {}

  /** Returns the texts by path below {@link #FOLDER}. */
  static SortedMap<String, String> all() {
    SortedMap<String, String> files = new TreeMap<>();
    for (String name : Contracts.shipped()) {
      files.putAll(of(Contracts.named(name)));
    }
    return files;
  }

  private static Map<String, String> of(Contract contract) {
    String dataset = contract.dataset();
    SortedMap<String, String> files = new TreeMap<>();
    files.put(
        dataset + "/tables.sql",
        TABLES.replace("%s", dataset) + statements(AthenaDdl.of(contract, LAKE)));
    List<String> views = new ArrayList<>(PublishedViews.of(contract));
    files.put(dataset + "/views.sql", statements(views));
    files.put(dataset + "/month-ends-view.sql", statements(PublishedViews.monthEnds(contract)));
    if (!dataset.equals("openings")) {
      balances(contract, files);
    }
    return files;
  }

  private static void balances(Contract contract, Map<String, String> files) {
    String folder = contract.dataset() + "/";
    BalanceSql sql = BalanceSql.of(contract);
    Request q1 = Request.of(WorkedExample.Q1_2024);
    files.put(folder + "month-end-2024-q1.sql", sql.monthEnd(q1));
    files.put(
        folder + "month-end-2024-q1-strict.sql",
        sql.monthEnd(new Request(q1.period(), true, Optional.empty(), Optional.empty())));
    files.put(
        folder + "month-end-2024-q1-from-december.sql",
        sql.monthEnd(
            new Request(
                q1.period(), false, Optional.of(YearMonth.of(2023, 12)), Optional.empty())));
    files.put(folder + "exposure-2024-q1.sql", sql.exposure(q1.period()));
    files.put(
        folder + "close-2024-03.sql",
        sql.close(
            new Request(
                Period.of(YearMonth.of(2024, 3)), false, Optional.empty(), Optional.empty()),
            List.of(YearMonth.of(2024, 3))));
    files.put(folder + "close-2024-03-exposure.sql", sql.closeExposure(YearMonth.of(2024, 3)));
    if (contract.balance().isPresent()) {
      files.put(folder + "continuity-2024-q1.sql", sql.continuity(q1.period()));
      files.put(folder + "tie-out-2024-q1.sql", sql.accountBreaks(q1));
    } else {
      files.put(folder + "tie-out-2024-q1.sql", sql.tieOut(q1));
      fromOpenings(contract, files);
    }
  }

  /** What to paste where there are opening balances. */
  private static void fromOpenings(Contract contract, Map<String, String> files) {
    String folder = contract.dataset() + "/";
    BalanceSql sql = BalanceSql.of(contract);
    Request q1 = new Request(WorkedExample.Q1_2024, false, Optional.empty(), contract.openings());
    Request march =
        new Request(Period.of(YearMonth.of(2024, 3)), false, Optional.empty(), contract.openings());
    files.put(folder + "month-end-2024-q1-from-openings.sql", sql.monthEnd(q1));
    files.put(folder + "tie-out-2024-q1-from-openings.sql", sql.tieOut(q1));
    files.put(
        folder + "close-2024-03-from-openings.sql",
        sql.close(march, List.of(YearMonth.of(2024, 3))));
  }

  private static String statements(List<String> statements) {
    return String.join(";\n\n", statements) + ";\n";
  }

  /** Returns what lies in {@link #FOLDER}. */
  static SortedMap<String, String> stored() throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    if (Files.isDirectory(FOLDER)) {
      try (Stream<Path> found = Files.walk(FOLDER)) {
        for (Path file : found.filter(f -> f.toString().endsWith(".sql")).toList()) {
          files.put(FOLDER.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        }
      }
    }
    return files;
  }

  /** Writes them anew: how the files are made when the SQL or a contract changes. */
  public static void main(String[] args) throws IOException {
    for (String name : new TreeSet<>(stored().keySet())) {
      Files.delete(FOLDER.resolve(name));
    }
    for (Map.Entry<String, String> file : all().entrySet()) {
      Path path = FOLDER.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}
