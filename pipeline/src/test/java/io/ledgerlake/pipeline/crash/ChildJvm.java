package io.ledgerlake.pipeline.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.io.FileUtils;

/**
 * How this package starts JVMs: with this test's class path, and with the classes that an ingest
 * loads in an archive that is only mapped, as the launcher does it. Loading them is most of what a
 * process costs that lives for a second or two. The archive is made when the first is started, and
 * is of jars only, so folders are packed.
 */
final class ChildJvm {

  private static final long LIMIT_SECONDS = 120;

  private static ChildJvm prepared;

  private final Path folder;
  private final Path archive;
  private final String classPath;

  private ChildJvm(Path folder) throws IOException {
    this.folder = folder;
    this.archive = folder.resolve("classes.jsa");
    this.classPath = packed();
  }

  /** Returns the command line that runs a main class. */
  static List<String> command(Class<?> main, String... args) throws IOException {
    return prepared().command("-XX:SharedArchiveFile=" + prepared().archive, main, args);
  }

  private static synchronized ChildJvm prepared() throws IOException {
    if (prepared == null) {
      ChildJvm jvm = new ChildJvm(Files.createTempDirectory("child-jvm"));
      Runtime.getRuntime().addShutdownHook(new Thread(jvm::remove, "remove " + jvm.folder));
      jvm.archive();
      prepared = jvm;
    }
    return prepared;
  }

  private void remove() {
    FileUtils.deleteQuietly(folder.toFile());
  }

  private List<String> command(String option, Class<?> main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off", option));
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(args));
    return command;
  }

  private String packed() throws IOException {
    List<String> packed = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.isEmpty()) {
        continue;
      }
      if (Files.isDirectory(Path.of(entry))) {
        Path jar = folder.resolve("classes-" + packed.size() + ".jar");
        pack(Path.of(entry), jar);
        packed.add(jar.toString());
      } else {
        packed.add(entry);
      }
    }
    return String.join(File.pathSeparator, packed);
  }

  private static void pack(Path root, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream out = new ZipOutputStream(file, UTF_8);
        Stream<Path> found = Files.walk(root)) {
      out.setLevel(0);
      for (Path path : found.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(root.relativize(path).toString().replace('\\', '/')));
        Files.copy(path, out);
        out.closeEntry();
      }
    }
  }

  /** Has a process ingest a second day, which is compared with history, and archive its classes. */
  private void archive() throws IOException {
    Path lake = folder.resolve("lake");
    day(lake, "a.csv", "A1,C1,1.00,EUR,2024-01-05T10:00:00Z\nA2,C1,x,EUR,2024-01-05T10:00:00Z\n");
    CrashLake.in(lake).ingest("day-1", CrashLake.DAY_1);
    day(
        lake,
        "b.csv",
        "A1,C1,1.00,EUR,2024-01-05T10:00:00Z\nA1,C1,2.00,EUR,2024-01-05T10:00:00Z\n");
    Path log = folder.resolve("archive.log");
    Process process =
        new ProcessBuilder(
                command(
                    "-XX:ArchiveClassesAtExit=" + archive,
                    KilledRun.class,
                    lake.toString(),
                    Act.INGEST.name(),
                    "day-2",
                    ""))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)
          || process.exitValue() != 0
          || !Files.exists(archive)) {
        throw new IllegalStateException("no archive of classes: " + Files.readString(log, UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    } finally {
      process.destroyForcibly();
    }
  }

  private static void day(Path lake, String name, String rows) throws IOException {
    Path raw = Files.createDirectories(lake.resolve("raw/transactions"));
    Files.writeString(raw.resolve(name), CrashLake.HEADER + rows, UTF_8);
  }
}
