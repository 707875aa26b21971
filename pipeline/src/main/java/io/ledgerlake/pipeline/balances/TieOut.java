package io.ledgerlake.pipeline.balances;

import io.ledgerlake.pipeline.query.PublishedLake;
import io.ledgerlake.pipeline.query.QueryResult;
import io.ledgerlake.sql.BalanceSql;
import io.ledgerlake.sql.BalanceSql.Request;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether balances agree with what is independent of them. Sums: the closing balances of a month
 * are the openings and what the manifests of all published runs say was processed up to it. Running
 * balances: each account's moved by the sum of its amounts.
 *
 * @param month the month whose end it is about
 * @param sums of balances that are sums, the comparison for each currency
 * @param breaks of balances that the feed brings, the accounts that do not agree
 */
public record TieOut(YearMonth month, List<Sum> sums, List<Break> breaks) {

  public TieOut {
    sums = List.copyOf(sums);
    breaks = List.copyOf(breaks);
  }

  /**
   * The comparison for a currency: {@code closing = opening + processed + shift - before}.
   *
   * @param currency ISO 4217 code
   * @param opening opening balances
   * @param processed what manifests say was processed up to the month, which they count in UTC
   * @param shift what was processed between the month's end in UTC and in the reporting zone;
   *     negative when it does not belong to the month
   * @param before what was processed and is in an opening balance already
   * @param closing the closing balances
   */
  public record Sum(
      String currency,
      BigDecimal opening,
      BigDecimal processed,
      BigDecimal shift,
      BigDecimal before,
      BigDecimal closing) {

    /** Returns by how much the closing balances are too high. */
    public BigDecimal difference() {
      return closing.subtract(opening).subtract(processed).subtract(shift).add(before);
    }
  }

  /**
   * An account whose running balance and amounts disagree.
   *
   * @param account the account
   * @param currency ISO 4217 code
   * @param opening its balance before the period
   * @param amount the sum of its amounts in the period
   * @param closing its balance at the end of the period
   */
  public record Break(
      String account, String currency, BigDecimal opening, BigDecimal amount, BigDecimal closing) {

    /** Returns by how much the closing balance is too high. */
    public BigDecimal difference() {
      return closing.subtract(opening).subtract(amount);
    }
  }

  /** Returns whether everything agrees. */
  public boolean agrees() {
    return breaks.isEmpty() && sums.stream().allMatch(s -> s.difference().signum() == 0);
  }

  /** Compares, at the end of the period of a request. */
  public static TieOut of(BalanceLake balances, Request request, PublishedLake lake)
      throws SQLException {
    BalanceSql sql = BalanceSql.of(balances.contract());
    YearMonth month = request.period().last();
    if (balances.contract().balance().isPresent()) {
      return new TieOut(month, List.of(), breaks(lake, sql.accountBreaks(request)));
    }
    SortedMap<String, Map<String, BigDecimal>> parts = parts(lake, sql.tieOut(request));
    SortedMap<String, BigDecimal> processed = balances.runs().upTo(month);
    TreeSet<String> currencies = new TreeSet<>(parts.keySet());
    currencies.addAll(processed.keySet());
    List<Sum> sums = new ArrayList<>();
    for (String currency : currencies) {
      Map<String, BigDecimal> of = parts.getOrDefault(currency, Map.of());
      sums.add(
          new Sum(
              currency,
              part(of, "opening"),
              processed.getOrDefault(currency, BigDecimal.ZERO),
              part(of, "later_in_utc").subtract(part(of, "earlier_in_utc")),
              part(of, "before_opening"),
              part(of, "closing")));
    }
    return new TieOut(month, sums, List.of());
  }

  private static BigDecimal part(Map<String, BigDecimal> parts, String name) {
    return parts.getOrDefault(name, BigDecimal.ZERO);
  }

  private static SortedMap<String, Map<String, BigDecimal>> parts(PublishedLake lake, String sql)
      throws SQLException {
    SortedMap<String, Map<String, BigDecimal>> parts = new TreeMap<>();
    try (QueryResult rows = QueryResult.of(lake.connection(), sql)) {
      for (String[] row = rows.next(); row != null; row = rows.next()) {
        parts.computeIfAbsent(row[0], c -> new TreeMap<>()).put(row[1], new BigDecimal(row[2]));
      }
    }
    return parts;
  }

  private static List<Break> breaks(PublishedLake lake, String sql) throws SQLException {
    List<Break> breaks = new ArrayList<>();
    try (QueryResult rows = QueryResult.of(lake.connection(), sql)) {
      for (String[] row = rows.next(); row != null; row = rows.next()) {
        breaks.add(
            new Break(
                row[0],
                row[1],
                new BigDecimal(row[2]),
                new BigDecimal(row[3]),
                new BigDecimal(row[4])));
      }
    }
    return breaks;
  }
}
