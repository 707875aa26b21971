package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Approve;
import io.ledgerlake.pipeline.command.Command;
import io.ledgerlake.pipeline.command.Reject;
import io.ledgerlake.pipeline.command.Release;
import io.ledgerlake.pipeline.command.Rollback;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what the examples of {@code docs/assumptions.md} say, and finds what they say.
 *
 * <p>An example is a block of code whose fence says {@code example}. Its lines:
 *
 * <ul>
 *   <li>a name ending in {@code .csv} or {@code .json} begins a file, whose lines follow, each
 *       indented; a CSV file gets the header of {@code transactions};
 *   <li>{@code $ ingest} and so on run the command, with arguments, as the run {@code run-<n>} if
 *       it is the nth command; {@code -> 6} after it is its exit code when that is not 0;
 *   <li>every other line is the current outcome of a row, as {@code file:row zone REASONS}; those
 *       after a command are all there are.
 * </ul>
 */
class AssumptionsTest {

  private static final Path PAGE = Path.of("../docs/assumptions.md");

  /** As the page says, a file none of whose rows is good stops no run in most examples. */
  private static final String GATE = "--allowUnprocessedFiles";

  @TempDir private Path folder;

  /** One example of the page. */
  private record Example(String heading, List<String> lines) {}

  @TestFactory
  Stream<DynamicTest> everyExampleIsTrue() throws IOException {
    return examples().stream()
        .map(example -> DynamicTest.dynamicTest(example.heading(), () -> play(example)));
  }

  @Test
  void everyTestThatThePageNamesIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    for (String word : Files.readString(PAGE).split("[^A-Za-z0-9.]+", -1)) {
      if (word.matches("[A-Z][A-Za-z]+Test(\\.[a-zA-Z]+)?") && !isThere(word)) {
        missing.add(word);
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean isThere(String test) throws IOException {
    String[] parts = test.split("\\.", 2);
    for (String module : List.of("../schemas", "../transforms", "../pipeline")) {
      try (Stream<Path> files = Files.walk(Path.of(module, "src/test/java"))) {
        for (Path file : files.filter(f -> f.endsWith(parts[0] + ".java")).toList()) {
          return parts.length == 1 || Files.readString(file).contains(" " + parts[1] + "(");
        }
      }
    }
    return false;
  }

  private static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    String heading = "";
    List<String> block = null;
    for (String line : Files.readAllLines(PAGE)) {
      if (block != null && line.equals("```")) {
        examples.add(new Example(heading, block));
        block = null;
      } else if (block != null) {
        block.add(line);
      } else if (line.equals("```example")) {
        block = new ArrayList<>();
      } else if (line.startsWith("#")) {
        heading = line.replaceFirst("#+ ", "");
      }
    }
    assertThat(examples).hasSizeGreaterThan(5);
    return examples;
  }

  private void play(Example example) throws IOException {
    Path place = Files.createTempDirectory(folder, "example");
    IngestFixture fixture = IngestFixture.in(place);
    int at = 0;
    int run = 0;
    List<String> lines = example.lines();
    while (at < lines.size()) {
      String line = lines.get(at++);
      if (line.startsWith("$ ")) {
        run++;
        command(fixture, place, line.substring(2), "run-" + run);
        int from = at;
        while (at < lines.size() && lines.get(at).matches("[^ ]+:[0-9]+ .*")) {
          at++;
        }
        assertThat(outcomes(fixture)).as(line).isEqualTo(sorted(lines.subList(from, at)));
      } else if (!line.isBlank()) {
        int from = at;
        while (at < lines.size() && lines.get(at).startsWith("    ")) {
          at++;
        }
        file(fixture, line, lines.subList(from, at));
      }
    }
    assertThat(run).as("commands in " + example.heading()).isPositive();
  }

  private static void file(IngestFixture fixture, String name, List<String> indented)
      throws IOException {
    StringBuilder text = new StringBuilder(name.endsWith(".csv") ? HEADER : "");
    indented.forEach(row -> text.append(row.substring(4)).append('\n'));
    assertThat(name).matches("[a-z0-9-]+(\\.csv|\\.csv\\.ctl\\.json)");
    fixture.write(name, text.toString());
  }

  private static void command(IngestFixture fixture, Path place, String line, String runId)
      throws IOException {
    String[] sides = line.split(" -> ", 2);
    List<String> words = new ArrayList<>(Arrays.asList(sides[0].split(" ", -1)));
    String name = words.remove(0);
    words.replaceAll(
        word -> word.startsWith("--contract=") ? contract(place, word.substring(11)) : word);
    if (!name.equals("approve") && !name.equals("reject")) {
      words.add("--runId=" + runId);
    }
    if (name.equals("ingest") && words.stream().noneMatch(w -> w.startsWith(GATE))) {
      words.add(GATE + "=true");
    }
    Answer answer = run(fixture, name, words);
    assertThat(answer.exitCode())
        .as(answer.all())
        .isEqualTo(sides.length == 1 ? 0 : Integer.parseInt(sides[1]));
    LakeBooks.of(fixture).assertBalanced();
  }

  private static Answer run(IngestFixture fixture, String name, List<String> words) {
    Command<?> decision =
        switch (name) {
          case "release" -> new Release();
          case "rollback" -> new Rollback();
          case "approve" -> new Approve();
          case "reject" -> new Reject();
          default -> null;
        };
    if (decision != null) {
      words.add("--why=the page says so");
      return fixture.run(decision, words.toArray(String[]::new));
    }
    assertThat(name).isIn("ingest", "replay");
    String[] args = words.toArray(String[]::new);
    return name.equals("replay") ? fixture.replay(args) : fixture.ingest(args);
  }

  /** A contract that reads German times; each number is a version of its own. */
  private static String contract(Path place, String name) {
    assertThat(name).matches("german-times-v[2-9]");
    try {
      int version = name.charAt(name.length() - 1) - '0';
      return "--contract="
          + Files.writeString(place.resolve(name + ".avsc"), ReplayTest.mended(version));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> outcomes(IngestFixture fixture) {
    return sorted(
        LakeBooks.of(fixture).outcomes().stream()
            .map(outcome -> outcome.substring(0, outcome.lastIndexOf(' ')))
            .toList());
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().map(line -> line.replace(", ", "+")).sorted().toList();
  }
}
