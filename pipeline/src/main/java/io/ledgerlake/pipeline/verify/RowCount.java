package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.Parallel;
import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.CurrentRows;
import io.ledgerlake.pipeline.rows.InputChannel;
import io.ledgerlake.pipeline.rows.RowBooks;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.ParquetRecount;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Counts the current rows of the zones and their sums, by input file, from the data files that the
 * tables list.
 *
 * <p>Nothing supersedes a processed row, so these are counted without assembling them, many files
 * at a time. The rows of the other zones are few, and each is looked at.
 */
final class RowCount {

  private final LakeView view;
  private final Contract contract;
  private final BaseSnapshots base;
  private final VerifyWatcher watcher;
  private final SortedMap<String, Map<Zone, FileTally>> files = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private CurrentRows current;

  private RowCount(LakeView view, Contract contract, BaseSnapshots base, VerifyWatcher watcher) {
    this.view = view;
    this.contract = contract;
    this.base = base;
    this.watcher = watcher;
  }

  /**
   * Counts.
   *
   * @param base the snapshots whose rows are counted
   * @param fileIds ids of all files that may have rows
   */
  static RowCount of(
      LakeView view,
      Contract contract,
      BaseSnapshots base,
      Set<String> fileIds,
      VerifyWatcher watcher)
      throws IOException {
    RowCount count = new RowCount(view, contract, base, watcher);
    List<ListedFile> processed = count.listed(Zone.PROCESSED);
    if (processed.stream().allMatch(file -> file.deletes().isEmpty())) {
      count.countProcessed(processed, List.copyOf(fileIds));
    } else {
      count.countCurrent(Zone.PROCESSED);
    }
    count.countCurrent(Zone.QUARANTINE);
    count.countCurrent(Zone.CONDEMNED);
    return count;
  }

  private List<ListedFile> listed(Zone zone) {
    Optional<Long> snapshot = base.of(zone);
    try {
      return snapshot.isEmpty() ? List.of() : ListedFile.at(view.zones().get(zone), snapshot.get());
    } catch (IOException e) {
      fault(e.getMessage());
      return List.of();
    }
  }

  private void countProcessed(List<ListedFile> listed, List<String> fileIds) throws IOException {
    Table table = view.zones().get(Zone.PROCESSED);
    long total = listed.stream().mapToLong(ListedFile::rows).sum();
    AtomicLong done = new AtomicLong();
    List<Optional<Collection<FileTally>>> counted =
        Parallel.map(
            view.request().threads(),
            listed,
            file -> {
              Optional<Collection<FileTally>> tallies = recount(table, file, fileIds);
              watcher.advance(done.addAndGet(file.rows()), total, "rows");
              return tallies;
            });
    for (Optional<Collection<FileTally>> tallies : counted) {
      tallies.ifPresent(
          all -> all.forEach(tally -> add(fileIds.get(tally.file()), Zone.PROCESSED, tally)));
    }
  }

  private Optional<Collection<FileTally>> recount(
      Table table, ListedFile file, List<String> fileIds) {
    ParquetRecount recount = new ParquetRecount(fileIds, contract.amount(), contract.currency());
    WrittenFile written =
        new WrittenFile(
            Zone.PROCESSED, file.location(), 0, file.rows(), file.bytes(), "not looked at");
    try {
      return Optional.of(
          recount.count(
              written, (zone, location) -> new InputChannel(table.io().newInputFile(location))));
    } catch (IOException | RuntimeException e) {
      fault(file.location() + ": " + reason(e));
      return Optional.empty();
    }
  }

  private void countCurrent(Zone zone) {
    Set<String> columns = new TreeSet<>();
    contract.amount().ifPresent(columns::add);
    contract.currency().ifPresent(columns::add);
    RowBooks books = new RowBooks(contract);
    long done = 0;
    try (CloseableIterable<Record> rows = current(zone, List.copyOf(columns))) {
      for (Record row : rows) {
        books.add(row);
        watcher.advance(++done, 0, "rows");
      }
    } catch (IOException | RuntimeException e) {
      fault(Witnesses.name(view, zone) + ": " + reason(e));
      return;
    }
    books.files().forEach((fileId, tally) -> add(fileId, zone, tally));
  }

  private CloseableIterable<Record> current(Zone zone, List<String> columns) {
    if (current == null) {
      current = CurrentRows.at(view.request().tables(), base);
    }
    return current.of(zone, Expressions.alwaysTrue(), columns);
  }

  private synchronized void fault(String sentence) {
    faults.add(sentence);
  }

  private static String reason(Exception e) {
    Throwable reason = e.getCause() == null ? e : e.getCause();
    return String.valueOf(reason.getMessage());
  }

  private void add(String fileId, Zone zone, FileTally tally) {
    files
        .computeIfAbsent(fileId, id -> new EnumMap<>(Zone.class))
        .computeIfAbsent(zone, z -> new FileTally(0))
        .add(tally);
  }

  /** Returns what was counted, by file id and zone. */
  SortedMap<String, Map<Zone, FileTally>> files() {
    return files;
  }

  /** Returns what could not be counted, and why; empty: everything was. */
  List<String> faults() {
    return faults;
  }
}
