package io.ledgerlake.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Arguments of the form {@code --name=value}. */
final class Arguments {

  private final Map<String, String> values = new LinkedHashMap<>();

  private Arguments() {}

  /**
   * @param known the names that may be given
   * @throws IllegalArgumentException if an argument has another form or name
   */
  static Arguments parse(String[] args, Set<String> known) {
    Arguments arguments = new Arguments();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      String name = equals > 2 && arg.startsWith("--") ? arg.substring(2, equals) : "";
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "unknown argument " + arg + "; expected --name=value with one of " + known);
      }
      arguments.values.put(name, arg.substring(equals + 1));
    }
    return arguments;
  }

  /**
   * @throws IllegalArgumentException if the argument is missing
   */
  String required(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + "=... is missing");
    }
    return value;
  }

  String optional(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }
}
