package io.ledgerlake.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The ingest as a cluster runs it: the Spark jar, submitted to two executors on this machine. */
final class SparkSubmission {

  private final Path home;
  private final String jar;

  /**
   * @param work where Spark's home goes, with the executors' folders
   * @param sparkJars the folder of a Spark installation's jars
   * @param jar LedgerLake's jar for it
   */
  SparkSubmission(Path work, String sparkJars, String jar) throws IOException {
    this.home = Files.createDirectories(work.resolve("spark"));
    this.jar = jar;
    Path jars = home.resolve("jars");
    Files.deleteIfExists(jars);
    Files.createSymbolicLink(jars, Path.of(sparkJars).toAbsolutePath());
  }

  /** Returns what follows the JVM's own options, up to the options of the ingest. */
  List<String> command() {
    // The catalog's driver; a cluster would have it installed, or be given it like this.
    String driver =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(jarFile -> jarFile.contains("sqlite-jdbc"))
            .findFirst()
            .orElseThrow();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("-cp", home.resolve("jars") + "/*"));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", "local-cluster[2,1,1024]", "--jars", driver));
    for (String setting :
        List.of(
            "spark.executor.memory=1g",
            "spark.driver.host=127.0.0.1",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.ui.enabled=false")) {
      command.addAll(List.of("--conf", setting));
    }
    command.addAll(List.of("--class", "io.ledgerlake.pipeline.command.Ingest", jar));
    command.add("--runner=SparkRunner");
    return command;
  }

  /** Returns what Spark looks for in the environment. */
  Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", home.toAbsolutePath().toString(),
        "SPARK_SCALA_VERSION", "2.12",
        "SPARK_LOCAL_IP", "127.0.0.1");
  }
}
