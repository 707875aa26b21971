package io.ledgerlake.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * ISO 4217's current codes as an SQL expression. A code list per minor unit becomes one hash set in
 * Spark's generated code, the largest first; a map literal would be searched from its start for
 * every row.
 */
final class NativeCurrencies {

  /** Stands for a code without a minor unit, such as gold's: any number of decimals is right. */
  private static final String ANY = "99";

  private NativeCurrencies() {}

  /** Returns an expression for the minor unit of a column's code, null when it is no code. */
  static String minorUnit(String column) {
    String cases =
        codesByMinorUnit().entrySet().stream()
            .sorted(Comparator.comparing(e -> -e.getValue().size()))
            .map(
                e ->
                    " WHEN %s IN ('%s') THEN %s"
                        .formatted(column, String.join("','", e.getValue()), e.getKey()))
            .collect(Collectors.joining());
    return "CASE" + cases + " END";
  }

  private static Map<String, List<String>> codesByMinorUnit() {
    String table = "/io/ledgerlake/schemas/currency/iso4217.csv";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(NativeCurrencies.class.getResourceAsStream(table), US_ASCII))) {
      // Lines are code,numeric,minor_unit,withdrawn below a version line and a header.
      return lines
          .lines()
          .skip(2)
          .map(line -> line.split(",", -1))
          .filter(cells -> cells[3].isEmpty())
          .collect(
              Collectors.groupingBy(
                  cells -> cells[2].isEmpty() ? ANY : cells[2],
                  Collectors.mapping(cells -> cells[0], Collectors.toList())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
