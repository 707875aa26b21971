package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be in the jar for spark-submit, beside the jars that a cluster loads before it. */
class SparkJarIT {

  private static final List<String> RELOCATIONS =
      List.of(
          "com/google/common/",
          "com/google/protobuf/",
          "com/google/gson/",
          "org/apache/commons/codec/",
          "org/apache/commons/compress/",
          "org/apache/commons/io/",
          "org/apache/commons/lang3/",
          "org/apache/http/",
          "shaded/parquet/",
          "software/amazon/awssdk/");

  private static List<Path> before;
  private static SortedMap<String, Long> theirs;
  private static SortedMap<String, Long> ours;

  @BeforeAll
  static void read() throws IOException {
    before = new ArrayList<>(SparkJar.folder("ledgerlake.spark.jars"));
    before.addAll(SparkJar.folder("ledgerlake.emr.jars"));
    theirs = SparkJar.classes(before);
    ours = SparkJar.classes(List.of(SparkJar.application()));
  }

  @Test
  void holdsNoClassThatTheClusterLoadsBeforeIt() {
    Set<String> both = new TreeSet<>(ours.keySet());
    both.retainAll(theirs.keySet());

    assertThat(ours).containsKey("io/ledgerlake/pipeline/command/Ingest.class");
    assertThat(theirs).containsKey("org/apache/spark/deploy/SparkSubmit.class");
    assertThat(both).isEmpty();
  }

  /** The size is told beside the jar, as an output of the build. */
  @Test
  void isNoLargerThanItHasToBe() throws IOException {
    Path jar = SparkJar.application();
    long bytes = Files.size(jar);
    Files.writeString(
        jar.resolveSibling("ledgerlake-jar-size.txt"), bytes + "  " + jar.getFileName() + "\n");

    assertThat(bytes).isBetween(50L << 20, 120L << 20);
  }

  @Test
  void holdsNothingTwice() throws IOException {
    List<String> names = SparkJar.entries(SparkJar.application());
    assertThat(names).doesNotHaveDuplicates();

    Set<String> twice = new TreeSet<>();
    for (String name : ours.keySet()) {
      if (name.startsWith(SparkJar.RELOCATED)
          && ours.containsKey(name.substring(SparkJar.RELOCATED.length()))) {
        twice.add(name);
      }
    }
    assertThat(twice).as("relocated, and there all the same").isEmpty();
  }

  @Test
  void holdsNeitherSignaturesNorModules() throws IOException {
    assertThat(SparkJar.entries(SparkJar.application()))
        .noneMatch(name -> name.endsWith("module-info.class"))
        .noneMatch(name -> name.matches("META-INF/.*[.](SF|DSA|RSA)"))
        .noneMatch(name -> name.matches("(org/apache/(spark|hadoop|logging)|scala|org/slf4j)/.*"));
    try (JarFile jar = new JarFile(SparkJar.application().toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("io.ledgerlake.pipeline.command.LedgerLake");
    }
  }

  /** Whatever is relocated would be loaded in another version, or from two jars, if it were not. */
  @ParameterizedTest
  @MethodSource("relocations")
  void whatIsRelocatedClashes(String prefix) {
    List<String> relocated =
        ours.keySet().stream().filter(n -> n.startsWith(SparkJar.RELOCATED + prefix)).toList();

    assertThat(relocated).isNotEmpty();
    assertThat(relocated)
        .as("a class that the cluster has of its own")
        .anyMatch(name -> theirs.containsKey(name.substring(SparkJar.RELOCATED.length())));
  }

  @Test
  void nothingElseIsRelocated() {
    assertThat(ours.keySet())
        .filteredOn(name -> name.startsWith(SparkJar.RELOCATED))
        .allMatch(
            name ->
                RELOCATIONS.stream()
                    .anyMatch(prefix -> name.startsWith(SparkJar.RELOCATED + prefix)));
  }

  /** What is not relocated must be what we were built and tested with. */
  @ParameterizedTest
  @CsvSource({
    "parquet-hadoop", "parquet-column", "parquet-common", "avro", "jackson-core",
    "jackson-databind", "jackson-annotations", "slf4j-api", "zstd-jni", "hadoop-client-api"
  })
  void isBuiltWithTheVersionsOfSpark(String artifact) {
    assertThat(SparkJar.version(classPath(), artifact))
        .isNotEqualTo("none")
        .isEqualTo(SparkJar.version(before, artifact));
  }

  /** Spark's is far older; so ours must be relocated, which the tests above see to. */
  @Test
  void bringsItsOwnGuava() {
    assertThat(SparkJar.version(before, "guava")).isEqualTo("14.0.1");
    assertThat(SparkJar.version(classPath(), "guava")).startsWith("33.");
  }

  @Test
  void hasABillOfMaterials() throws IOException {
    Path bill = SparkJar.application().resolveSibling("ledgerlake-sbom.json");

    assertThat(Files.readString(bill))
        .contains("\"bomFormat\" : \"CycloneDX\"")
        .contains("pkg:maven/org.apache.beam/beam-sdks-java-core@2.62.0?type=jar")
        .contains("pkg:maven/software.amazon.awssdk/s3@");
  }

  private static List<String> relocations() {
    return RELOCATIONS;
  }

  private static List<Path> classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator, -1)).map(Path::of).toList();
  }
}
