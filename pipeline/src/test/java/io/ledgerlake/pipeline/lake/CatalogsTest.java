package io.ledgerlake.pipeline.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.options.S3LakeOptions;
import io.ledgerlake.pipeline.s3.S3;
import java.nio.file.Path;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.glue.GlueCatalog;
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
import software.amazon.awssdk.regions.Region;

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

  /** Nothing is asked of Glue itself, which is not to be had here. */
  @Test
  void lakeOnS3TakesGlue() {
    S3LakeOptions options = PipelineOptionsFactory.create().as(S3LakeOptions.class);
    options.setAwsRegion(Region.EU_CENTRAL_1);

    assertThat(Catalogs.open(LakeLayout.of("s3://acme/lake"), "", S3.catalogProperties(options)))
        .isInstanceOf(GlueCatalog.class);
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
