package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.locals3.S3Call;
import io.ledgerlake.locals3.S3Call.Kind;
import io.ledgerlake.pipeline.command.Ingest;
import io.ledgerlake.pipeline.lake.Catalogs;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.s3.LocalS3;
import io.ledgerlake.pipeline.s3.S3;
import io.ledgerlake.transforms.zone.Zone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/**
 * LedgerLake as EMR Serverless runs it, as near as one machine comes to it: the Spark jar,
 * submitted to executors in processes of their own, Spark's jars and another AWS SDK first, from S3
 * to S3.
 */
@ExtendWith(LocalS3.class)
class SparkS3IT {

  private static final String RUN = "submitted";
  private static final int PUBLISHED_WITH_REFUSED_FILES = 6;
  private static final Path SAMPLE = Path.of("../sample/raw/transactions");

  @TempDir Path folder;

  @Test
  void ingestsFromS3ToS3WithAJdbcCatalog() throws Exception {
    String driver =
        Path.of(JDBC.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    try (S3Fixture s3 = new S3Fixture(folder)) {
      isTheSameLake(s3, "--jars", driver);
    }
  }

  @Test
  void ingestsFromS3ToS3WithARestCatalog() throws Exception {
    Map<String, String> properties =
        new TreeMap<>(S3.catalogProperties(S3Fixture.options(LocalS3.server().endpoint())));
    properties.put("uri", "jdbc:sqlite:" + folder.resolve("server.db"));
    try (RestCatalogServer rest =
            new RestCatalogServer(
                Catalogs.open(LakeLayout.of("s3://elsewhere/lake"), "jdbc", properties));
        S3Fixture s3 =
            new S3Fixture(List.of("--catalog=rest", "--catalogProperty=uri=" + rest.endpoint()))) {
      isTheSameLake(s3);
    }
  }

  private void isTheSameLake(S3Fixture s3, String... sparkOptions) throws Exception {
    IngestFixture here = IngestFixture.in(folder.resolve("here"));
    try (Stream<Path> files = Files.walk(SAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = SAMPLE.relativize(file).toString();
        s3.put(path, Files.readAllBytes(file));
        here.write(path, Files.readAllBytes(file));
      }
    }
    IngestFixture.Answer expected = here.ingest("--runId=" + RUN);

    List<String> arguments = new ArrayList<>(s3.arguments());
    arguments.addAll(
        List.of(
            "--runner=SparkRunner", "--runId=" + RUN, "--ingestedAt=" + IngestFixture.INGESTED_AT));
    SparkSubmit.Answer answer =
        new SparkSubmit(folder)
            .with(sparkOptions)
            .withJarsFirst(SparkJar.folder("ledgerlake.emr.jars"))
            .run(Ingest.class, arguments.toArray(String[]::new));

    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(PUBLISHED_WITH_REFUSED_FILES);
    assertThat(expected.exitCode()).isEqualTo(PUBLISHED_WITH_REFUSED_FILES);
    assertThat(s3.dataFiles(RUN)).isNotEmpty().isEqualTo(here.dataFiles(RUN));
    for (Zone zone : Zone.values()) {
      assertThat(s3.records(zone)).as(zone.folder()).hasSameSizeAs(here.records(zone));
    }
    assertThat(s3.relay().calls()).extracting(S3Call::kind).doesNotContain(Kind.COPY, Kind.DELETE);
    assertThat(s3.unfinishedUploads()).isEmpty();
  }
}
