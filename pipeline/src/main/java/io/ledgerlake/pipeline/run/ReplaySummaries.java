package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.RunSummary.FileLine;
import io.ledgerlake.pipeline.report.RunSummary.FileStatus;
import io.ledgerlake.pipeline.report.RunSummary.Money;
import io.ledgerlake.pipeline.report.RunSummary.ReasonCount;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Turns a replay's result into what is reported of it. */
public final class ReplaySummaries {

  private ReplaySummaries() {}

  /**
   * Summarises a replay: its rows are those that were evaluated, its money what they hold now.
   *
   * @param lake the lake, as the user named it
   * @param report where {@code report.html} is or will be
   */
  public static RunSummary of(ReplayResult result, String lake, String report) {
    return new RunSummary(
        result.verdict(),
        result.request().runId(),
        result.request().dataset(),
        lake,
        result.ingestedAt(),
        result.files().stream().map(ReplaySummaries::line).toList(),
        reasons(result),
        result.objections(),
        List.of(),
        report);
  }

  /** Returns the rows evaluated by reason, as they were before. */
  public static SortedMap<String, Long> codesBefore(ReplayResult result) {
    SortedMap<String, Long> codes = new TreeMap<>();
    result.files().forEach(file -> add(file.codesBefore, codes));
    return codes;
  }

  /** Returns the rows evaluated that are not processed by reason, as they are now. */
  public static SortedMap<String, Long> codesAfter(ReplayResult result) {
    SortedMap<String, Long> codes = new TreeMap<>();
    result.files().forEach(file -> add(codesAfter(file), codes));
    return codes;
  }

  private static SortedMap<String, Long> codesAfter(ReplayedFile file) {
    SortedMap<String, Long> codes = new TreeMap<>();
    file.codesAfter.values().forEach(zone -> add(zone, codes));
    return codes;
  }

  private static void add(Map<String, Long> from, SortedMap<String, Long> to) {
    from.forEach((code, rows) -> to.merge(code, rows, Math::addExact));
  }

  private static FileLine line(ReplayedFile file) {
    return new FileLine(
        file.path(),
        FileStatus.REPLAYED,
        new Rows(
            file.read.rows(),
            file.stored(Zone.PROCESSED).rows(),
            file.stored(Zone.QUARANTINE).rows(),
            file.stored(Zone.CONDEMNED).rows(),
            0,
            file.read.withoutAmount()),
        money(file),
        null,
        "reasons before: " + text(file.codesBefore) + "; now: " + text(codesAfter(file)));
  }

  private static String text(SortedMap<String, Long> codes) {
    return codes.isEmpty()
        ? "none"
        : codes.entrySet().stream()
            .map(code -> String.format(Locale.ROOT, "%s %,d", code.getKey(), code.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static SortedMap<String, Money> money(ReplayedFile file) {
    TreeSet<String> currencies = new TreeSet<>(file.read.sums().keySet());
    file.stored.values().forEach(tally -> currencies.addAll(tally.sums().keySet()));
    SortedMap<String, Money> money = new TreeMap<>();
    for (String currency : currencies) {
      money.put(
          currency,
          new Money(
              sum(file.read, currency),
              sum(file.stored(Zone.PROCESSED), currency),
              sum(file.stored(Zone.QUARANTINE), currency),
              sum(file.stored(Zone.CONDEMNED), currency)));
    }
    return money;
  }

  private static BigDecimal sum(FileTally tally, String currency) {
    return tally.sums().getOrDefault(currency, BigDecimal.ZERO);
  }

  private static List<ReasonCount> reasons(ReplayResult result) {
    SortedMap<String, ReasonCount> counts = new TreeMap<>();
    for (ReplayedFile file : result.files()) {
      file.codesAfter.forEach(
          (zone, codes) ->
              codes.forEach(
                  (code, rows) ->
                      counts.merge(
                          code + " " + zone,
                          new ReasonCount(
                              code,
                              zone,
                              rows,
                              file.path() + ":" + file.examples.get(zone).get(code)),
                          ReplaySummaries::plus)));
    }
    List<ReasonCount> reasons = new ArrayList<>(counts.values());
    reasons.sort(Comparator.comparingLong(ReasonCount::rows).reversed());
    return reasons;
  }

  private static ReasonCount plus(ReasonCount one, ReasonCount two) {
    return new ReasonCount(
        one.code(), one.zone(), Math.addExact(one.rows(), two.rows()), one.example());
  }
}
