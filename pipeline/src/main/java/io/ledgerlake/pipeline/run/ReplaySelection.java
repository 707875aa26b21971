package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.lake.CurrentRows;
import io.ledgerlake.pipeline.lake.CurrentRows.Open;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.pipeline.plan.ReplayPlan.Writing;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.csv.HeaderBinding;
import io.ledgerlake.transforms.history.VersionSet;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Decides which open rows a replay evaluates. Follows from the base snapshots, the criteria, the
 * contract and the code version alone.
 */
final class ReplaySelection {

  private static final Comparator<Key> IN_FILE_ORDER =
      Comparator.<Key, byte[]>comparing(
              key -> key.path().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
          .thenComparing(Key::fileId)
          .thenComparing(Key::runId)
          .thenComparingInt(Key::attempts);

  private final EarlierRuns runs;
  private final Contract contract;
  private final String codeVersion;
  private final ReplayPlan.Criteria criteria;
  private final Optional<String> amount;
  private final Optional<String> currency;

  private final VersionSet versions = new VersionSet();
  private final SortedMap<Key, Group> groups = new TreeMap<>(IN_FILE_ORDER);
  private final Map<String, Boolean> judgedAlike = new HashMap<>();
  private final Map<Writing, Optional<FileFault>> misfits = new HashMap<>();
  private final SortedMap<String, Misfit> unfit = new TreeMap<>();
  private long conflicts;
  private long evaluatedAlready;
  private long others;

  /**
   * @param runs the runs that wrote the rows
   * @param contract what rows are evaluated under
   * @param codeVersion version of LedgerLake
   */
  ReplaySelection(
      EarlierRuns runs, Contract contract, String codeVersion, ReplayPlan.Criteria criteria) {
    this.runs = runs;
    this.contract = contract;
    this.codeVersion = codeVersion;
    this.criteria = criteria;
    this.amount = contract.amount();
    this.currency = contract.currency();
  }

  private record Key(String path, String fileId, String runId, int attempts) {}

  /**
   * Rows whose file's header the contract does not fit.
   *
   * @param fault what is wrong
   * @param rows how many
   */
  record Misfit(FileFault fault, long rows) {}

  private static final class Group {
    final Writing writing;
    String firstRunId;
    String ingestedAt;
    long rows;
    long withoutAmount;
    final SortedMap<String, BigDecimal> sums = new TreeMap<>();
    final SortedMap<String, Long> codes = new TreeMap<>();

    Group(Writing writing) {
      this.writing = writing;
    }
  }

  /** Looks all open rows over. */
  ReplaySelection select(CurrentRows current) throws IOException {
    List<String> columns =
        new ArrayList<>(
            List.of(
                ZoneColumns.SOURCE_FILE,
                ZoneColumns.ATTEMPT_COUNT,
                ZoneColumns.FIRST_RUN_ID,
                ZoneColumns.INGESTED_AT,
                ZoneColumns.ERRORS));
    amount.ifPresent(columns::add);
    currency.ifPresent(columns::add);
    Expression filter =
        criteria.file().isEmpty()
            ? Expressions.alwaysTrue()
            : Expressions.equal(ZoneColumns.SOURCE_FILE, criteria.file());
    try (CloseableIterable<Record> open = current.open(filter, columns)) {
      for (Record row : open) {
        look(row);
      }
    }
    return this;
  }

  private void look(Record row) throws IOException {
    TreeSet<String> codes = codes(row);
    if (!criteria.codes().isEmpty() && criteria.codes().stream().noneMatch(codes::contains)) {
      others++;
      return;
    }
    Open open = Open.of(row);
    if (open == Open.CONFLICT) {
      conflicts++;
      return;
    }
    String runId = text(row, ZoneColumns.RUN_ID);
    if (open == Open.REJECTED && isJudgedAlike(runId)) {
      evaluatedAlready++;
      return;
    }
    String path = text(row, ZoneColumns.SOURCE_FILE);
    String fileId = text(row, ZoneColumns.FILE_ID);
    Writing writing = runs.writing(text(row, ZoneColumns.FIRST_RUN_ID), fileId);
    Optional<FileFault> misfit = misfits.computeIfAbsent(writing, this::misfit);
    if (misfit.isPresent()) {
      unfit.merge(
          path,
          new Misfit(misfit.get(), 1),
          (one, two) -> new Misfit(one.fault(), one.rows() + two.rows()));
      return;
    }
    int attempts = (Integer) row.getField(ZoneColumns.ATTEMPT_COUNT);
    Group group =
        groups.computeIfAbsent(new Key(path, fileId, runId, attempts), k -> new Group(writing));
    take(row, codes, group);
    versions.add(fileId, (Long) row.getField(ZoneColumns.SOURCE_OFFSET), runId);
  }

  private Optional<FileFault> misfit(Writing writing) {
    return HeaderBinding.check(contract.writtenIn(writing.dialect()), writing.header()).stream()
        .findFirst();
  }

  private boolean isJudgedAlike(String runId) throws IOException {
    Boolean known = judgedAlike.get(runId);
    if (known == null) {
      Manifest manifest = runs.manifest(runId);
      known =
          manifest.contract().sha256().equals(contract.sha256())
              && manifest.codeVersion().equals(codeVersion);
      judgedAlike.put(runId, known);
    }
    return known;
  }

  private void take(Record row, TreeSet<String> codes, Group group) {
    group.firstRunId = text(row, ZoneColumns.FIRST_RUN_ID);
    group.ingestedAt =
        ((OffsetDateTime) row.getField(ZoneColumns.INGESTED_AT)).toInstant().toString();
    group.rows++;
    codes.forEach(code -> group.codes.merge(code, 1L, Math::addExact));
    BigDecimal money = amount.map(a -> (BigDecimal) row.getField(a)).orElse(null);
    if (money == null) {
      group.withoutAmount += amount.isPresent() ? 1 : 0;
      return;
    }
    String code = currency.map(c -> (String) row.getField(c)).orElse(null);
    group.sums.merge(code == null ? FileTally.NO_CURRENCY : code, money, BigDecimal::add);
  }

  private static TreeSet<String> codes(Record row) {
    TreeSet<String> codes = new TreeSet<>();
    for (Object error : (List<?>) row.getField(ZoneColumns.ERRORS)) {
      codes.add((String) ((Record) error).getField(ZoneColumns.ERROR_CODE));
    }
    return codes;
  }

  private static String text(Record row, String column) {
    return (String) row.getField(column);
  }

  /** Returns the ways in which the sources' files are written, in order of first use. */
  List<Writing> writings() {
    return groups.values().stream().map(group -> group.writing).distinct().toList();
  }

  /** Returns the rows that are evaluated, as a plan names them. */
  List<ReplayPlan.Source> sources() {
    List<Writing> writings = writings();
    List<ReplayPlan.Source> sources = new ArrayList<>();
    groups.forEach(
        (key, group) ->
            sources.add(
                new ReplayPlan.Source(
                    key.path(),
                    key.fileId(),
                    writings.indexOf(group.writing),
                    group.firstRunId,
                    group.ingestedAt,
                    key.runId(),
                    key.attempts(),
                    group.rows,
                    group.withoutAmount,
                    group.sums,
                    group.codes)));
    return sources;
  }

  /** Returns the versions that are evaluated. */
  VersionSet versions() {
    return versions;
  }

  /** Returns, by path, the files whose rows cannot be evaluated under the contract. */
  SortedMap<String, Misfit> unfit() {
    return unfit;
  }

  /** Returns how many open rows are conflicts, which only a release settles. */
  long conflicts() {
    return conflicts;
  }

  /** Returns how many open rows were evaluated under the same contract by the same code. */
  long evaluatedAlready() {
    return evaluatedAlready;
  }

  /** Returns how many open rows have none of the wanted reasons. */
  long others() {
    return others;
  }
}
