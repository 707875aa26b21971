package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Ingest;
import io.ledgerlake.transforms.zone.Zone;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LedgerLake as a cluster runs it: the Spark jar, submitted, with executors of their own. */
class SparkSubmitIT {

  private static final String RUN = "submitted";
  private static final int PUBLISHED_WITH_REFUSED_FILES = 6;

  @TempDir Path folder;

  @Test
  void executorsInProcessesOfTheirOwnWriteTheSameBytesAsTheDirectRunner() throws Exception {
    IngestFixture here = IngestFixture.in(folder.resolve("here"));
    IngestFixture submitted = IngestFixture.in(folder.resolve("submitted"));
    String sample = "--input=" + Path.of("../sample/raw/transactions").toRealPath();
    SparkSubmit spark = new SparkSubmit(folder);

    SparkSubmit.Answer answer =
        spark.run(
            Ingest.class,
            "--runner=SparkRunner",
            sample,
            "--lake=" + submitted.lake(),
            "--runId=" + RUN,
            "--ingestedAt=" + IngestFixture.INGESTED_AT);
    IngestFixture.Answer expected = here.ingest(sample, "--runId=" + RUN);

    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(PUBLISHED_WITH_REFUSED_FILES);
    assertThat(expected.exitCode()).as(expected.all()).isEqualTo(PUBLISHED_WITH_REFUSED_FILES);
    assertThat(spark.executorJars())
        .as("both executors were sent the jar")
        .contains("0/" + spark.jar().getFileName(), "1/" + spark.jar().getFileName());
    assertThat(submitted.isPublished(RUN)).isTrue();
    assertThat(submitted.dataFiles(RUN)).isNotEmpty().isEqualTo(here.dataFiles(RUN));
    for (Zone zone : Zone.values()) {
      assertThat(submitted.records(zone))
          .as(zone.folder())
          .isNotEmpty()
          .hasSameSizeAs(here.records(zone));
    }
    assertThat(answer.out()).contains("Exit code 6: published, without the refused files.");
    assertThat(submitted.manifest(RUN).codeVersion()).isEqualTo(version(spark.jar()));
  }

  private static String version(Path jar) throws Exception {
    try (JarFile file = new JarFile(jar.toFile())) {
      String version = file.getManifest().getMainAttributes().getValue("Implementation-Version");
      assertThat(jar.getFileName()).hasToString("ledgerlake-" + version + "-spark.jar");
      return version;
    }
  }
}
