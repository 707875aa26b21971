package io.ledgerlake.pipeline.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogsTest {

  private static final Map<String, String> NONE = Map.of();

  @TempDir Path folder;

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "hadoop", "HADOOP"})
  void localLakeIsAHadoopWarehouse(String name) {
    Catalog catalog = Catalogs.open(LakeLayout.of(folder.toString()), name, NONE);

    assertThat(catalog).isInstanceOf(HadoopCatalog.class);
    Table table =
        catalog.createTable(
            TableIdentifier.of(Namespace.of("processed"), "tx"),
            new Schema(Types.NestedField.required(1, "id", Types.StringType.get())));
    assertThat(table.location()).isEqualTo(folder.resolve("processed/tx").toString());
  }

  @Test
  void hadoopCatalogIsRefusedOnS3WithTheReason() {
    assertThatThrownBy(() -> Catalogs.open(LakeLayout.of("s3://acme/lake"), "hadoop", NONE))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "The hadoop catalog is not safe on S3: it commits by renaming a file, S3 has no rename"
                + " that fails when the name is taken, and so one of two commits could be lost.")
        .satisfies(
            TestLake.badInput(
                "Choose --catalog=glue, or --catalog=rest or --catalog=jdbc with its uri."));
  }

  @Test
  void lakeOnS3TakesGlueAndSaysWhatItLacks() {
    // The Glue client is not among our own jars.
    assertThatThrownBy(() -> Catalogs.open(LakeLayout.of("s3://acme/lake"), "", NONE))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("The Iceberg catalog glue could not be opened: ")
        .hasMessageContaining("NoClassDefFoundError: software/amazon/awssdk/services/glue")
        .satisfies(TestLake.badInput("software.amazon.awssdk:glue"));
  }

  @Test
  void hadoopCatalogNeedsAllZonesInOneFolder() {
    assertThatThrownBy(() -> Catalogs.open(LakeLayout.of("/mnt/{zone}/lake"), "hadoop", NONE))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("needs all zones in one folder");
  }

  @Test
  void unknownCatalogIsRefusedNamingTheKnown() {
    assertThatThrownBy(() -> Catalogs.open(LakeLayout.of("/lake"), "hive", NONE))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("There is no catalog \"hive\"")
        .satisfies(TestLake.badInput("hadoop, glue, rest or jdbc"));
  }

  @Test
  void catalogThatDoesNotStartSaysWhy() {
    LakeLayout layout = LakeLayout.of("/lake");

    assertThatThrownBy(() -> Catalogs.open(layout, "jdbc", Map.of("uri", "jdbc:nothing:here")))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("The Iceberg catalog jdbc could not be opened")
        .satisfies(TestLake.badInput("Check --catalog and each --catalogProperty"))
        .hasCauseInstanceOf(RuntimeException.class);
  }
}
