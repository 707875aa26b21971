package io.ledgerlake.sql.engines;

import io.ledgerlake.sql.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Month-end balances by walking through an account's postings one by one: plain Java, and as little
 * like the queries as can be.
 */
final class BalanceOracle {

  private final ZoneId zone;
  private final List<Posting> postings = new ArrayList<>();
  private final TreeMap<String, Opening> openings = new TreeMap<>();

  BalanceOracle(ZoneId zone) {
    this.zone = zone;
  }

  record Posting(
      long id, String account, String currency, BigDecimal amount, BigDecimal after, Instant at) {}

  private record Opening(LocalDate asOf, BigDecimal balance) {}

  void post(Posting posting) {
    postings.add(posting);
  }

  void open(String account, String currency, LocalDate asOf, BigDecimal balance) {
    openings.put(account + " | " + currency, new Opening(asOf, balance));
  }

  /**
   * Returns the rows of a month-end query.
   *
   * @param running whether the balance is the last one that a posting brought, and not a sum
   */
  List<String> monthEnds(Period period, boolean running, boolean strict) {
    TreeMap<String, List<Posting>> accounts = new TreeMap<>();
    for (Posting p : postings) {
      accounts.computeIfAbsent(p.account() + " | " + p.currency(), k -> new ArrayList<>()).add(p);
    }
    openings.keySet().forEach(k -> accounts.computeIfAbsent(k, key -> new ArrayList<>()));
    List<String> rows = new ArrayList<>();
    accounts.forEach(
        (account, of) -> {
          of.sort(Comparator.comparing(Posting::at).thenComparing(Posting::id));
          if (balance(account, of, period.last(), running).isPresent()) {
            for (YearMonth month : period.months()) {
              Optional<BigDecimal> balance =
                  strict && !moved(account, of, month)
                      ? Optional.empty()
                      : balance(account, of, month, running);
              rows.add(
                  account
                      + " | "
                      + month
                      + " | "
                      + balance.map(b -> b.setScale(4).toPlainString()).orElse("null"));
            }
          }
        });
    return rows;
  }

  private boolean moved(String account, List<Posting> of, YearMonth month) {
    Opening opening = openings.get(account);
    if (opening != null && YearMonth.from(opening.asOf()).equals(month)) {
      return true;
    }
    return of.stream()
        .filter(p -> opening == null || day(p).isAfter(opening.asOf()))
        .anyMatch(p -> YearMonth.from(day(p)).equals(month));
  }

  private Optional<BigDecimal> balance(
      String account, List<Posting> of, YearMonth month, boolean running) {
    Opening opening = openings.get(account);
    LocalDate last = month.atEndOfMonth();
    BigDecimal balance = null;
    if (opening != null && !opening.asOf().isAfter(last)) {
      balance = opening.balance();
    }
    for (Posting p : of) {
      if (day(p).isAfter(last) || (opening != null && !day(p).isAfter(opening.asOf()))) {
        continue;
      }
      if (running) {
        balance = p.after();
      } else {
        balance = (balance == null ? BigDecimal.ZERO : balance).add(p.amount());
      }
    }
    return Optional.ofNullable(balance);
  }

  private LocalDate day(Posting posting) {
    return LocalDate.ofInstant(posting.at(), zone);
  }
}
