package io.ledgerlake.sql;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.FieldType;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The queries about a dataset's balances, over the views of {@link PublishedViews}. Where months
 * begin is computed here, in the contract's reporting zone, and stands in the text as instants:
 * both engines prune by them, and neither's own time zone rules matter.
 */
public final class BalanceSql {

  /** What the name of the view of month-end balances adds to the dataset's. */
  public static final String MONTH_ENDS = "_month_end_balances";

  private static final DateTimeFormatter UTC_TEXT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);
  private static final String LONG_AGO_DATE = "DATE '0001-01-01'";
  private static final String LONG_AGO = instant("0001-01-01 00:00:00 UTC");

  private final Contract contract;
  private final ZoneId zone;
  private final boolean byDate;

  private BalanceSql(Contract contract) {
    this.contract = contract;
    this.zone = ZoneId.of(contract.reportingZone());
    this.byDate = byDate(contract);
  }

  /** Returns whether a dataset's event time is a date, which no zone shifts. */
  public static boolean byDate(Contract contract) {
    return contract.field(contract.eventTime()).type() instanceof FieldType.Date;
  }

  /**
   * Returns the queries of a dataset.
   *
   * @throws IllegalArgumentException if its contract names no account, and so has no balances
   */
  public static BalanceSql of(Contract contract) {
    if (contract.account().isEmpty()) {
      throw new IllegalArgumentException("contract " + contract.dataset() + " names no account");
    }
    return new BalanceSql(contract);
  }

  /**
   * What balances are asked for.
   *
   * @param period the months
   * @param strict whether a month without postings has no balance, instead of the last one
   * @param base a month before the period whose balances are in {@code
   *     published.<dataset>_month_end_balances} and still right: what was posted up to its end is
   *     not read again
   * @param openings the dataset whose rows are opening balances; only of a contract that sums
   */
  public record Request(
      Period period, boolean strict, Optional<YearMonth> base, Optional<String> openings) {

    /** A request for balances that are carried forward, from all that is published. */
    public static Request of(Period period) {
      return new Request(period, false, Optional.empty(), Optional.empty());
    }

    public Request {
      if (base.isPresent() && !base.get().isBefore(period.first())) {
        throw new IllegalArgumentException(
            "the base " + base.get() + " is not before the period " + period);
      }
    }
  }

  /** Returns the query for account, currency, month and balance. */
  public String monthEnd(Request request) {
    Map<String, String> values = values(request);
    return contract.balance().isPresent()
        ? SqlTemplate.render("month-end-last.sql", values)
        : SqlTemplate.render("month-end-sum.sql", values);
  }

  /** Returns the query for what is still in quarantine, by month and currency. */
  public String exposure(Period period) {
    return SqlTemplate.render("exposure.sql", values(Request.of(period)));
  }

  /**
   * Returns the query for the rows that a close adds to {@code
   * aggregates.<dataset>_month_end_exposure}, before it adds the balances.
   */
  public String closeExposure(YearMonth month) {
    Map<String, String> values = values(Request.of(Period.of(month)));
    values.put("last", month.toString());
    values.put("exposure", indented(exposure(Period.of(month))));
    return SqlTemplate.render("close-exposure.sql", values);
  }

  /**
   * Returns the query for rows whose running balance does not continue the one before.
   *
   * @throws IllegalStateException if the dataset brings no balances
   */
  public String continuity(Period period) {
    requireBalance();
    return SqlTemplate.render("continuity.sql", values(Request.of(period)));
  }

  /**
   * Returns the query for accounts whose balance moved by something else than their amounts.
   *
   * @throws IllegalStateException if the dataset brings no balances
   */
  public String accountBreaks(Request request) {
    requireBalance();
    return SqlTemplate.render("tie-out-accounts.sql", values(request));
  }

  /**
   * Returns the query for the rows that a close adds to {@code
   * aggregates.<dataset>_month_end_balances}. An engine does not know which snapshot it reads;
   * whoever does fills that column in.
   *
   * @param request the months from the first that is to be closed or closed again to the last
   * @param months those of them that are
   */
  public String close(Request request, Collection<YearMonth> months) {
    Map<String, String> values = values(request);
    values.put("month_end", indented(monthEnd(request)));
    values.put(
        "restated", months.stream().map(m -> "'" + m + "'").collect(Collectors.joining(", ")));
    values.put(
        "openings_seq",
        request
            .openings()
            .map(name -> "(SELECT max(seq) FROM ledger." + Identifiers.of(name) + ")")
            .orElse("CAST(0 AS BIGINT)"));
    values.put("local_month", byDate ? "p." + values.get("event") : localTime());
    laterOpenings(request.openings(), values);
    return SqlTemplate.render("close.sql", values);
  }

  /** An opening of whatever day moves all months: what was there before it counts no more. */
  private static void laterOpenings(Optional<String> dataset, Map<String, String> values) {
    values.put("later_openings", "");
    values.put("later_openings_runs", "");
    if (dataset.isPresent()) {
      values.put("openings_table", Identifiers.of(dataset.get()));
      values.put(
          "later_openings",
          SqlTemplate.fill(
              """

                UNION
                SELECT o.account_id AS account, o.currency, c.month, o.run_id
                FROM published.${openings_table} o
                JOIN ledger.${openings_table} l ON l.run_id = o.run_id
                JOIN closed c ON l.seq > c.openings_seq AND c.month IN (${restated})\
              """,
              values));
      values.put(
          "later_openings_runs",
          SqlTemplate.fill(
              """

                  UNION
                  SELECT c.month, l.run_id
                  FROM ledger.${openings_table} l
                  JOIN closed c ON l.seq > c.openings_seq\
              """,
              values));
    }
  }

  /**
   * Returns the query for the parts of a tie-out of sums that come from rows, at the end of a
   * period.
   *
   * @throws IllegalStateException if the dataset brings its balances
   */
  public String tieOut(Request request) {
    if (contract.balance().isPresent()) {
      throw new IllegalStateException(contract.dataset() + " is tied out by account");
    }
    YearMonth after = request.period().last().plusMonths(1);
    Map<String, String> values = values(request);
    values.put("month_end", indented(monthEnd(request)));
    values.put("last", request.period().last().toString());
    values.put("event", Identifiers.of("p", contract.eventTime()));
    values.put("until", Identifiers.of("p", contract.eventTime()) + " < " + point(after));
    values.put("local_date", localDate());
    values.put("utc_ends", byDate ? date(after) : instant(after.atDay(1) + " 00:00:00 UTC"));
    return SqlTemplate.render("tie-out-sum.sql", values);
  }

  private static String indented(String sql) {
    return sql.strip().indent(2).stripTrailing();
  }

  private String localTime() {
    return Identifiers.of("p", contract.eventTime()) + " AT TIME ZONE '" + zone.getId() + "'";
  }

  private void requireBalance() {
    if (contract.balance().isEmpty()) {
      throw new IllegalStateException(
          "the rows of " + contract.dataset() + " bring no balances that could break");
    }
  }

  private Map<String, String> values(Request request) {
    Period period = request.period();
    YearMonth baseMonth = request.base().orElse(period.first().minusMonths(1));
    Map<String, String> values = new TreeMap<>();
    values.put("dataset", contract.dataset());
    values.put("table", Identifiers.of(contract.dataset()));
    values.put("period", period.toString());
    values.put("zone", zone.getId());
    values.put("account", Identifiers.of(contract.account().orElseThrow()));
    values.put("currency", Identifiers.of(contract.currency().orElseThrow()));
    values.put("amount", Identifiers.of(contract.amount().orElseThrow()));
    values.put("balance", Identifiers.of(contract.balance().orElse("balance")));
    values.put("event", Identifiers.of(contract.eventTime()));
    values.put("order", Identifiers.list("p", order()));
    values.put("scale", Integer.toString(scale()));
    values.put("carrying", request.strict() ? "" : ", carried forward");
    values.put("month_balance", monthBalance(request.strict()));
    values.put("months", months(request, baseMonth));
    values.put("starts", point(period.first()));
    values.put("ends", point(period.last().plusMonths(1)));
    values.put("first_month", date(period.first()));
    values.put("base_month", date(baseMonth));
    values.put("after_last_month", date(period.last().plusMonths(1)));
    values.put("within", within(request, baseMonth));
    values.put("base", base(request));
    openings(request, values);
    return values;
  }

  /** The contract's order, and after it the key: no two rows are equal in all of these. */
  private List<String> order() {
    LinkedHashSet<String> order = new LinkedHashSet<>(contract.orderBy());
    order.addAll(contract.key());
    return List.copyOf(order);
  }

  private int scale() {
    String money = contract.balance().orElse(contract.amount().orElseThrow());
    return ((FieldType.Decimal) contract.field(money).type()).scale();
  }

  private String monthBalance(boolean strict) {
    if (contract.balance().isPresent()) {
      return strict
          ? "p.balance"
          : "max_by(p.balance, p.month) OVER (PARTITION BY a.account, a.currency ORDER BY m.month)";
    }
    return strict ? "CASE WHEN amount IS NOT NULL THEN balance END" : "balance";
  }

  /** The base month, which begins long ago unless its balances are given, and the period's. */
  private String months(Request request, YearMonth baseMonth) {
    List<String> rows = new ArrayList<>();
    YearMonth first = request.base().isPresent() ? baseMonth.plusMonths(1) : baseMonth;
    if (request.base().isPresent()) {
      rows.add(month(baseMonth, longAgo(), longAgo()));
    }
    for (YearMonth month : new Period(first, request.period().last()).months()) {
      boolean before = request.base().isEmpty() && month.equals(baseMonth);
      rows.add(month(month, before ? longAgo() : point(month), point(month.plusMonths(1))));
    }
    return rows.stream().map(row -> "    " + row).collect(Collectors.joining(",\n"));
  }

  private static String month(YearMonth month, String starts, String ends) {
    return "(" + date(month) + ", " + starts + ", " + ends + ")";
  }

  /** What an engine prunes by. */
  private String within(Request request, YearMonth baseMonth) {
    String event = Identifiers.of("p", contract.eventTime());
    String until = event + " < " + point(request.period().last().plusMonths(1));
    return request.base().isPresent()
        ? event + " >= " + point(baseMonth.plusMonths(1)) + " AND " + until
        : until;
  }

  private String base(Request request) {
    return request
        .base()
        .map(
            month ->
                "\n  UNION ALL\n  SELECT account, currency, "
                    + date(month)
                    + ", balance\n  FROM published."
                    + contract.dataset()
                    + MONTH_ENDS
                    + "\n  WHERE month = '"
                    + month
                    + "' AND balance IS NOT NULL")
        .orElse("");
  }

  private void openings(Request request, Map<String, String> values) {
    values.put("openings", openings(request.openings()));
    values.put("join_openings", "");
    values.put("after_opening", "");
    values.put(
        "base_openings",
        request.base().map(b -> " AND as_of >= " + date(b.plusMonths(1))).orElse(""));
    if (request.openings().isPresent()) {
      values.put(
          "join_openings",
          SqlTemplate.fill(
              "\n  LEFT JOIN openings o ON o.account = p.${account} AND o.currency = p.${currency}",
              values));
      values.put("after_opening", "\n    AND (o.as_of IS NULL OR " + localDate() + " > o.as_of)");
    }
  }

  private static String openings(Optional<String> dataset) {
    return dataset
        .map(
            name ->
                "SELECT account_id AS account, currency, as_of, balance FROM published."
                    + Identifiers.of(name))
        .orElse(
            "SELECT CAST(NULL AS VARCHAR) AS account, CAST(NULL AS VARCHAR) AS currency,"
                + " CAST(NULL AS DATE) AS as_of,\n    CAST(NULL AS DECIMAL(18, 4)) AS balance"
                + " WHERE 1 = 0");
  }

  private String localDate() {
    return byDate ? Identifiers.of("p", contract.eventTime()) : "CAST(" + localTime() + " AS DATE)";
  }

  private String longAgo() {
    return byDate ? LONG_AGO_DATE : LONG_AGO;
  }

  /** The first moment of a month, in the type of the event time. */
  private String point(YearMonth month) {
    return byDate ? date(month) : instant(UTC_TEXT.format(utc(Period.start(month, zone))));
  }

  private static LocalDateTime utc(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static String instant(String text) {
    return "CAST('" + text + "' AS TIMESTAMP WITH TIME ZONE)";
  }

  private static String date(YearMonth month) {
    return "DATE '" + month.atDay(1) + "'";
  }
}
