package io.ledgerlake.pipeline.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.options.OptionSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents tell people to type exists: commands, their options, links between pages. */
class DocumentsTest {

  private static final Path ROOT = Path.of("..");

  /** Beam's own options, which every command that runs a pipeline takes, and those of all. */
  private static final Set<String> EVERYWHERE = Set.of("runner", "help", "verbose");

  private static final Pattern INVOCATION = Pattern.compile("\\./ledgerlake +([a-z]+)([^\n`#|]*)");
  private static final Pattern OPTION = Pattern.compile("(?<=\\s)--([A-Za-z0-9]+)");
  private static final Pattern POSITIONAL = Pattern.compile("^ +[^-\\s.]\\S*");
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");

  @Test
  void everyInvocationCanBeTyped() throws IOException {
    List<String> problems = new ArrayList<>();
    for (Path document : documents()) {
      Matcher invocation = INVOCATION.matcher(Files.readString(document).replace("\\\n", " "));
      while (invocation.find()) {
        check(invocation.group(1), invocation.group(2))
            .ifPresent(
                problem -> problems.add(document + ": " + invocation.group() + ": " + problem));
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        if (!Files.exists(document.resolveSibling(link.group(1)))) {
          dead.add(document + ": " + link.group(1));
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  private static Optional<String> check(String name, String arguments) {
    Optional<Command<?>> command = command(name);
    if (command.isEmpty()) {
      return Optional.of("there is no such command");
    }
    OptionSet options = OptionSet.of(command.get().options());
    Matcher option = OPTION.matcher(arguments);
    while (option.find()) {
      if (options.option(option.group(1)).isEmpty() && !EVERYWHERE.contains(option.group(1))) {
        return Optional.of("it has no option --" + option.group(1));
      }
    }
    return POSITIONAL.matcher(arguments).find() && command.get().positional().isEmpty()
        ? Optional.of("it takes no argument without dashes")
        : Optional.empty();
  }

  private static Optional<Command<?>> command(String name) {
    return LedgerLake.commands().stream().filter(c -> c.name().equals(name)).findFirst();
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String place :
        List.of(
            "docs", "infra", "benchmarks", "sql", "README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
        files
            .filter(f -> f.toString().endsWith(".md"))
            .filter(f -> !f.toString().matches(".*/(node_modules|target)/.*"))
            .sorted()
            .forEach(documents::add);
      }
    }
    return documents;
  }
}
