package io.ledgerlake.pipeline.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.publish.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Committed feeds through the real command, on both engines, with one expected result.
 *
 * <p>A case is a folder in {@code src/test/resources/golden}: {@code input}, the raw folder; {@code
 * expected/rows.txt}, every published row; {@code expected/files.txt}, the books of every file; and
 * {@code contract.avsc} where the dataset does not ship. An input named {@code x.csv.gz.txt} is
 * compressed by the test to {@code x.csv.gz}, so that all inputs can be read in a review.
 *
 * <p>The system property {@code ledgerlake.golden.write=true} makes the test write the expected
 * files anew: {@code mvn -pl pipeline -am test -Dtest=GoldenIngestTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dledgerlake.golden.write=true}. Read every changed line
 * against the specification before it is committed.
 */
class GoldenIngestTest {

  private static final String RUN = "golden";

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0} on {2}")
  @CsvSource({
    "transactions, 6, DirectRunner",
    "transactions, 6, SparkRunner",
    "postings,     0, DirectRunner",
    "postings,     0, SparkRunner",
    "rescue,       0, DirectRunner",
    "rescue,       0, SparkRunner",
  })
  void aFeedGivesTheExpectedLakeOnEitherEngine(String name, int exitCode, String runner)
      throws IOException {
    GoldenCase golden = GoldenCase.named(name);
    IngestFixture fixture = golden.fixture(folder);
    Answer answer = golden.ingest(fixture, "--runId=" + RUN, "--runner=" + runner);
    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(exitCode);
    golden.assertExpected("rows.txt", fixture.allRows());
    golden.assertExpected("files.txt", books(fixture.manifest(RUN)));
    assertThat(fixture.storedDataFiles())
        .as("no data file lies in the lake that the manifest does not list")
        .containsExactlyElementsOf(fixture.dataFiles(RUN).keySet());
  }

  private static List<String> books(Manifest manifest) {
    List<String> lines = new ArrayList<>();
    for (Manifest.Input file : manifest.inputs()) {
      lines.add(
          "%s %s read %s processed %s"
              .formatted(
                  file.path(),
                  outcomes(file.outcomes()),
                  new TreeMap<>(file.readSums()),
                  new TreeMap<>(file.processedSums())));
    }
    manifest.refused().forEach(f -> lines.add(f.path() + " refused " + f.kind()));
    manifest
        .skipped()
        .forEach(f -> lines.add(f.path() + " skipped " + f.reason() + " " + f.publishedPath()));
    lines.add("total " + outcomes(manifest.totals()));
    manifest.processedSums().forEach((code, months) -> lines.add("total " + code + " " + months));
    return lines;
  }

  private static String outcomes(Manifest.Outcomes outcomes) {
    return String.format(
        Locale.ROOT,
        "rows=%d processed=%d quarantined=%d condemned=%d blank=%d withoutAmount=%d",
        outcomes.rowsRead(),
        outcomes.processed(),
        outcomes.quarantined(),
        outcomes.condemned(),
        outcomes.blankLines(),
        outcomes.rowsWithoutAmount());
  }

  /** A committed feed and what an ingest must make of it. */
  record GoldenCase(String name, Path folder) {

    private static final boolean WRITE = Boolean.getBoolean("ledgerlake.golden.write");

    static GoldenCase named(String name) {
      return new GoldenCase(name, Path.of("src/test/resources/golden", name));
    }

    /** Returns a lake in whose raw folder the case's input lies. */
    IngestFixture fixture(Path folder) throws IOException {
      IngestFixture fixture = IngestFixture.in(folder).dataset(dataset());
      Path input = this.folder.resolve("input");
      try (Stream<Path> files = Files.walk(input)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          write(fixture, input.relativize(file).toString(), file);
        }
      }
      return fixture;
    }

    private static void write(IngestFixture fixture, String path, Path file) throws IOException {
      if (path.endsWith(".gz.txt")) {
        fixture.write(stripped(path), IngestFixture.gzip(Files.readString(file, UTF_8)));
      } else if (path.endsWith(".zst.txt")) {
        fixture.write(stripped(path), IngestFixture.zstd(Files.readString(file, UTF_8)));
      } else {
        fixture.write(path, Files.readAllBytes(file));
      }
    }

    private static String stripped(String path) {
      return path.substring(0, path.length() - ".txt".length());
    }

    private String dataset() {
      return Files.exists(contract()) ? "rescued" : name;
    }

    private Path contract() {
      return folder.resolve("contract.avsc");
    }

    Answer ingest(IngestFixture fixture, String... args) {
      List<String> all = new ArrayList<>(List.of(args));
      // A case has a file for every fault, and some hold nothing else.
      all.add("--allowUnprocessedFiles");
      if (Files.exists(contract())) {
        all.add("--contract=" + contract());
      }
      return fixture.ingest(all.toArray(String[]::new));
    }

    void assertExpected(String file, List<String> actual) throws IOException {
      Path expected = folder.resolve("expected").resolve(file);
      if (WRITE) {
        Files.createDirectories(expected.getParent());
        Files.writeString(expected, String.join("\n", actual) + "\n", UTF_8);
      }
      assertThat(actual).containsExactlyElementsOf(Files.readAllLines(expected, UTF_8));
    }
  }
}
