package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.options.EngineOptions;
import io.ledgerlake.pipeline.options.OptionSet;
import io.ledgerlake.pipeline.options.OptionSet.Option;
import io.ledgerlake.pipeline.options.OptionSet.Section;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.WordUtils;

/** The help texts, made from the commands and the annotations of their options. */
final class Help {

  private static final String RUNNER =
      "What executes the pipeline: SparkRunner, inside this process unless spark-submit says"
          + " otherwise, or DirectRunner, Beam's own. Every other option of Beam and its runners"
          + " is accepted too.";

  private Help() {}

  /** Returns the help of one command. */
  static String of(Command<?> command, int columns) {
    StringBuilder text = new StringBuilder();
    text.append("Usage: ./ledgerlake ").append(command.name());
    command.positional().ifPresent(p -> text.append(' ').append(p.toUpperCase(Locale.ROOT)));
    text.append(" [--option=value ...]\n\n");
    paragraph(text, command.description(), "", columns);
    for (Section section : OptionSet.of(command.options()).sections()) {
      text.append('\n').append(section.title()).append(":\n");
      section.options().forEach(o -> option(text, o, columns));
      if (section.declaredBy() == EngineOptions.class) {
        text.append("  --runner=SparkRunner|DirectRunner\n");
        paragraph(text, RUNNER + " [default: SparkRunner]", "      ", columns);
      }
    }
    text.append("\nExamples:\n");
    command.examples().forEach(e -> text.append("  ./ledgerlake ").append(e).append('\n'));
    return text.toString();
  }

  /** Returns the list of commands. */
  static String overview(List<Command<?>> commands) {
    StringBuilder text =
        new StringBuilder(
            """
            LedgerLake: transaction files in, a published and reconciled Iceberg lake out.

            Usage: ./ledgerlake COMMAND [--option=value ...]

            Commands:
            """);
    for (Command<?> command : commands) {
      text.append(String.format(Locale.ROOT, "  %-10s %s%n", command.name(), command.summary()));
    }
    return text.append(
            """

            Start with ./ledgerlake ingest, which reads the sample feed that ships.
            Each command's options: ./ledgerlake COMMAND --help
            """)
        .toString();
  }

  private static void option(StringBuilder text, Option option, int columns) {
    text.append("  --").append(option.name()).append('=').append(option.placeholder()).append('\n');
    String standing = option.defaultText().map(d -> " [default: " + d + "]").orElse("");
    paragraph(text, option.description() + standing, "      ", columns);
  }

  private static void paragraph(StringBuilder text, String words, String indent, int columns) {
    String wrapped = WordUtils.wrap(words, columns - indent.length(), "\n" + indent, false);
    text.append(indent).append(wrapped).append('\n');
  }
}
