package io.ledgerlake.pipeline.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Generate;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.transforms.zone.Zone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every row of a generated feed ends in exactly one zone, the right one, or its file is refused;
 * the sums agree to the last decimal. Judged by {@link FeedOracle}, which reads the feed's text
 * with other means.
 */
class EveryRowTest {

  private static final String RUN = "every-row";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"1, LF, RISING, 0.3", "20240331, CRLF, RANDOM, 1", "77, LF, RANDOM, 0"})
  void everyRowIsInItsZoneOnceAndTheSumsAreThoseOfTheText(
      long seed, String lineEnd, String keys, String quoted) throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);
    String[] shape = {"--lineEnd=" + lineEnd, "--keys=" + keys, "--quoted=" + quoted};
    generate(fixture.raw(), seed, shape);
    generate(fixture.raw().resolve("cut.csv.gz"), seed + 1, shape);
    byte[] whole = Files.readAllBytes(fixture.raw().resolve("cut.csv.gz"));
    fixture.write("cut.csv.gz", Arrays.copyOf(whole, whole.length - 9));
    FeedOracle oracle = new FeedOracle();
    for (int i = 1; i <= 3; i++) {
      String name = "transactions-0000" + i + ".csv";
      oracle.read(name, Files.readAllBytes(fixture.raw().resolve(name)));
    }

    Answer answer = fixture.ingest("--runId=" + RUN, "--maxRejected=1");

    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(6);
    assertThat(zones(fixture)).isEqualTo(oracle.zones());
    Manifest manifest = fixture.manifest(RUN);
    assertThat(manifest.refused()).extracting(Manifest.Refused::path).containsExactly("cut.csv.gz");
    assertThat(manifest.inputs()).hasSize(3).allSatisfy(file -> agrees(file, fixture, oracle));
  }

  private static void agrees(Manifest.Input file, IngestFixture fixture, FeedOracle oracle) {
    Manifest.Outcomes outcomes = file.outcomes();
    assertThat(outcomes.rowsRead()).isEqualTo(oracle.rows(file.path(), null));
    assertThat(outcomes.processed()).isEqualTo(oracle.rows(file.path(), Zone.PROCESSED));
    assertThat(outcomes.quarantined()).isEqualTo(oracle.rows(file.path(), Zone.QUARANTINE));
    assertThat(outcomes.condemned()).isEqualTo(oracle.rows(file.path(), Zone.CONDEMNED));
    assertThat(plain(file.readSums())).isEqualTo(plain(oracle.sums(file.path(), null)));
    assertThat(plain(file.processedSums()))
        .isEqualTo(plain(oracle.sums(file.path(), Zone.PROCESSED)));
    assertThat(plain(storedSums(fixture, file.path())))
        .as("the amounts in the zones' columns")
        .isEqualTo(plain(oracle.sums(file.path(), null)));
  }

  /** Returns the zone of every stored row by file and row. A row that is stored twice fails. */
  private static SortedMap<String, Zone> zones(IngestFixture fixture) {
    SortedMap<String, Zone> zones = new TreeMap<>();
    for (Zone zone : Zone.values()) {
      for (Record row : fixture.records(zone)) {
        String id =
            FeedOracle.id((String) row.getField("source_file"), (Long) row.getField("source_row"));
        assertThat(zones.put(id, zone)).as("%s is in two places", id).isNull();
      }
    }
    return zones;
  }

  private static Map<String, BigDecimal> storedSums(IngestFixture fixture, String path) {
    Map<String, BigDecimal> sums = new TreeMap<>();
    for (Zone zone : Zone.values()) {
      for (Record row : fixture.records(zone)) {
        if (row.getField("source_file").equals(path) && row.getField("amount") != null) {
          Object currency = row.getField("currency");
          sums.merge(
              currency == null ? "?" : (String) currency,
              (BigDecimal) row.getField("amount"),
              BigDecimal::add);
        }
      }
    }
    return sums;
  }

  /** Decimals compare by value, not by scale. */
  private static Map<String, String> plain(Map<String, BigDecimal> sums) {
    Map<String, String> texts = new TreeMap<>();
    sums.forEach((code, sum) -> texts.put(code, sum.stripTrailingZeros().toPlainString()));
    return texts;
  }

  private static void generate(Path output, long seed, String... shape) {
    String[] options = {
      "--output=" + output,
      "--seed=" + seed,
      "--rows=" + 900,
      "--files=" + (output.toString().endsWith(".gz") ? 1 : 3),
      "--faults=0.1",
      "--duplicates=0.1",
      "--conflicts=0.05",
      "--currencies=EUR,JPY,BHD"
    };
    String[] all = Arrays.copyOf(options, options.length + shape.length);
    System.arraycopy(shape, 0, all, options.length, shape.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(new Generate().run(all, Terminal.of(out, out))).as(out.toString(UTF_8)).isZero();
  }
}
