package io.ledgerlake.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Checks that both jobs did the same work: the same rows per zone, the same sums per currency, the
 * same reasons. Prints a Markdown table; ends with 1 when any line differs.
 *
 * <p>Arguments: {@code --lake=FOLDER --native=FOLDER [--dataset=transactions]}.
 */
public final class CompareTotals {

  private CompareTotals() {}

  /** Compares. */
  public static void main(String[] args) {
    Arguments arguments = Arguments.parse(args, Set.of("lake", "native", "dataset"));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    boolean same =
        print(
            out,
            LakeTotals.ofLake(
                Path.of(arguments.required("lake")).toAbsolutePath(),
                arguments.optional("dataset", "transactions")),
            LakeTotals.ofNative(Path.of(arguments.required("native")).toAbsolutePath()));
    System.exit(same ? 0 : 1);
  }

  /** Prints both totals side by side and returns whether they are the same. */
  static boolean print(
      PrintStream out, SortedMap<String, String> lake, SortedMap<String, String> rival) {
    SortedSet<String> names = new TreeSet<>(lake.keySet());
    names.addAll(rival.keySet());
    out.println("| total | LedgerLake | native Spark | |");
    out.println("| --- | ---: | ---: | --- |");
    boolean same = true;
    for (String name : names) {
      boolean equal = value(lake, name).equals(value(rival, name));
      same &= equal;
      out.printf(
          "| %s | %s | %s | %s |%n",
          name, value(lake, name), value(rival, name), equal ? "" : "**differs**");
    }
    return same;
  }

  private static String value(Map<String, String> totals, String name) {
    return totals.getOrDefault(name, "-");
  }
}
