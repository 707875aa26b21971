package io.ledgerlake.pipeline.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Command;
import io.ledgerlake.pipeline.lake.Catalogs;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.transforms.zone.Zone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** A real lake, lived with through its commands, and what is found in its tables. */
final class LivedLake {
  private static final String DATASET = "transactions";

  private final Path folder;

  LivedLake(Path folder) {
    this.folder = folder;
  }

  Path raw() {
    return folder.resolve("raw").resolve(DATASET);
  }

  void drop(FeedFile file) throws IOException {
    Path path = raw().resolve(file.path());
    Files.createDirectories(path.getParent());
    Files.writeString(path, file.text(), UTF_8);
  }

  /** Runs a command that must succeed; returns what it printed. */
  String run(Command<?> command, String... args) {
    return run(0, command, args);
  }

  /** Runs a command that must be held. */
  void hold(Command<?> command, String... args) {
    run(5, command, args);
  }

  /** Runs a command that may end with either of two exit codes; returns whether with the first. */
  boolean ends(int one, int other, Command<?> command, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int exitCode = exitCode(command, out, args);
    assertThat(exitCode).as(command.name() + "\n" + out.toString(UTF_8)).isIn(one, other);
    return exitCode == one;
  }

  private String run(int expected, Command<?> command, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int exitCode = exitCode(command, out, args);
    assertThat(exitCode)
        .as(command.name() + " " + List.of(args) + "\n" + out.toString(UTF_8))
        .isEqualTo(expected);
    return out.toString(UTF_8);
  }

  private int exitCode(Command<?> command, ByteArrayOutputStream out, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--lake=" + folder);
    all.add("--dataset=" + DATASET);
    return command.run(all.toArray(String[]::new), Terminal.of(out, out));
  }

  /** A version of a record's outcome. */
  record Version(
      String zone, String code, String runId, String previousRunId, int attempts, String related) {

    ReferenceLake.Place place() {
      return switch (zone) {
        case "processed" -> ReferenceLake.Place.PROCESSED;
        case "condemned" ->
            code.equals("MAX_ATTEMPTS")
                ? ReferenceLake.Place.EXHAUSTED
                : ReferenceLake.Place.REPEAT;
        default ->
            switch (code) {
              case "CONFLICTING_TRANSACTION" -> ReferenceLake.Place.CONFLICT;
              case "REOPENED" -> ReferenceLake.Place.REOPENED;
              default -> ReferenceLake.Place.REJECTED;
            };
      };
    }
  }

  /** Figures of one file: rows by zone; by currency the sums of all and of processed amounts. */
  record Books(
      Map<String, Long> rows, Map<String, BigDecimal> read, Map<String, BigDecimal> processed) {

    /** Returns the sum of all amounts that could be read, in whatever currency. */
    BigDecimal total() {
      return read.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }
  }

  /** Returns the current version of every record by its id; each has exactly one. */
  Map<String, Version> current() {
    Map<String, List<Version>> versions = new TreeMap<>();
    forEachRow(
        (zone, row) ->
            versions.computeIfAbsent(id(row), id -> new ArrayList<>()).add(version(zone, row)));
    Map<String, Version> current = new TreeMap<>();
    versions.forEach((id, all) -> current.put(id, current(id, all)));
    return current;
  }

  private static Version current(String id, List<Version> versions) {
    Set<String> superseded = new HashSet<>();
    versions.forEach(version -> superseded.add(version.previousRunId()));
    List<Version> left = versions.stream().filter(v -> !superseded.contains(v.runId())).toList();
    assertThat(left).as("current versions of " + id + " of " + versions).hasSize(1);
    return left.get(0);
  }

  /** Returns what the current rows of each file add up to, by file id. */
  Map<String, Books> booksOfRows() {
    Map<String, Version> current = current();
    Map<String, Books> books = new TreeMap<>();
    forEachRow(
        (zone, row) -> {
          if (current.get(id(row)).runId().equals(text(row, "run_id"))) {
            BigDecimal amount = (BigDecimal) row.getField("amount");
            String currency = text(row, "currency");
            Map<String, BigDecimal> read =
                amount == null ? Map.of() : Map.of(currency == null ? "?" : currency, amount);
            Map<String, BigDecimal> processed = zone == Zone.PROCESSED ? read : Map.of();
            books.merge(
                text(row, "file_id"),
                new Books(Map.of(zone.folder(), 1L), read, processed),
                LivedLake::plus);
          }
        });
    books.replaceAll((file, figures) -> normal(figures));
    return books;
  }

  /** Returns what the ledger's entries of each file add up to, by file id; gone ones left out. */
  Map<String, Books> booksOfLedger() {
    Map<String, Books> books = new TreeMap<>();
    for (FileEntry entry : FileLedger.of(tables()).published().entries()) {
      Map<String, Long> rows = new TreeMap<>();
      rows.put("processed", entry.processed());
      rows.put("quarantine", entry.quarantined());
      rows.put("condemned", entry.condemned());
      books.merge(
          entry.fileId(),
          new Books(rows, entry.readSums(), entry.processedSums()),
          LivedLake::plus);
      long all = entry.processed() + entry.quarantined() + entry.condemned();
      assertThat(all).as(entry.toString()).isEqualTo(entry.rowsRead());
    }
    books.replaceAll((file, figures) -> normal(figures));
    books.values().removeIf(figures -> figures.rows().isEmpty());
    return books;
  }

  private static Books plus(Books one, Books two) {
    Map<String, Long> rows = new TreeMap<>(one.rows());
    two.rows().forEach((zone, count) -> rows.merge(zone, count, Long::sum));
    return new Books(rows, plus(one.read(), two.read()), plus(one.processed(), two.processed()));
  }

  private static Map<String, BigDecimal> plus(
      Map<String, BigDecimal> one, Map<String, BigDecimal> two) {
    Map<String, BigDecimal> sums = new TreeMap<>(one);
    two.forEach((currency, sum) -> sums.merge(currency, sum, BigDecimal::add));
    return sums;
  }

  /** Zeros and trailing zeros make no difference. */
  private static Books normal(Books books) {
    Map<String, Long> rows = new TreeMap<>(books.rows());
    rows.values().removeIf(count -> count == 0);
    return new Books(rows, normal(books.read()), normal(books.processed()));
  }

  private static Map<String, BigDecimal> normal(Map<String, BigDecimal> sums) {
    Map<String, BigDecimal> normal = new TreeMap<>(sums);
    normal.replaceAll((currency, sum) -> sum.stripTrailingZeros());
    normal.values().removeIf(sum -> sum.signum() == 0);
    return normal;
  }

  private static Version version(Zone zone, Record row) {
    String code = "";
    String related = null;
    if (zone != Zone.PROCESSED) {
      code = text((Record) ((List<?>) row.getField("errors")).get(0), "code");
      related = text(row, "related_record_id");
    }
    return new Version(
        zone.folder(),
        code,
        text(row, "run_id"),
        text(row, "previous_run_id"),
        (Integer) row.getField("attempt_count"),
        related);
  }

  private static String id(Record row) {
    return text(row, "file_id") + ":" + row.getField("source_offset");
  }

  private static String text(Record row, String column) {
    return (String) row.getField(column);
  }

  private interface RowVisitor {
    void visit(Zone zone, Record row);
  }

  private void forEachRow(RowVisitor visitor) {
    for (Zone zone : Zone.values()) {
      tables()
          .findZone(zone)
          .ifPresent(
              table -> {
                try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
                  rows.forEach(row -> visitor.visit(zone, row));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  private LakeTables tables() {
    LakeLayout layout = LakeLayout.of(folder.toString());
    return LakeTables.of(Catalogs.open(layout, "", Map.of()), layout, DATASET);
  }
}
