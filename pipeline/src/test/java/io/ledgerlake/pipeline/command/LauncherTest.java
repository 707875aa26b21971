package io.ledgerlake.pipeline.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ledgerlake} in a clone of its own, with a java and a Maven that only talk. */
class LauncherTest {

  private static final String TALKING_JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then echo 'openjdk version "17.0.9" 2023-10-17' >&2; exit 0; fi
      echo "in $(pwd -P)"
      for word in "$@"; do echo "$word"; done
      exit 6
      """;

  @TempDir Path folder;
  private Path home;
  private Path elsewhere;
  private final Map<String, String> environment = new TreeMap<>();

  @BeforeEach
  void makeClone() throws IOException {
    home = Files.createDirectory(folder.resolve("a clone")).toRealPath();
    elsewhere = Files.createDirectory(folder.resolve("elsewhere")).toRealPath();
    Path script = Files.copy(Path.of("../ledgerlake"), home.resolve("ledgerlake"));
    executable(script);
    write(home.resolve("pom.xml"), "");
    Path target = home.resolve("pipeline/target");
    write(target.resolve("lib/b.jar"), "");
    write(target.resolve("lib/a.jar"), "");
    write(target.resolve("lib.complete"), "");
    write(target.resolve("ledgerlake-pipeline.jar"), "");
    setTime(home.resolve("pom.xml"), "2024-01-01T00:00:00Z");
    Path jdk = folder.resolve("jdk");
    executable(write(jdk.resolve("bin/java"), TALKING_JAVA));
    environment.put("JAVA_HOME", jdk.toString());
  }

  @Test
  void startsTheCommandWhereItWasCalled() throws Exception {
    Result result = run(home.resolve("ledgerlake"), "ingest", "--input=my file.csv");

    assertThat(result.exitCode()).isEqualTo(6);
    assertThat(result.out().get(0)).isEqualTo("in " + elsewhere);
    assertThat(result.out())
        .endsWith("io.ledgerlake.pipeline.command.LedgerLake", "ingest", "--input=my file.csv")
        .contains("-Dledgerlake.home=" + home)
        .contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void theClassPathHasOneOrder() throws Exception {
    List<String> words = run(home.resolve("ledgerlake")).out();

    String target = home + "/pipeline/target/";
    assertThat(words.get(words.indexOf("-cp") + 1))
        .isEqualTo(
            target + "ledgerlake-pipeline.jar:" + target + "lib/a.jar:" + target + "lib/b.jar");
  }

  @Test
  void canBeCalledThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(elsewhere.resolve("ll"), Path.of("../a clone/ledgerlake"));

    assertThat(run(link, "runs").out()).contains("-Dledgerlake.home=" + home).endsWith("runs");
  }

  @Test
  void theCallersMemoryComesLastAndWins() throws Exception {
    environment.put("LEDGERLAKE_OPTS", "-Xmx6g -Dx=y");

    assertThat(run(home.resolve("ledgerlake")).out())
        .containsSubsequence("-Xmx2g", "-Xmx6g", "-Dx=y", "-cp");
  }

  @Test
  void aTerminalWithoutUtf8GetsAscii() throws Exception {
    environment.put("LC_ALL", "C");
    assertThat(run(home.resolve("ledgerlake")).out())
        .contains("-Dledgerlake.terminal.unicode=false");

    environment.put("LC_ALL", "de_DE.UTF-8");
    assertThat(run(home.resolve("ledgerlake")).out())
        .contains("-Dledgerlake.terminal.unicode=true");
  }

  @Test
  void anotherJavaIsRefused() throws Exception {
    Path java = folder.resolve("jdk/bin/java");
    write(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n");
    executable(java);

    Result result = run(home.resolve("ledgerlake"));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .containsExactly(
            "ledgerlake: "
                + java
                + " is not Java 17, which Spark 3.5 needs: openjdk version \"11.0.2\".",
            "  Set JAVA_HOME to the folder of a JDK 17.");
  }

  @Test
  void aJavaHomeThatIsNoneIsNamed() throws Exception {
    environment.put("JAVA_HOME", "/no/such/jdk");

    assertThat(run(home.resolve("ledgerlake")).err())
        .containsExactly(
            "ledgerlake: JAVA_HOME is /no/such/jdk, which has no bin/java.",
            "  Set JAVA_HOME to the folder of a JDK 17, or unset it.");
  }

  @Test
  void buildsWhenASourceIsNewer() throws Exception {
    maven("echo \"$*\" >>\"$PWD/called\"; sleep 0");
    Path source = write(home.resolve("schemas/src/main/java/A.java"), "class A {}");
    setTime(home.resolve("pipeline/target/ledgerlake-pipeline.jar"), "2024-02-01T00:00:00Z");
    setTime(source, "2024-03-01T00:00:00Z");

    Result first = run(home.resolve("ledgerlake"), "runs");
    Result second = run(home.resolve("ledgerlake"), "runs");

    assertThat(Files.readAllLines(home.resolve("called"), UTF_8))
        .singleElement()
        .asString()
        .contains("package -pl pipeline -am");
    assertThat(String.join("\n", first.err()))
        .startsWith("Building LedgerLake (its sources have changed) ")
        .endsWith("done");
    assertThat(first.out()).endsWith("runs");
    assertThat(second.err()).isEmpty();
  }

  @Test
  void theBuildLeavesAnArchiveOfClassesThatLaterStartsShare() throws Exception {
    maven("touch pipeline/target/ledgerlake-pipeline.jar");
    Path archive = home.resolve("pipeline/target/ledgerlake.jsa");
    String option = "-XX:SharedArchiveFile=" + archive;
    write(
        folder.resolve("jdk/bin/java"),
        TALKING_JAVA.replace(
            "echo \"in",
            """
            for word in "$@"; do
              case $word in -XX:ArchiveClassesAtExit=*) touch -t 209901010000 "${word#*=}" ;; esac
            done
            echo "in"""));
    setTime(home.resolve("pipeline/target/ledgerlake-pipeline.jar"), "2024-02-01T00:00:00Z");
    assertThat(run(home.resolve("ledgerlake"), "runs").out()).doesNotContain(option);
    setTime(write(home.resolve("schemas/src/main/java/A.java"), ""), "2024-03-01T00:00:00Z");

    assertThat(run(home.resolve("ledgerlake"), "runs").out()).contains(option).endsWith("runs");
    assertThat(run(home.resolve("ledgerlake"), "runs").out()).contains(option);

    setTime(archive, "2024-02-01T00:00:00Z");
    assertThat(run(home.resolve("ledgerlake"), "runs").out()).doesNotContain(option);
  }

  @Test
  void aTestIsNoSourceOfTheBuild() throws Exception {
    maven("exit 1");
    setTime(home.resolve("pipeline/target/ledgerlake-pipeline.jar"), "2024-02-01T00:00:00Z");
    setTime(write(home.resolve("schemas/src/test/java/ATest.java"), ""), "2024-03-01T00:00:00Z");

    assertThat(run(home.resolve("ledgerlake"), "runs").exitCode()).isEqualTo(6);
  }

  @Test
  void aBuildThatFailsSaysWhere() throws Exception {
    maven("echo '[ERROR] cannot find symbol'; exit 1");
    Files.delete(home.resolve("pipeline/target/ledgerlake-pipeline.jar"));

    Result result = run(home.resolve("ledgerlake"));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err().get(0)).startsWith("Building LedgerLake (first use");
    assertThat(result.err())
        .contains("[ERROR] cannot find symbol", "ledgerlake: the build failed.")
        .last()
        .asString()
        .contains(home + "/.ledgerlake/build.log");
    assertThat(home.resolve(".ledgerlake/building")).doesNotExist();
  }

  private void maven(String does) throws IOException {
    executable(write(folder.resolve("bin/mvn"), "#!/bin/sh\n" + does + "\n"));
    environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
  }

  private Result run(Path script, String... args) throws Exception {
    List<String> command =
        Stream.concat(Stream.of(script.toString()), Arrays.stream(args)).toList();
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(elsewhere.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("LEDGERLAKE_OPTS");
    builder.environment().remove("JAVA_OPTS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("the script ends").isTrue();
    return new Result(
        process.exitValue(), Files.readAllLines(out, UTF_8), Files.readAllLines(err, UTF_8));
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text, UTF_8);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void setTime(Path file, String time) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
  }

  private record Result(int exitCode, List<String> out, List<String> err) {}
}
