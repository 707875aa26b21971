package io.ledgerlake.pipeline.options;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.OptionSet.Option;
import io.ledgerlake.schemas.contract.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Arguments to options. Beam does the parsing; what it would answer with a stack trace (an option
 * that does not exist, a value of the wrong type) is found before and said in two lines.
 */
public final class OptionParser {

  /** Beam's own default is the direct runner, which is for tests. */
  private static final String DEFAULT_RUNNER = "--runner=SparkRunner";

  private OptionParser() {}

  /**
   * Parses and checks the arguments of a command.
   *
   * @param type the command's options
   * @param command the command's name, for messages
   * @param positional the option that an argument without dashes is the value of, if any
   * @param args the arguments
   * @throws UserError if an option is unknown, or a value is not what it must be
   */
  public static <T extends PipelineOptions> T parse(
      Class<T> type, String command, Optional<String> positional, String... args) {
    OptionSet options = OptionSet.of(type);
    List<String> normal = new ArrayList<>();
    for (String arg : args) {
      normal.add(normalise(options, command, positional, arg));
    }
    PipelineOptionsFactory.register(type);
    rejectUnknown(options, command, normal);
    rejectRepeated(options, command, normal);
    if (EngineOptions.class.isAssignableFrom(type)
        && normal.stream().noneMatch(a -> a.startsWith("--runner="))) {
      normal.add(DEFAULT_RUNNER);
    }
    T parsed = withBeam(type, command, normal);
    OptionChecks.check(parsed);
    return parsed;
  }

  private static String normalise(
      OptionSet options, String command, Optional<String> positional, String arg) {
    if (!arg.startsWith("--")) {
      return positional
          .map(name -> "--" + name + "=" + arg)
          .orElseThrow(() -> stray(options, command, arg));
    }
    String name = nameOf(arg);
    Optional<Option> option = options.option(name);
    if (option.isPresent()) {
      checkValue(option.get(), command, arg);
      if (option.get().type().isEnum()) {
        // Symbols are constants, and --approval=manual is meant as --approval=MANUAL.
        return "--" + name + "=" + arg.substring(arg.indexOf('=') + 1).toUpperCase(Locale.ROOT);
      }
    }
    return arg;
  }

  private static UserError stray(OptionSet options, String command, String arg) {
    String bare = arg.replaceFirst("^-", "").replaceFirst("=.*", "");
    Optional<String> near = NearestName.of(bare, names(options));
    return new UserError(
        "\"" + arg + "\" is no option of " + command + ": options are written --name=value.",
        near.map(n -> "Did you mean --" + n + "=...?").orElseGet(() -> seeHelp(command)));
  }

  private static void checkValue(Option option, String command, String arg) {
    int equals = arg.indexOf('=');
    boolean flag = option.type() == boolean.class;
    if (equals < 0 && !flag) {
      throw new UserError(
          "--" + option.name() + " has no value.",
          "Write --" + option.name() + "=" + example(option) + ". " + seeHelp(command));
    }
    String value = equals < 0 ? "true" : arg.substring(equals + 1);
    String expected = expected(option, value);
    if (expected != null) {
      throw new UserError(
          arg + ": " + expected + " was expected.",
          "Write for example --" + option.name() + "=" + example(option) + ".");
    }
  }

  /** Returns what was expected in place of a value, or null when the value is right. */
  private static String expected(Option option, String value) {
    if (option.type() == boolean.class) {
      return value.equals("true") || value.equals("false") ? null : "true or false";
    } else if (option.type() == int.class) {
      return isWhole(value, Integer.MIN_VALUE, Integer.MAX_VALUE) ? null : "a whole number";
    } else if (option.type() == long.class || option.type() == Long.class) {
      return isWhole(value, Long.MIN_VALUE, Long.MAX_VALUE) ? null : "a whole number";
    } else if (option.type().isEnum()) {
      List<String> symbols = symbols(option);
      return symbols.contains(value.toUpperCase(Locale.ROOT))
          ? null
          : "one of " + String.join(", ", symbols);
    }
    return value.isBlank() ? "a value" : null;
  }

  private static boolean isWhole(String value, long least, long greatest) {
    try {
      long number = Long.parseLong(value);
      return number >= least && number <= greatest;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static List<String> symbols(Option option) {
    return Arrays.stream(option.type().getEnumConstants()).map(Object::toString).toList();
  }

  private static String example(Option option) {
    return option.defaultText().orElse("VALUE");
  }

  private static void rejectUnknown(OptionSet options, String command, List<String> args) {
    Set<String> engine = engineOptions();
    for (String arg : args) {
      String name = nameOf(arg);
      if (options.option(name).isEmpty() && !engine.contains(name)) {
        Optional<String> near = NearestName.of(name, names(options));
        throw new UserError(
            command + " has no option --" + name + ".",
            (near.isPresent() ? near : NearestName.of(name, engine))
                .map(n -> "Did you mean --" + n + "? " + seeHelp(command))
                .orElseGet(() -> seeHelp(command)));
      }
    }
  }

  private static void rejectRepeated(OptionSet options, String command, List<String> args) {
    Map<String, String> given = new HashMap<>();
    for (String arg : args) {
      String name = nameOf(arg);
      boolean takesOne = options.option(name).map(o -> o.type() != List.class).orElse(false);
      String value = arg.substring(arg.indexOf('=') + 1);
      String before = takesOne ? given.put(name, value) : null;
      if (before != null) {
        throw new UserError(
            command + " was given --" + name + " twice: " + before + " and " + value + ".",
            "Give --" + name + " once.");
      }
    }
  }

  /** Beam's and its runners' options, such as {@code --runner}, whatever the command. */
  private static Set<String> engineOptions() {
    return PipelineOptionsFactory.getRegisteredOptions().stream()
        .filter(type -> !type.getPackageName().startsWith("io.ledgerlake"))
        .flatMap(type -> Stream.of(type.getMethods()))
        .filter(m -> m.getParameterCount() == 0 && m.getName().matches("(get|is)[A-Z].*"))
        .map(OptionSet::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static <T extends PipelineOptions> T withBeam(
      Class<T> type, String command, List<String> args) {
    try {
      return PipelineOptionsFactory.fromArgs(args.toArray(String[]::new)).as(type);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "The options were not understood: " + firstLine(e), seeHelp(command), 2, e);
    }
  }

  private static String firstLine(Throwable e) {
    String text = String.valueOf(e.getMessage());
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static List<String> names(OptionSet options) {
    return options.options().stream().map(Option::name).toList();
  }

  private static String nameOf(String arg) {
    int equals = arg.indexOf('=');
    return arg.substring(2, equals < 0 ? arg.length() : equals);
  }

  private static String seeHelp(String command) {
    return "See ./ledgerlake " + command + " --help.";
  }
}
