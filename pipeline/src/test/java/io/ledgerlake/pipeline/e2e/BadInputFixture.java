package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.report.MetricsJson;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.RunSummary.FileLine;
import io.ledgerlake.pipeline.report.RunSummary.FileStatus;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.data.Record;

/** A folder of files that somebody dropped, a lake, and the real {@code ingest} between them. */
final class BadInputFixture {

  static final String HEADER = IngestFixture.HEADER;

  static final String RUN = "r-1";

  private final Path input;
  private final IngestFixture ingests;

  /**
   * @param folder an empty folder
   */
  BadInputFixture(Path folder) throws IOException {
    input = Files.createDirectories(folder.resolve("drop"));
    ingests = IngestFixture.in(folder);
  }

  Path input() {
    return input;
  }

  Path lake() {
    return ingests.lake();
  }

  /** Returns a good row of 10.00 euro, without its line end. */
  static String row(String id) {
    return id + ",C-1,10.00,EUR,2024-01-15T10:00:00Z";
  }

  /** Returns a header and as many good rows, whose ids begin with a prefix. */
  static String feed(String prefix, int rows) {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 1; i <= rows; i++) {
      text.append(row(prefix + i)).append('\n');
    }
    return text.toString();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Path put(String name, String text) throws IOException {
    return put(name, utf8(text));
  }

  Path put(String name, byte[] bytes) throws IOException {
    Path file = input.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  /** Runs {@code ingest} over the folder, unless the options name another input. */
  IngestFixture.Answer ingest(String... options) {
    List<String> args = new ArrayList<>(List.of(options));
    IngestFixture.unlessGiven(args, "--ingestedAt=2024-03-01T02:00:00Z");
    IngestFixture.unlessGiven(args, "--runId=" + RUN);
    IngestFixture.unlessGiven(args, "--input=" + input);
    IngestFixture.Answer answer = ingests.ingest(args.toArray(String[]::new));
    assertThat(answer.out() + answer.err()).doesNotContain("\tat ", "Caused by");
    return answer;
  }

  /** Returns the figures that a run left in its folder. */
  RunSummary metrics(String runId) throws IOException {
    return MetricsJson.read(Files.readAllBytes(runFolder(runId).resolve("metrics.json")));
  }

  FileLine file(String name) throws IOException {
    return metrics(RUN).files().stream()
        .filter(line -> line.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the run says nothing of " + name));
  }

  Path runFolder(String runId) {
    return ingests.runFolder(runId);
  }

  /** Returns the rows of a zone that readers see, in the order of file and row. */
  List<Record> rows(Zone zone) {
    return ingests.records(zone).stream().sorted(CanonicalRow.ORDER).toList();
  }

  /** Returns the rows of a zone that came from a file. */
  List<Record> rows(Zone zone, String file) {
    return rows(zone).stream().filter(row -> row.getField("source_file").equals(file)).toList();
  }

  static byte[] raw(Record row) {
    ByteBuffer buffer = ((ByteBuffer) row.getField("raw_record")).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Returns a row's faults as "CODE field: message". */
  static List<String> errors(Record row) {
    List<String> errors = new ArrayList<>();
    for (Object error : (List<?>) row.getField("errors")) {
      Record fault = (Record) error;
      Object field = fault.getField("field");
      errors.add(
          fault.getField("code")
              + (field == null ? "" : " " + field)
              + ": "
              + fault.getField("message"));
    }
    return errors;
  }

  /** Asserts that a file of the run was read, and where its rows are. */
  void isIngested(String name, long processed, long quarantined) throws IOException {
    FileLine line = file(name);
    assertThat(line.status()).as(name).isEqualTo(FileStatus.INGESTED);
    assertThat(line.rows().read()).as(name).isEqualTo(processed + quarantined);
    assertThat(rows(Zone.PROCESSED, name)).as(name).hasSize((int) processed);
    assertThat(rows(Zone.QUARANTINE, name)).as(name).hasSize((int) quarantined);
  }

  /** Asserts that a file of the run was refused, why, and that none of its rows is anywhere. */
  void isRefused(String name, String kind, long offset, String message, String nextStep)
      throws IOException {
    FileLine line = file(name);
    assertThat(line.status()).as(name).isEqualTo(FileStatus.REFUSED);
    assertThat(line.fault())
        .as(name)
        .isEqualTo(new RunSummary.Fault(kind, offset, message, nextStep));
    for (Zone zone : Zone.values()) {
      assertThat(rows(zone, name)).as(name).isEmpty();
    }
  }

  /** Asserts that the file ledger knows that a file was refused. */
  void isRefusedInLedger(String name, String kind) {
    assertThat(FileLedger.of(ingests.tables()).published().entries())
        .filteredOn(entry -> entry.path().equals(name))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.status()).isEqualTo(FileEntry.Status.REFUSED);
              assertThat(entry.refusal()).get().asString().startsWith(kind + ": ");
              assertThat(entry.rowsRead()).isZero();
            });
  }

  /** Asserts that readers of the lake see nothing, and nothing has been decided. */
  void publishedNothing() {
    assertThat(files("runs/transactions/chain")).isEmpty();
    showsNothing();
  }

  /** Asserts that readers of the lake see nothing, and all that was decided is that a run waits. */
  void heldOnly() throws IOException {
    assertThat(files("runs/transactions/chain")).hasSize(1);
    assertThat(Files.readString(lake().resolve("runs/transactions/chain/0000000001.json")))
        .contains("\"kind\" : \"HOLD\"");
    showsNothing();
  }

  private void showsNothing() {
    for (Zone zone : Zone.values()) {
      assertThat(rows(zone)).as(zone.folder()).isEmpty();
    }
    assertThat(files("runs")).noneMatch(path -> path.endsWith("_SUCCESS"));
  }

  /** Returns the files below a folder of the lake. */
  List<String> files(String folder) {
    Path root = lake().resolve(folder);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(Files::isRegularFile).map(p -> root.relativize(p).toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
