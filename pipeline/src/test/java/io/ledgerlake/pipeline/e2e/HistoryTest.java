package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.DIRECT;
import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static io.ledgerlake.pipeline.e2e.IngestFixture.SPARK;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Validate;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.CurrentRows;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Days that follow each other: what comes again is compared with everything published before. */
class HistoryTest {

  private static final String DAY = ",2024-03-05T10:00:00Z\n";

  @TempDir private Path folder;

  private IngestFixture fixture(String runner) {
    return IngestFixture.in(folder.resolve(runner.substring(runner.indexOf('=') + 1)));
  }

  private static String row(String id, String amount) {
    return id + ",C1," + amount + ",EUR" + DAY;
  }

  private static void ingest(IngestFixture fixture, String runner, String runId, String... rows)
      throws IOException {
    fixture.write(runId + ".csv", HEADER + String.join("", rows));
    Answer answer =
        fixture.ingest(
            "--runId=" + runId, runner, "--ingestedAt=2024-04-0" + runId.charAt(3) + "T02:00:00Z");
    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertBooks(fixture);
    assertNoWorkFiles(fixture, runId);
  }

  /** Per file, the ledger's figures and the current rows agree, in number and to the cent. */
  private static void assertBooks(IngestFixture fixture) throws IOException {
    LakeTables tables = fixture.tables();
    CurrentRows current = CurrentRows.at(tables, BaseSnapshots.now(tables));
    Map<String, String> found = new TreeMap<>();
    Map<String, long[]> rows = new TreeMap<>();
    Map<String, BigDecimal> sums = new TreeMap<>();
    for (Zone zone : Zone.values()) {
      try (CloseableIterable<Record> records =
          current.of(zone, Expressions.alwaysTrue(), List.of("source_file", "amount"))) {
        for (Record row : records) {
          String file = (String) row.getField("source_file");
          rows.computeIfAbsent(file, f -> new long[3])[zone.ordinal()]++;
          BigDecimal amount = (BigDecimal) row.getField("amount");
          sums.merge(file, amount == null ? BigDecimal.ZERO : amount, BigDecimal::add);
        }
      }
    }
    rows.forEach(
        (file, counts) ->
            found.put(
                file,
                counts[0] + "+" + counts[1] + "+" + counts[2] + " = " + plain(sums.get(file))));
    Map<String, String> booked = new TreeMap<>();
    Map<String, List<FileEntry>> entries = new TreeMap<>();
    for (FileEntry entry : FileLedger.of(tables).published().entries()) {
      entries.computeIfAbsent(entry.path(), p -> new ArrayList<>()).add(entry);
    }
    entries.forEach(
        (file, all) -> {
          assertThat(all.stream().mapToLong(FileEntry::rowsRead).sum())
              .isEqualTo(
                  all.stream()
                      .mapToLong(e -> e.processed() + e.quarantined() + e.condemned())
                      .sum());
          BigDecimal sum =
              all.stream()
                  .flatMap(e -> e.readSums().values().stream())
                  .reduce(BigDecimal.ZERO, BigDecimal::add);
          booked.put(
              file,
              all.stream().mapToLong(FileEntry::processed).sum()
                  + "+"
                  + all.stream().mapToLong(FileEntry::quarantined).sum()
                  + "+"
                  + all.stream().mapToLong(FileEntry::condemned).sum()
                  + " = "
                  + plain(sum));
        });
    assertThat(booked).isEqualTo(found);
  }

  private static String plain(BigDecimal sum) {
    return sum.signum() == 0 ? "0" : sum.stripTrailingZeros().toPlainString();
  }

  private static void assertNoWorkFiles(IngestFixture fixture, String runId) throws IOException {
    try (Stream<Path> files = Files.list(fixture.runFolder(runId))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("history"));
    }
  }

  /** Returns zone, key or raw record, first code and related record of each row of a run's file. */
  private static List<String> rows(IngestFixture fixture, String runId) {
    List<String> lines = new ArrayList<>();
    for (String line : fixture.allRows()) {
      if (line.contains(" " + runId + ".csv row ")) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static String line(List<String> rows, String id) {
    List<String> found = rows.stream().filter(row -> row.contains("'" + id + ",")).toList();
    return found.isEmpty()
        ? rows.stream().filter(row -> row.contains("'" + id + "'")).findFirst().orElseThrow()
        : String.join(" AND ", found);
  }

  @ParameterizedTest
  @ValueSource(strings = {DIRECT, SPARK})
  void whatComesAgainMeetsWhatIsPublishedAndOpen(String runner) throws IOException {
    IngestFixture fixture = fixture(runner);
    ingest(
        fixture,
        runner,
        "day1",
        row("A", "1.00"),
        row("B", "2.00"),
        row("C", "3.00"),
        row("C", "3.50"),
        row("D", "no amount"),
        row("E", "x5.00"));
    ingest(
        fixture,
        runner,
        "day2",
        row("A", "1.0"),
        row("A", "1.00"),
        row("B", "2.01"),
        row("C", "3.00"),
        row("D", "no amount"),
        row("F", "6.00"));

    List<String> day2 = rows(fixture, "day2");
    String first = "offset " + HEADER.length();
    assertThat(day2).hasSize(6);
    assertThat(line(day2, "A"))
        .contains("condemned day2.csv row 1 ", "DUPLICATE_FAILURE()")
        .contains("meets day1.csv:" + HEADER.length())
        .contains("condemned day2.csv row 2 ", "meets day2.csv:" + HEADER.length());
    assertThat(first).isNotEmpty();
    assertThat(line(day2, "B"))
        .startsWith("quarantine ")
        .contains("CONFLICTING_TRANSACTION()", "meets day1.csv:");
    assertThat(line(day2, "C"))
        .as("an open conflict of other content")
        .startsWith("quarantine ")
        .contains("CONFLICTING_TRANSACTION()", "meets day1.csv:");
    assertThat(line(day2, "D"))
        .startsWith("condemned ")
        .contains("DUPLICATE_FAILURE(), TYPE_ERROR(amount", "meets day1.csv:");
    assertThat(line(day2, "F")).startsWith("processed ");

    ingest(fixture, runner, "day3", row("B", "2.02"), row("F", "6.00"), row("G", "7.00"));
    List<String> day3 = rows(fixture, "day3");
    assertThat(line(day3, "B")).startsWith("quarantine ").contains("meets day1.csv:");
    assertThat(line(day3, "F")).startsWith("condemned ").contains("meets day2.csv:");
    assertThat(line(day3, "G")).startsWith("processed ");
  }

  @ParameterizedTest
  @ValueSource(strings = {DIRECT, SPARK})
  void aValidRowClosesItsRejectedTwinOnce(String runner) throws IOException {
    IngestFixture fixture = fixture(runner);
    String early = "H,C1,4.00,EUR,2024-04-03T10:00:00Z\n";
    ingest(fixture, runner, "day1", early, row("I", "1.00"), row("J", "bad"));
    assertThat(line(rows(fixture, "day1"), "H"))
        .startsWith("quarantine ")
        .contains("TIMESTAMP_ERROR");
    ingest(fixture, runner, "day3", early, early, row("K", "2.00"));

    List<String> closed = rows(fixture, "day1").stream().filter(r -> r.contains("'H,")).toList();
    assertThat(closed).hasSize(2);
    assertThat(closed.get(0)).startsWith("quarantine ");
    assertThat(closed.get(1))
        .startsWith("condemned ")
        .contains("DUPLICATE_FAILURE(), TIMESTAMP_ERROR(transaction_ts")
        .contains("meets day3.csv:" + HEADER.length());
    Record version =
        fixture.records(Zone.CONDEMNED).stream()
            .filter(row -> "day1.csv".equals(row.getField("source_file")))
            .findFirst()
            .orElseThrow();
    assertThat(version.getField("run_id")).isEqualTo("day3");
    assertThat(version.getField("previous_run_id")).isEqualTo("day1");
    assertThat(version.getField("first_run_id")).isEqualTo("day1");
    assertThat(version.getField("attempt_count")).isEqualTo(1);
    assertThat(version.getField("ingested_at")).asString().startsWith("2024-04-01T02:00");
    assertThat(version.getField("source_row")).isEqualTo(1L);
    assertThat(version.getField("amount")).isEqualTo(new BigDecimal("4.0000"));

    ingest(fixture, runner, "day4", early, row("J", "bad"));
    assertThat(rows(fixture, "day1").stream().filter(r -> r.contains("'H,")).toList())
        .as("closed rows are not open any more")
        .isEqualTo(closed);
    assertThat(line(rows(fixture, "day4"), "H"))
        .startsWith("condemned ")
        .contains("meets day3.csv:");
    assertThat(line(rows(fixture, "day4"), "J"))
        .startsWith("condemned ")
        .contains("meets day1.csv:");
  }

  @Test
  void aDryRunComparesWithHistoryToo() throws IOException {
    IngestFixture fixture = fixture(DIRECT);
    ingest(fixture, DIRECT, "day1", row("A", "1.00"), row("B", "2.00"));
    List<String> before = fixture.allRows();
    Path file =
        Files.writeString(
            folder.resolve("day2.csv"), HEADER + row("A", "1.00") + row("B", "9") + row("C", "3"));
    Answer answer =
        fixture.run(new Validate(), "--input=" + file, "--ingestedAt=2024-04-02T02:00:00Z", DIRECT);

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(answer.out()).contains("DUPLICATE_FAILURE", "CONFLICTING_TRANSACTION");
    assertThat(fixture.allRows()).isEqualTo(before);
  }

  @Test
  void aPlanFromBeforeAnotherRunIsMadeAgain() throws IOException {
    IngestFixture fixture = fixture(DIRECT);
    ingest(fixture, DIRECT, "day1", row("A", "1.00"));
    ingest(fixture, DIRECT, "day2", row("B", "1.00"));
    Path stale = fixture.runFolder("day3").resolve("plan.json");
    Files.createDirectories(stale.getParent());
    fixture.write("day3.csv", HEADER + row("B", "1.00"));
    Files.delete(fixture.raw().resolve("day1.csv"));
    Files.delete(fixture.raw().resolve("day2.csv"));
    String plan = Files.readString(fixture.runFolder("day2").resolve("plan.json"));
    Files.writeString(stale, plan.replace("\"runId\" : \"day2\"", "\"runId\" : \"day3\""));
    fixture.write("day2.csv", HEADER + row("B", "1.00"));

    Answer answer = fixture.ingest("--runId=day3");

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(answer.out())
        .contains("Another run has published since run day3 was planned; it is planned again")
        .contains("nothing new");
    assertThat(fixture.isPublished("day3")).isFalse();
    assertThat(rows(fixture, "day2")).hasSize(1);
  }

  private Path contract(int version, String moreFields) throws IOException {
    return Files.writeString(
        folder.resolve("things-v" + version + ".avsc"),
        """
        {"type": "record", "name": "things",
         "ledgerlake": {"version": VERSION, "key": ["branch", "nr"], "eventTime": "at",
           "amount": "amount", "currency": "currency"},
         "fields": [
           {"name": "branch", "type": "string", "id": 1}, {"name": "nr", "type": "int", "id": 2},
           {"name": "amount", "id": 3, "type": {"type": "bytes", "logicalType": "decimal",
             "precision": 18, "scale": 4}},
           {"name": "currency", "type": "string", "id": 4},
           {"name": "at", "id": 5, "type": {"type": "int", "logicalType": "date"}}MORE]}
        """
            .replace("VERSION", Integer.toString(version))
            .replace("MORE", moreFields));
  }

  @Test
  void historyUnderAnOlderContractIsComparedByContent() throws IOException {
    IngestFixture fixture = fixture(DIRECT).dataset("things");
    String v1 = "--contract=" + contract(1, "");
    String v2 =
        "--contract="
            + contract(2, ", {\"name\": \"note\", \"type\": [\"null\", \"string\"], \"id\": 6}");
    fixture.write(
        "day1.csv",
        "branch,nr,amount,currency,at\nN,1,1.00,EUR,2024-03-05\nN,2,2.00,EUR,2024-03-05\n"
            + "N,3,?,EUR,2024-03-05\n");
    Answer first = fixture.ingest("--runId=day1", v1);
    assertThat(first.exitCode()).as(first.all()).isZero();
    fixture.write(
        "day2.csv",
        "branch,nr,amount,currency,at,note\nN,1,1.0,EUR,2024-03-05,\n"
            + "N,2,2.00,EUR,2024-03-05,new\nN,12,2.00,EUR,2024-03-05,\n");
    Answer second = fixture.ingest("--runId=day2", v2);
    assertThat(second.exitCode()).as(second.all()).isZero();

    List<String> day2 = rows(fixture, "day2");
    assertThat(day2).hasSize(3);
    assertThat(day2)
        .anyMatch(r -> r.startsWith("condemned day2.csv row 1 ") && r.contains("meets day1.csv:29"))
        .anyMatch(r -> r.startsWith("quarantine day2.csv row 2 ") && r.contains("meets day1.csv:"))
        .anyMatch(r -> r.startsWith("processed day2.csv row 3 "));
    fixture.write("day3.csv", "branch,nr,amount,currency,at,note\nN,3,?,EUR,2024-03-05\n");
    fixture.write("day4.csv", "branch,nr,amount,currency,at\nN,3,?,EUR,2024-03-05\n");
    Answer third = fixture.ingest("--runId=day3", v2);
    assertThat(third.exitCode()).as(third.all()).isZero();
    assertThat(rows(fixture, "day3").get(0)).startsWith("condemned ").contains("meets day1.csv:");
    assertThat(rows(fixture, "day4").get(0)).startsWith("condemned ").contains("meets day1.csv:");
    assertBooks(fixture);
  }

  @Test
  void thePlanNamesTheSnapshotsThatARunIsComparedWith() throws IOException {
    IngestFixture fixture = fixture(DIRECT);
    ingest(fixture, DIRECT, "day1", row("A", "1.00"));
    BaseSnapshots base = BaseSnapshots.now(fixture.tables());
    ingest(fixture, DIRECT, "day2", row("A", "1.00"), row("B", "2.00"));

    assertThat(Files.readString(fixture.runFolder("day1").resolve("plan.json")))
        .contains("\"baseSnapshots\" : { }");
    assertThat(Files.readString(fixture.runFolder("day2").resolve("plan.json")))
        .contains("\"processed\" : " + base.of(Zone.PROCESSED).orElseThrow());
  }
}
