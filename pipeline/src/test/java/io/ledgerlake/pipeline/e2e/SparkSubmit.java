package io.ledgerlake.pipeline.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a main class of LedgerLake's Spark jar through Spark's own {@code SparkSubmit}, on a cluster
 * of two executors that are processes of their own. The driver's class path is a Spark
 * installation's, and the jar reaches the executors as it does on any cluster.
 */
final class SparkSubmit {

  private static final Duration LAST_BREATH = Duration.ofSeconds(20);

  /** Spark's executors get Spark's list by themselves; a driver is given it by bin/spark-submit. */
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "jdk.internal.ref",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private static final String FOREIGN =
      "-Duser.language=tr -Duser.timezone=Pacific/Chatham -Dfile.encoding=ISO-8859-1";

  private final Path home;
  private final Path jar;
  private final List<String> settings = new ArrayList<>();
  private String first = "";
  private Duration limit = Duration.ofMinutes(15);

  /**
   * @param folder an empty folder, where Spark's home with the executors' folders will be
   */
  SparkSubmit(Path folder) throws IOException {
    Path jars = built("ledgerlake.spark.jars", "mvn package -pl spark-home");
    this.jar = built("ledgerlake.spark.jar", "mvn package -pl pipeline -am");
    this.home = Files.createDirectories(folder.resolve("spark"));
    Files.createSymbolicLink(home.resolve("jars"), jars);
  }

  private static Path built(String property, String command) {
    Path path = Path.of(System.getProperty(property)).normalize();
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " is missing; " + command + " puts it there");
    }
    return path;
  }

  /**
   * What became of the driver.
   *
   * @param exitCode its exit code
   * @param out what it wrote to its standard output
   * @param log what it wrote to its standard error: mostly Spark's log
   */
  record Answer(int exitCode, String out, String log) {

    /** Returns both streams, for messages of failed assertions. */
    String all() {
      return "exit code " + exitCode + "\n" + log + out;
    }
  }

  /** Puts jars before Spark's own, on the driver and the executors, as EMR does with some. */
  SparkSubmit withJarsFirst(List<Path> jars) {
    first = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    return with("--conf", "spark.executor.extraClassPath=" + first);
  }

  /** Ends the driver and its executors, and fails, when they have run for so long. */
  SparkSubmit within(Duration longest) {
    limit = longest;
    return this;
  }

  /** Gives spark-submit further options of its own, such as {@code --jars}. */
  SparkSubmit with(String... options) {
    settings.addAll(List.of(options));
    return this;
  }

  /** Submits a main class and waits for its end. */
  Answer run(Class<?> main, String... args) throws IOException, InterruptedException {
    Path out = home.resolve("driver.out");
    Path log = home.resolve("driver.log");
    ProcessBuilder driver =
        new ProcessBuilder(command(main, args))
            .directory(home.toFile())
            .redirectOutput(out.toFile())
            .redirectError(log.toFile());
    driver
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME", home.toString(),
                "SPARK_SCALA_VERSION", "2.12",
                "SPARK_LOCAL_IP", "127.0.0.1"));
    int exitCode = await(driver.start(), log);
    return new Answer(exitCode, text(out), text(log));
  }

  private List<String> command(Class<?> main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx768m");
    OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.addAll(List.of(FOREIGN.split(" ", -1)));
    String jars = home.resolve("jars") + "/*";
    command.addAll(List.of("-cp", first.isEmpty() ? jars : first + File.pathSeparator + jars));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", "local-cluster[2,1,1024]"));
    conf(command, "spark.executor.memory=1g");
    conf(command, "spark.executor.extraJavaOptions=" + FOREIGN);
    conf(command, "spark.driver.host=127.0.0.1");
    conf(command, "spark.driver.bindAddress=127.0.0.1");
    conf(command, "spark.ui.enabled=false");
    conf(command, "spark.default.parallelism=4");
    command.addAll(settings);
    command.addAll(List.of("--class", main.getName(), jar.toString()));
    command.addAll(List.of(args));
    return command;
  }

  private static void conf(List<String> command, String setting) {
    command.addAll(List.of("--conf", setting));
  }

  /** Waits for the driver, then sees to it that none of its executors outlives it. */
  private int await(Process driver, Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Set<ProcessHandle> started = new LinkedHashSet<>();
    try {
      while (!driver.waitFor(200, TimeUnit.MILLISECONDS)) {
        driver.descendants().forEach(started::add);
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "the driver did not end within " + limit.toSeconds() + " s:\n" + text(log));
        }
      }
      return driver.exitValue();
    } finally {
      driver.descendants().forEach(started::add);
      driver.destroyForcibly();
      started.forEach(ProcessHandle::destroyForcibly);
      for (ProcessHandle process : started) {
        process
            .onExit()
            .completeOnTimeout(process, LAST_BREATH.toSeconds(), TimeUnit.SECONDS)
            .join();
      }
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /** Returns the names of the jars that each executor was sent, by executor id. */
  List<String> executorJars() throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("work"))) {
      return files
          .filter(f -> f.toString().endsWith(".jar"))
          .map(f -> f.getParent().getFileName() + "/" + f.getFileName())
          .sorted()
          .toList();
    }
  }

  Path jar() {
    return jar;
  }
}
