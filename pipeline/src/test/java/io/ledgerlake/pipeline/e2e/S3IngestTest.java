package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.locals3.S3Call;
import io.ledgerlake.locals3.S3Call.Kind;
import io.ledgerlake.pipeline.lake.Catalogs;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.s3.LocalS3;
import io.ledgerlake.pipeline.s3.S3;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample feed from S3 to S3, with each catalog that can be had without an account. */
@ExtendWith(LocalS3.class)
class S3IngestTest {

  private static final int PUBLISHED_WITH_REFUSED_FILES = 6;
  private static final Path SAMPLE = Path.of("../sample/raw/transactions");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {IngestFixture.DIRECT, IngestFixture.SPARK})
  void givesTheSameBytesAsALocalLake(String runner) throws IOException {
    try (S3Fixture s3 = new S3Fixture(folder)) {
      isTheSameLake(s3, runner);
      everyObjectWasWrittenOnce(s3);
    }
  }

  @Test
  void requestsDependOnFilesAndNotOnRows() throws IOException {
    try (S3Fixture few = new S3Fixture(folder.resolve("few"));
        S3Fixture many = new S3Fixture(folder.resolve("many"))) {
      few.put("feed.csv", BadInputFixture.feed("T", 100));
      many.put("feed.csv", BadInputFixture.feed("T", 20_000));

      assertThat(few.ingest("--runId=r-1").exitCode()).isZero();
      assertThat(many.ingest("--runId=r-1").exitCode()).isZero();

      assertThat(counts(many)).isEqualTo(counts(few));
      assertThat(sent(many)).isLessThan(many.writtenBytes() * 105 / 100);
    }
  }

  private static Map<Kind, Long> counts(S3Fixture s3) {
    return s3.relay().calls().stream()
        .collect(Collectors.groupingBy(S3Call::kind, TreeMap::new, Collectors.counting()));
  }

  private static long sent(S3Fixture s3) {
    return s3.relay().calls().stream()
        .filter(c -> c.kind() == Kind.PUT || c.kind() == Kind.UPLOAD_PART)
        .mapToLong(S3Call::bytesIn)
        .sum();
  }

  /** As in production: a bucket for each zone. */
  @Test
  void keepsEachZoneInABucketOfItsOwn() throws IOException {
    try (S3Fixture s3 = new S3Fixture(folder)) {
      for (String zone : List.of("raw", "processed", "quarantine", "condemned", "ledger", "runs")) {
        LocalS3.server().createBucket(s3.bucket() + "-" + zone);
      }
      s3.putObject(
          s3.bucket() + "-raw",
          "transactions/ingest_date=2024-03-31/feed.csv",
          BadInputFixture.utf8(BadInputFixture.feed("T", 3)));

      IngestFixture.Answer answer =
          s3.ingest("--lake=s3://" + s3.bucket() + "-{zone}", "--runId=r-1", "--date=2024-03-31");

      assertThat(answer.exitCode()).as(answer.all()).isZero();
      assertThat(s3.objects(s3.bucket() + "-processed", "transactions/data/"))
          .containsOnlyKeys("transactions/data/year=2024/month=01/r-1-p1-00000.parquet");
      assertThat(s3.objects(s3.bucket() + "-runs", "transactions/"))
          .containsKeys("transactions/r-1/_SUCCESS", "transactions/chain/0000000001.json");
    }
  }

  @Test
  void worksWithARestCatalog() throws Exception {
    Map<String, String> properties =
        new TreeMap<>(S3.catalogProperties(S3Fixture.options(LocalS3.server().endpoint())));
    properties.put("uri", "jdbc:sqlite:" + folder.resolve("server.db"));
    LakeLayout anywhere = LakeLayout.of("s3://elsewhere/lake");
    try (RestCatalogServer rest =
            new RestCatalogServer(Catalogs.open(anywhere, "jdbc", properties));
        S3Fixture s3 =
            new S3Fixture(List.of("--catalog=rest", "--catalogProperty=uri=" + rest.endpoint()))) {
      isTheSameLake(s3, IngestFixture.DIRECT);
    }
  }

  @Test
  void aSecondDayIsComparedWithTheFirst() throws IOException {
    String late = "T2,C1,2.00,EUR,2024-04-03T10:00:00Z\n";
    try (S3Fixture s3 = new S3Fixture(folder)) {
      s3.put("day1.csv", IngestFixture.HEADER + "T1,C1,1.00,EUR,2024-03-01T10:00:00Z\n" + late);
      IngestFixture.Answer first = s3.ingest("--runId=day1", "--ingestedAt=2024-04-01T02:00:00Z");
      s3.put("day2.csv", IngestFixture.HEADER + "T1,C1,1.0,EUR,2024-03-01T10:00:00Z\n" + late);
      int before = s3.relay().calls().size();
      IngestFixture.Answer second = s3.ingest("--runId=day2", "--ingestedAt=2024-04-03T02:00:00Z");

      assertThat(first.exitCode()).as(first.all()).isZero();
      assertThat(second.exitCode()).as(second.all()).isZero();
      assertThat(s3.records(Zone.PROCESSED)).hasSize(2);
      assertThat(s3.records(Zone.CONDEMNED))
          .extracting(row -> row.getField("source_file") + " " + row.getField("run_id"))
          .containsExactlyInAnyOrder("day2.csv day2", "day1.csv day2");
      assertThat(s3.objects("lake/runs/transactions/day2/"))
          .allSatisfy((object, size) -> assertThat(object).doesNotContain("history"));
      assertThat(s3.unfinishedUploads()).isEmpty();
      List<S3Call> ofSecond = s3.relay().calls().subList(before, s3.relay().calls().size());
      assertThat(ofSecond)
          .filteredOn(call -> call.path().contains("/chain/0000000001.json"))
          .extracting(S3Call::kind)
          .containsExactly(Kind.GET);
      // Once for the plan, and once for the entry of the row that is closed.
      assertThat(ofSecond)
          .filteredOn(call -> call.path().contains("/ledger/transactions/data/day1."))
          .extracting(S3Call::kind)
          .containsExactly(Kind.GET, Kind.GET);
    }
  }

  private void isTheSameLake(S3Fixture s3, String runner) throws IOException {
    IngestFixture here = IngestFixture.in(folder.resolve("here"));
    try (Stream<Path> files = Files.walk(SAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = SAMPLE.relativize(file).toString();
        s3.put(path, Files.readAllBytes(file));
        here.write(path, Files.readAllBytes(file));
      }
    }

    IngestFixture.Answer answer = s3.ingest("--runId=r-1", runner);
    IngestFixture.Answer expected = here.ingest("--runId=r-1");

    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(PUBLISHED_WITH_REFUSED_FILES);
    assertThat(expected.exitCode()).isEqualTo(PUBLISHED_WITH_REFUSED_FILES);
    assertThat(s3.dataFiles("r-1")).isNotEmpty().isEqualTo(here.dataFiles("r-1"));
    for (Zone zone : Zone.values()) {
      assertThat(s3.records(zone)).as(zone.folder()).hasSameSizeAs(here.records(zone));
    }
    assertThat(s3.objects("lake/runs/transactions/r-1/"))
        .containsKey("lake/runs/transactions/r-1/_SUCCESS");
    assertThat(s3.ingest("--runId=r-2").out()).contains("nothing");
  }

  /** No temporary objects, no renames (which are copies), nothing begun and left. */
  private static void everyObjectWasWrittenOnce(S3Fixture s3) {
    List<S3Call> calls = s3.relay().calls();
    assertThat(calls).extracting(S3Call::kind).doesNotContain(Kind.COPY, Kind.DELETE);
    Map<String, Long> written =
        calls.stream()
            .filter(c -> c.kind() == Kind.PUT || c.kind() == Kind.COMPLETE_UPLOAD)
            .filter(c -> c.status() == 200)
            .collect(Collectors.groupingBy(S3Call::path, TreeMap::new, Collectors.counting()));
    assertThat(written).isNotEmpty().allSatisfy((path, times) -> assertThat(times).isEqualTo(1));
    assertThat(s3.unfinishedUploads()).isEmpty();
  }
}
