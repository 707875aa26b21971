package io.ledgerlake.pipeline.balances;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.ManifestFiles;
import io.ledgerlake.pipeline.publish.Publisher;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the published runs of a dataset say that they added to the processed amounts, by currency
 * and event month in UTC. From their manifests, and so independent of the rows in the tables.
 */
public final class RunSums {

  private final SortedMap<Long, Map<String, SortedMap<YearMonth, BigDecimal>>> bySeq =
      new TreeMap<>();

  private RunSums() {}

  /** Reads the manifests of the runs that are in the file ledger. */
  public static RunSums of(LakeLayout layout, LakeStorage storage, LakeTables tables)
      throws IOException {
    RunSums sums = new RunSums();
    Map<Long, String> runs = new TreeMap<>();
    for (FileEntry entry : FileLedger.of(tables).published().entries()) {
      runs.put(entry.seq(), entry.runId());
    }
    for (Map.Entry<Long, String> run : runs.entrySet()) {
      sums.bySeq.put(
          run.getKey(), byMonth(manifest(layout, storage, tables, run.getKey(), run.getValue())));
    }
    return sums;
  }

  private static Manifest manifest(
      LakeLayout layout, LakeStorage storage, LakeTables tables, long seq, String runId)
      throws IOException {
    List<ManifestFiles.Stored> all =
        ManifestFiles.of(layout, storage, tables.dataset(), runId).all(Manifest.FILE);
    if (all.size() == 1) {
      return all.get(0).manifest();
    }
    Publisher publisher = Publisher.of(layout, storage, tables);
    return publisher.load(publisher.journal().entry(seq).entry());
  }

  /** Returns the sums of no run, as of a dataset that is not there. */
  static RunSums none() {
    return new RunSums();
  }

  private static Map<String, SortedMap<YearMonth, BigDecimal>> byMonth(Manifest manifest) {
    Map<String, SortedMap<YearMonth, BigDecimal>> sums = new TreeMap<>();
    manifest
        .processedSums()
        .forEach(
            (currency, months) -> {
              SortedMap<YearMonth, BigDecimal> byMonth = new TreeMap<>();
              months.forEach((month, sum) -> byMonth.put(YearMonth.parse(month), sum));
              sums.put(currency, byMonth);
            });
    return sums;
  }

  /** Returns the number of the last journal entry whose run is published; 0 when there is none. */
  public long lastSeq() {
    return bySeq.isEmpty() ? 0 : bySeq.lastKey();
  }

  /** Returns whether a run after an entry of the journal has changed a month or one before it. */
  public boolean touched(YearMonth upTo, long afterSeq) {
    return bySeq.tailMap(afterSeq + 1).values().stream()
        .flatMap(sums -> sums.values().stream())
        .flatMap(months -> months.keySet().stream())
        .anyMatch(month -> !month.isAfter(upTo));
  }

  /** Returns the sums of all runs up to the end of a month, by currency. */
  public SortedMap<String, BigDecimal> upTo(YearMonth last) {
    SortedMap<String, BigDecimal> total = new TreeMap<>();
    for (Map<String, SortedMap<YearMonth, BigDecimal>> run : bySeq.values()) {
      run.forEach(
          (currency, months) -> {
            List<BigDecimal> sums = new ArrayList<>(months.headMap(last.plusMonths(1)).values());
            sums.forEach(sum -> total.merge(currency, sum, BigDecimal::add));
          });
    }
    return total;
  }
}
