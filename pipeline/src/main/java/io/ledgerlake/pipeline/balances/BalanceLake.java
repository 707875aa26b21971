package io.ledgerlake.pipeline.balances;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.lake.MonthEndTable;
import io.ledgerlake.pipeline.lake.MonthEndTable.Closed;
import io.ledgerlake.pipeline.query.DatasetContracts;
import io.ledgerlake.pipeline.query.PublishedLake;
import io.ledgerlake.pipeline.query.PublishedLake.EngineSettings;
import io.ledgerlake.pipeline.query.PublishedLake.Wanted;
import io.ledgerlake.pipeline.query.QueryResult;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.sql.BalanceSql;
import io.ledgerlake.sql.BalanceSql.Request;
import io.ledgerlake.sql.Identifiers;
import io.ledgerlake.sql.Period;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;

/**
 * What is known about a dataset's balances before any row is read: which months are closed, which
 * of them later runs have changed, and so from where a period has to be computed.
 */
public final class BalanceLake {

  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /**
   * Versions that take the place of one before. Whatever months are asked for: without them, rows
   * that were processed or condemned later would still seem to be in quarantine.
   */
  private static final Expression SUPERSEDING = Expressions.notNull(ZoneColumns.PREVIOUS_RUN_ID);

  private final Contract contract;
  private final LakeTables tables;
  private final Optional<LakeTables> openings;
  private final Optional<Contract> openingsContract;
  private final RunSums runs;
  private final RunSums openingRuns;
  private final SortedMap<YearMonth, Closed> closed;

  private BalanceLake(
      Contract contract,
      LakeTables tables,
      Optional<LakeTables> openings,
      Optional<Contract> openingsContract,
      RunSums runs,
      RunSums openingRuns) {
    this.contract = contract;
    this.tables = tables;
    this.openings = openings;
    this.openingsContract = openingsContract;
    this.runs = runs;
    this.openingRuns = openingRuns;
    this.closed = MonthEndTable.closed(MonthEndTable.find(tables));
  }

  /**
   * Looks at a dataset.
   *
   * @param allTables returns the tables of any dataset of the lake
   * @throws UserError if the contract keeps no balances
   */
  public static BalanceLake of(
      LakeLayout layout,
      LakeStorage storage,
      Function<String, LakeTables> allTables,
      Contract contract)
      throws IOException {
    if (contract.account().isEmpty()) {
      throw new UserError(
          "The contract of " + contract.dataset() + " names no account, so it has no balances.",
          "Name the field of the account, and the amount's, in the contract.");
    }
    LakeTables tables = allTables.apply(contract.dataset());
    Optional<LakeTables> openings =
        contract.openings().map(allTables).filter(t -> t.findLedger().isPresent());
    RunSums runs = RunSums.of(layout, storage, tables);
    if (openings.isEmpty()) {
      return new BalanceLake(contract, tables, openings, Optional.empty(), runs, RunSums.none());
    }
    return new BalanceLake(
        contract,
        tables,
        openings,
        Optional.of(DatasetContracts.latest(layout, storage, openings.get())),
        runs,
        RunSums.of(layout, storage, openings.get()));
  }

  /** Returns the dataset's contract. */
  public Contract contract() {
    return contract;
  }

  /** Returns the table of the processed rows. */
  public Table processed() {
    return tables.zone(Zone.PROCESSED);
  }

  /** Returns the day, in UTC, of the earliest processed row, from the table's metadata alone. */
  public Optional<LocalDate> firstDay() {
    Table table = processed();
    int event = table.schema().findField(contract.eventTime()).fieldId();
    Optional<Long> first = Optional.empty();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().includeColumnStats().planFiles()) {
      for (FileScanTask task : tasks) {
        Number bound =
            Conversions.fromByteBuffer(
                table.schema().findType(event), task.file().lowerBounds().get(event));
        first = Optional.of(Math.min(first.orElse(Long.MAX_VALUE), bound.longValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the files of " + table.name() + " cannot be listed", e);
    }
    return first.map(
        value ->
            BalanceSql.byDate(contract)
                ? LocalDate.ofEpochDay(value)
                : LocalDate.ofEpochDay(Math.floorDiv(value, MICROS_PER_DAY)));
  }

  /** Returns the dataset's tables. */
  LakeTables tables() {
    return tables;
  }

  /** Returns what the published runs say of themselves. */
  public RunSums runs() {
    return runs;
  }

  /** Returns the last entry of the openings' journal that is published; 0 when there is none. */
  long openingsSeq() {
    return openingRuns.lastSeq();
  }

  /** Returns the months that were closed, and how. */
  public SortedMap<YearMonth, Closed> closed() {
    return closed;
  }

  /**
   * Returns whether the stored balances of a closed month are what would be computed now. In doubt
   * they are not: west of Greenwich a manifest's months, which are UTC's, do not say. Nor do those
   * of openings: one of a later day makes what its account had before count no more.
   */
  public boolean isCurrent(YearMonth month) {
    Closed state = closed.get(month);
    return state != null
        && !runs.touched(reach(month), state.ledgerSeq())
        && openingRuns.lastSeq() <= state.openingsSeq();
  }

  private YearMonth reach(YearMonth month) {
    ZoneId zone = ZoneId.of(contract.reportingZone());
    Instant utcEnd = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return Period.of(month).ends(zone).isAfter(utcEnd) ? month.plusMonths(1) : month;
  }

  /** Returns the request for a period that costs least: from the last closed month before it. */
  public Request request(Period period, boolean strict) {
    Optional<YearMonth> base = Optional.empty();
    for (YearMonth month : closed.headMap(period.first()).keySet()) {
      if (isCurrent(month)) {
        base = Optional.of(month);
      }
    }
    return new Request(period, strict, base, openings.map(LakeTables::dataset));
  }

  /** Opens a session with what queries of a request need, and no more. */
  public PublishedLake open(Request request, EngineSettings settings) throws SQLException {
    return open(settings, rows(request), balances(request));
  }

  /** Opens a session with all month-end balances and with what queries of a request need. */
  PublishedLake openToClose(Request request, EngineSettings settings) throws SQLException {
    return open(settings, rows(request), Expressions.alwaysTrue());
  }

  private PublishedLake open(EngineSettings settings, Expression rows, Expression balances)
      throws SQLException {
    PublishedLake lake = PublishedLake.open(settings);
    try {
      lake.add(tables, contract, new Wanted(rows, SUPERSEDING, balances));
      if (openings.isPresent()) {
        lake.add(openings.get(), openingsContract.orElseThrow());
        requireSameRuns(lake, openings.get().dataset(), openingRuns);
      }
      requireSameRuns(lake, tables.dataset(), runs);
      return lake;
    } catch (SQLException | RuntimeException e) {
      lake.close();
      throw e;
    }
  }

  /** The manifests, by which the base was chosen, were read before the session was opened. */
  private static void requireSameRuns(PublishedLake lake, String dataset, RunSums runs)
      throws SQLException {
    try (QueryResult last =
        QueryResult.of(
            lake.connection(),
            "SELECT coalesce(max(seq), 0) FROM ledger." + Identifiers.of(dataset))) {
      if (Long.parseLong(last.next()[0]) != runs.lastSeq()) {
        throw new LakeException(
            "A run of " + dataset + " was published while balances were about to be computed",
            "Run the command again");
      }
    }
  }

  /** Openings say of rows of any age that they count no more; without them the base is enough. */
  private Expression rows(Request request) {
    String event = contract.eventTime();
    Object end = point(request.period().last().plusMonths(1), true);
    Expression until = Expressions.lessThan(event, end);
    Expression asked =
        request.base().isPresent() && openings.isEmpty()
            ? Expressions.and(
                Expressions.greaterThanOrEqual(
                    event, point(request.base().get().plusMonths(1), false)),
                until)
            : until;
    return Expressions.or(asked, SUPERSEDING);
  }

  private static Expression balances(Request request) {
    return request
        .base()
        .<Expression>map(month -> Expressions.equal("month", month.toString()))
        .orElse(Expressions.alwaysFalse());
  }

  /** The first moment of a month in Iceberg's terms, in UTC or in the zone, whichever is wider. */
  private Object point(YearMonth month, boolean end) {
    LocalDate day = month.atDay(1);
    if (BalanceSql.byDate(contract)) {
      return Math.toIntExact(day.toEpochDay());
    }
    Instant local = day.atStartOfDay(ZoneId.of(contract.reportingZone())).toInstant();
    Instant utc = day.atTime(LocalTime.MIDNIGHT).toInstant(ZoneOffset.UTC);
    Instant wide = local.isAfter(utc) == end ? local : utc;
    return ChronoUnit.MICROS.between(Instant.EPOCH, wide);
  }
}
