package io.ledgerlake.pipeline.generate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFeedTest {

  private static final Path SHIPPED = Path.of("../sample/raw").resolve(SampleFeed.FOLDER);

  @Test
  void theShippedFilesAreWhatTheGeneratorWrites() throws IOException {
    Map<String, byte[]> contents = SampleFeed.contents();

    try (Stream<Path> files = Files.list(SHIPPED)) {
      assertThat(files.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(contents.keySet());
    }
    for (Map.Entry<String, byte[]> file : contents.entrySet()) {
      assertThat(read(SHIPPED.resolve(file.getKey())))
          .as("%s: run ./ledgerlake generate --dataset=sample --output=sample/raw", file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void gzipHeadersHoldNoTime(@TempDir Path folder) throws IOException {
    SampleFeed.write(folder);

    byte[] cards =
        Files.readAllBytes(folder.resolve(SampleFeed.FOLDER).resolve("cards-2024-02.csv.gz"));

    // RFC 1952: bytes 4 to 7 are the modification time.
    assertThat(cards).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
  }

  @Test
  void everythingThatGoesWrongIsThere() throws IOException {
    Map<String, byte[]> contents = SampleFeed.contents();
    String corrections = text(contents, "corrections-2024-03.csv");
    String north = text(contents, "branch-north-2024-03.csv");

    assertThat(corrections.lines().toList()).containsAll(sharedWith(contents, corrections));
    assertThat(sharedWith(contents, corrections)).hasSize(2);
    assertThat(corrections.lines().filter(l -> l.contains("12.5O"))).hasSize(2);
    assertThat(corrections).contains("+01:00").contains("\n\n");
    assertThat(north).contains("\r\n").contains(", joint with C").contains("\"\"Nick\"\"");
    assertThat(north.replace("\r\n", "")).contains("\n");
    assertThat(text(contents, "branch-south-2024-03.csv").chars().filter(c -> c == '"')).hasSize(1);
  }

  private static List<String> sharedWith(Map<String, byte[]> contents, String text) {
    Set<String> core = new HashSet<>(text(contents, "core-banking-2024-01.csv").lines().toList());
    return text.lines().skip(1).filter(core::contains).toList();
  }

  private static String text(Map<String, byte[]> contents, String name) {
    return new String(contents.get(name), ISO_8859_1);
  }

  private static byte[] read(Path path) throws IOException {
    byte[] stored = Files.readAllBytes(path);
    if (!path.toString().endsWith(".gz")) {
      return stored;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(stored))) {
      return in.readAllBytes();
    }
  }
}
