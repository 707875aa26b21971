package io.ledgerlake.pipeline.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/** What is in jars: the application's, and those that a cluster loads before it. */
final class SparkJar {

  static final String RELOCATED = "io/ledgerlake/shaded/";

  private SparkJar() {}

  /** Returns the application's jar. */
  static Path application() {
    return Path.of(System.getProperty("ledgerlake.spark.jar")).normalize();
  }

  /** Returns the jars of a folder that a system property names. */
  static List<Path> folder(String property) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty(property)).normalize())) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  /** Returns the names of all entries, as often as they are there. */
  static List<String> entries(Path jar) throws IOException {
    List<String> names = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      file.stream().map(ZipEntry::getName).forEach(names::add);
    }
    return names;
  }

  /** Returns the checksums of the classes of jars, by name; of two the first, as Java finds it. */
  static SortedMap<String, Long> classes(List<Path> jars) {
    SortedMap<String, Long> classes = new TreeMap<>();
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        file.stream()
            .filter(e -> e.getName().endsWith(".class"))
            .filter(e -> !e.getName().startsWith("META-INF/"))
            .filter(e -> !e.getName().endsWith("module-info.class"))
            .forEach(e -> classes.putIfAbsent(e.getName(), checksum(file, e)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return classes;
  }

  private static long checksum(JarFile file, ZipEntry entry) {
    if (entry.getCrc() >= 0) {
      return entry.getCrc();
    }
    try (InputStream in = file.getInputStream(entry)) {
      CRC32 sum = new CRC32();
      sum.update(in.readAllBytes());
      return sum.getValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the version in a jar's file name, {@code 1.13.1} of {@code parquet-column-1.13.1.jar}.
   */
  static String version(List<Path> jars, String artifact) {
    return jars.stream()
        .map(jar -> jar.getFileName().toString())
        .filter(name -> name.matches(artifact + "-[0-9].*[.]jar"))
        .map(name -> name.substring(artifact.length() + 1, name.length() - ".jar".length()))
        .findFirst()
        .orElse("none");
  }
}
