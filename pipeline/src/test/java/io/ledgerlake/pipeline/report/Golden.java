package io.ledgerlake.pipeline.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with a file of {@code src/test/resources/golden}. */
public final class Golden {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path ACTUAL = Path.of("target/golden");

  private Golden() {}

  /** Asserts that a text is the golden file's; leaves it in {@code target/golden} to compare. */
  public static void assertMatches(String name, String actual) throws IOException {
    Files.createDirectories(ACTUAL);
    Files.writeString(ACTUAL.resolve(name), actual, UTF_8);
    Path golden = GOLDEN.resolve(name);
    assertThat(golden).as("its text is in %s", ACTUAL.resolve(name)).exists();
    assertThat(actual).isEqualTo(Files.readString(golden, UTF_8));
  }
}
