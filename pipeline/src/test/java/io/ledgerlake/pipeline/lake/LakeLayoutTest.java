package io.ledgerlake.pipeline.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.transforms.zone.Zone;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LakeLayoutTest {

  @ParameterizedTest
  @CsvSource({
    "/data/lake,             /data/lake",
    "/data/lake///,          /data/lake",
    "/data/../lake/.,        /lake",
    "/data/lake/{zone},      /data/lake",
    "/,                      ''",
    "file:/data/lake,        /data/lake",
    "file:///data/a%20lake/, /data/a lake",
    "file:///data/{zone},    /data",
    "s3://acme/lake/,        s3://acme/lake",
    "s3://acme,              s3://acme",
    "s3://acme/{zone},       s3://acme",
  })
  void zonesAreFoldersOfTheRoot(String lake, String root) {
    LakeLayout layout = LakeLayout.of(lake);

    assertThat(layout.root()).contains(root);
    assertThat(layout.rawRoot("transactions")).isEqualTo(root + "/raw/transactions");
    assertThat(layout.zoneRoot(Zone.PROCESSED)).isEqualTo(root + "/processed");
  }

  @ParameterizedTest
  @CsvSource({
    "s3://acme-{zone},           s3://acme-processed,      s3://acme-runs/transactions",
    "s3://acme-{zone}/a/,        s3://acme-processed/a,    s3://acme-runs/a/transactions",
    "s3://acme/{zone}/a,         s3://acme/processed/a,    s3://acme/runs/a/transactions",
    "/mnt/{zone}/lake,           /mnt/processed/lake,      /mnt/runs/lake/transactions",
    "file:/mnt/{zone}/lake,      /mnt/processed/lake,      /mnt/runs/lake/transactions",
    "s3://acme-{zone}/x/{zone},  s3://acme-processed/x/processed, s3://acme-runs/x/runs/transactions",
  })
  void placeholderGivesEachZoneAPlaceOfItsOwn(String lake, String processed, String runs) {
    LakeLayout layout = LakeLayout.of(lake);

    assertThat(layout.root()).isEmpty();
    assertThat(layout.zoneRoot(Zone.PROCESSED)).isEqualTo(processed);
    assertThat(layout.runs("transactions")).isEqualTo(runs);
  }

  @Test
  void everyPathOfTheLake() {
    LakeLayout layout = LakeLayout.of("s3://acme/lake");

    assertThat(layout.onS3()).isTrue();
    assertThat(layout.rawRoot("tx")).isEqualTo("s3://acme/lake/raw/tx");
    assertThat(layout.table(Zone.QUARANTINE, "tx")).isEqualTo("s3://acme/lake/quarantine/tx");
    assertThat(layout.table(Zone.CONDEMNED, "tx")).isEqualTo("s3://acme/lake/condemned/tx");
    assertThat(layout.ledger("tx")).isEqualTo("s3://acme/lake/ledger/tx");
    assertThat(layout.aggregate("tx", "month_end_balances"))
        .isEqualTo("s3://acme/lake/aggregates/tx/month_end_balances");
    assertThat(layout.run("tx", "r-1")).isEqualTo("s3://acme/lake/runs/tx/r-1");
    assertThat(layout.runFile("tx", "r-1", "plan.json"))
        .isEqualTo("s3://acme/lake/runs/tx/r-1/plan.json");
    assertThat(layout.chain("tx")).isEqualTo("s3://acme/lake/runs/tx/chain");
    assertThat(layout.dataFile(Zone.PROCESSED, "tx/data/year=2024/month=01/r-1-0.parquet"))
        .isEqualTo("s3://acme/lake/processed/tx/data/year=2024/month=01/r-1-0.parquet");
    assertThat(layout.zoneRoots())
        .containsOnlyKeys("processed", "quarantine", "condemned")
        .containsEntry("condemned", "s3://acme/lake/condemned");
  }

  @Test
  void relativeFolderIsTakenFromTheWorkingFolder() {
    assertThat(LakeLayout.of("my-lake").root())
        .contains(Path.of("").toAbsolutePath().resolve("my-lake").toString());
    assertThat(LakeLayout.of("my-lake").onS3()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'',                 is empty",
    "'  ',               is empty",
    "gs://bucket/lake,   has a scheme that LedgerLake does not know",
    "s3a://bucket/lake,  has a scheme that LedgerLake does not know",
    "s3://,              names no S3 bucket",
    "s3:///lake,         names no S3 bucket",
    "s3://Acme/lake,     names no S3 bucket",
    "s3://acme/{date},   the only placeholder is {zone}",
    "s3://acme/*,        the only placeholder is {zone}",
    "file://host/lake,   is no local path",
    "file:lake,          is no local path",
  })
  void refusesWhatIsNoPlaceForALake(String lake, String reason) {
    assertThatThrownBy(() -> LakeLayout.of(lake))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("--lake=" + lake.trim())
        .hasMessageContaining(reason)
        .satisfies(TestLake.badInput("Give a local folder or s3://bucket/prefix"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", ".hidden", "_x", "a b", "a*", "\u0130d"})
  void refusesRunIdsThatAreNoFolderNames(String runId) {
    LakeLayout layout = LakeLayout.of("/lake");

    assertThatThrownBy(() -> layout.run("transactions", runId))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("The run id \"" + runId + "\" cannot be the name of a folder");
  }

  @Test
  void noRunCanTakeTheJournalsFolder() {
    assertThatThrownBy(() -> LakeLayout.of("/lake").run("transactions", "chain"))
        .hasMessageContaining("A run cannot have the id chain");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../condemned/tx/data/a.parquet", "/etc/passwd", "tx//a.parquet", "."})
  void dataFilesStayInTheirZone(String path) {
    assertThatThrownBy(() -> LakeLayout.of("/lake").dataFile(Zone.PROCESSED, path))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(path + " leads out of the zone processed");
  }
}
