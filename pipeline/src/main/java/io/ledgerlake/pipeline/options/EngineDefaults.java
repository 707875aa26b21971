package io.ledgerlake.pipeline.options;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a pipeline needs of its engine unless the caller says otherwise. Spark settings are defaults
 * for a Spark inside this process; under spark-submit they are its own.
 */
final class EngineDefaults {

  private EngineDefaults() {}

  /** Returns the options to add to those given, as arguments. */
  static List<String> missing(List<String> args) {
    Set<String> given =
        args.stream().map(a -> a.replaceFirst("=.*", "")).collect(Collectors.toSet());
    return defaults(args).entrySet().stream()
        .filter(e -> !given.contains(e.getKey()))
        .map(e -> e.getKey() + "=" + e.getValue())
        .toList();
  }

  private static Map<String, String> defaults(List<String> args) {
    Map<String, String> defaults = new TreeMap<>();
    String runner = value(args, "--runner", "SparkRunner");
    String threads = value(args, "--parallelism", "0");
    defaults.put("--runner", runner);
    if (runner.endsWith("SparkRunner")) {
      // The runner persists what has several outputs; evicted from memory it would be made again.
      defaults.put("--storageLevel", "DISK_ONLY");
      if (System.getProperty("spark.master") == null) {
        defaults.put("--sparkMaster", "local[" + (threads.equals("0") ? "*" : threads) + "]");
        quietLocalSpark();
      }
    } else if (runner.endsWith("DirectRunner") && !threads.equals("0")) {
      defaults.put("--targetParallelism", threads);
    }
    return defaults;
  }

  /** No web page, no look-up of a host name that a laptop may not have. */
  private static void quietLocalSpark() {
    setIfAbsent("spark.ui.enabled", "false");
    setIfAbsent("spark.ui.showConsoleProgress", "false");
    setIfAbsent("spark.driver.host", "127.0.0.1");
    setIfAbsent("spark.driver.bindAddress", "127.0.0.1");
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static String value(List<String> args, String name, String otherwise) {
    return args.stream()
        .filter(a -> a.startsWith(name + "="))
        .map(a -> a.substring(name.length() + 1))
        .reduce((first, last) -> last)
        .orElse(otherwise);
  }
}
