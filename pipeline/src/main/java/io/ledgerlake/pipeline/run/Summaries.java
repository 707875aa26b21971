package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.RunSummary.FileLine;
import io.ledgerlake.pipeline.report.RunSummary.FileStatus;
import io.ledgerlake.pipeline.report.RunSummary.Money;
import io.ledgerlake.pipeline.report.RunSummary.ReasonCount;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Turns a run's result into what is reported of it. */
public final class Summaries {

  private Summaries() {}

  /**
   * Summarises a run.
   *
   * @param lake the lake, as the user named it
   * @param report where {@code report.html} is or will be, or null
   */
  public static RunSummary of(RunResult result, String lake, String report) {
    return new RunSummary(
        result.verdict(),
        result.plan().runId(),
        result.plan().dataset(),
        lake,
        result.plan().ingestedAt(),
        result.files().stream().map(Summaries::line).toList(),
        reasons(result.files()),
        result.objections(),
        result.gates(),
        report,
        result.corrections());
  }

  private static FileLine line(FileResult file) {
    return new FileLine(
        file.path(),
        FileStatus.valueOf(file.status().name()),
        rows(file),
        money(file),
        file.fault().map(Summaries::fault).orElse(null),
        file.note().orElse(null));
  }

  private static RunSummary.Fault fault(FileFault fault) {
    return new RunSummary.Fault(
        fault.kind().name(), fault.offset(), fault.message(), fault.nextStep());
  }

  private static Rows rows(FileResult file) {
    return file.read()
        .map(
            read ->
                new Rows(
                    read.rows(),
                    file.rows(Zone.PROCESSED),
                    file.rows(Zone.QUARANTINE),
                    file.rows(Zone.CONDEMNED),
                    read.blankLines(),
                    read.withoutAmount()))
        .orElse(Rows.NONE);
  }

  private static SortedMap<String, Money> money(FileResult file) {
    SortedMap<String, Money> money = new TreeMap<>();
    if (file.read().isEmpty()) {
      return money;
    }
    TreeSet<String> currencies = new TreeSet<>(file.read().get().sums().keySet());
    file.stored().values().forEach(tally -> currencies.addAll(tally.sums().keySet()));
    for (String currency : currencies) {
      money.put(
          currency,
          new Money(
              sum(file.read().get(), currency),
              sum(file.stored().get(Zone.PROCESSED), currency),
              sum(file.stored().get(Zone.QUARANTINE), currency),
              sum(file.stored().get(Zone.CONDEMNED), currency)));
    }
    return money;
  }

  private static BigDecimal sum(FileTally tally, String currency) {
    return tally == null ? BigDecimal.ZERO : tally.sums().getOrDefault(currency, BigDecimal.ZERO);
  }

  private static List<ReasonCount> reasons(List<FileResult> files) {
    Map<String, ReasonCount> counts = new TreeMap<>();
    for (FileResult file : files) {
      file.outcomes()
          .forEach(
              (zone, outcome) ->
                  outcome
                      .codes()
                      .forEach(
                          (code, rows) ->
                              counts.merge(
                                  code + " " + zone,
                                  new ReasonCount(
                                      code.name(),
                                      zone.folder(),
                                      rows,
                                      file.path() + ":" + outcome.firstRows().get(code)),
                                  Summaries::plus)));
    }
    return counts.values().stream()
        .sorted(Comparator.comparingLong(ReasonCount::rows).reversed())
        .toList();
  }

  /** Files come in order, so the first example stays. */
  private static ReasonCount plus(ReasonCount one, ReasonCount two) {
    return new ReasonCount(
        one.code(), one.zone(), Math.addExact(one.rows(), two.rows()), one.example());
  }
}
