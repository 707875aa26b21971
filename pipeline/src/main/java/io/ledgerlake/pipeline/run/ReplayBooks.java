package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.transforms.RunOutcome;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.record.ReaderReport;
import io.ledgerlake.transforms.zone.MovedFile;
import io.ledgerlake.transforms.zone.ShardTally;
import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A replay's outcome, file by file. The sources of one file are one in the books: a data file says
 * which file a row is of, and not what it was before.
 */
final class ReplayBooks {

  private static final YearMonth EPOCH = YearMonth.of(1970, 1);

  private final Map<String, ReplayedFile> files = new LinkedHashMap<>();
  private final SortedMap<String, SortedMap<String, BigDecimal>> processedSums = new TreeMap<>();
  private final SortedMap<MovedFile, RunOutcome.Moved> closed;

  ReplayBooks(ReplayPlan plan, RunOutcome outcome) {
    closed = outcome.moved();
    for (int ordinal = 0; ordinal < plan.sources().size(); ordinal++) {
      ReplayPlan.Source source = plan.sources().get(ordinal);
      ReplayedFile file =
          files.computeIfAbsent(
              source.fileId(), id -> new ReplayedFile(source.path(), source.fileId()));
      before(source, file);
      ReaderReport report = outcome.read().get(ordinal);
      if (report != null) {
        file.read.add(report.tally());
      }
      SortedMap<Zone, FileTally> stored =
          outcome.stored().get(ordinal) == null
              ? new TreeMap<>()
              : new TreeMap<>(outcome.stored().get(ordinal));
      stored.forEach(
          (zone, tally) -> file.stored.computeIfAbsent(zone, z -> new FileTally(0)).add(tally));
      Map<Zone, ShardTally.Outcome> settled = outcome.settled().outcomes().get(ordinal);
      if (settled != null) {
        settled.forEach((zone, decided) -> settled(zone, decided, file));
      }
    }
  }

  private static void before(ReplayPlan.Source source, ReplayedFile file) {
    file.before.addRows(source.rows());
    file.before.addWithoutAmount(source.withoutAmount());
    source.sums().forEach(file.before::addAmount);
    source.codes().forEach((code, rows) -> file.codesBefore.merge(code, rows, Math::addExact));
  }

  private void settled(Zone zone, ShardTally.Outcome decided, ReplayedFile file) {
    file.settled.merge(zone, decided.rows(), Math::addExact);
    SortedMap<String, Long> codes =
        file.codesAfter.computeIfAbsent(zone.folder(), z -> new TreeMap<>());
    SortedMap<String, Long> examples =
        file.examples.computeIfAbsent(zone.folder(), z -> new TreeMap<>());
    decided.codes().forEach((code, rows) -> codes.merge(code.name(), rows, Math::addExact));
    decided.firstRows().forEach((code, row) -> examples.merge(code.name(), row, Math::min));
    decided
        .monthlySums()
        .forEach(
            (currency, months) ->
                months.forEach(
                    (month, sum) ->
                        processedSums
                            .computeIfAbsent(currency, c -> new TreeMap<>())
                            .merge(EPOCH.plusMonths(month).toString(), sum, BigDecimal::add)));
  }

  /** Returns the files, by path. */
  Collection<ReplayedFile> files() {
    return files.values();
  }

  /** Returns what is added to the processed amounts, by currency code and event month. */
  SortedMap<String, SortedMap<String, BigDecimal>> processedSums() {
    return processedSums;
  }

  /** Returns every figure on which the books disagree, a sentence each. */
  List<String> differences() {
    List<String> sentences = new ArrayList<>();
    files.values().forEach(file -> sentences.addAll(file.differences()));
    closed.forEach(
        (file, rows) -> {
          if (rows.settled() != rows.stored()) {
            sentences.add(
                file.path()
                    + ": closed rows of an earlier run: written "
                    + rows.settled()
                    + ", found "
                    + rows.stored());
          }
        });
    return sentences;
  }

  /** Returns how many open rows, not evaluated themselves, are closed by rows that passed. */
  SortedMap<MovedFile, Long> closed() {
    SortedMap<MovedFile, Long> rows = new TreeMap<>();
    closed.forEach((file, moved) -> rows.put(file, moved.stored()));
    return rows;
  }
}
