package io.ledgerlake.pipeline.generate;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.GenerateOptions;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a feed consists of. The same spec always gives the same bytes.
 *
 * @param dataset what its rows are
 * @param rows how many rows, all kinds together
 * @param seed where its random numbers start
 * @param duplicates rows in a million that repeat an earlier row
 * @param conflicts rows in a million that contradict an earlier row
 * @param hotKey rows in a million that have one and the same key, {@link #firstKey} less one
 * @param faults rows in a million with a fault
 * @param quoted rows in a million whose fields are quoted
 * @param keys how keys are given out
 * @param firstKey the number of the first key
 * @param firstDay the first day
 * @param months the number of months
 * @param currencies the currencies of amounts, the commonest first
 * @param customers the number of customers or accounts
 * @param crlf whether lines end in CRLF
 */
record FeedSpec(
    Dataset dataset,
    long rows,
    long seed,
    int duplicates,
    int conflicts,
    int hotKey,
    int faults,
    int quoted,
    GenerateOptions.Keys keys,
    long firstKey,
    LocalDate firstDay,
    int months,
    List<Money> currencies,
    int customers,
    boolean crlf) {

  /** A product of two such numbers, rows and seconds, stays within a {@code long}. */
  private static final long MOST_ROWS = 1_000_000_000L;

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  FeedSpec {
    currencies = List.copyOf(currencies);
    if (rows > MOST_ROWS) {
      throw new UserError(
          "--rows=" + rows + " is more than one feed can have, " + MOST_ROWS + ".",
          "Generate several feeds with different seeds.");
    }
  }

  /** What a feed's rows are. */
  enum Dataset {
    TRANSACTIONS,
    POSTINGS
  }

  /**
   * A currency of a feed.
   *
   * @param code its ISO 4217 code
   * @param scale the digits of its minor unit
   */
  record Money(String code, int scale) {

    private static final List<Money> KNOWN =
        List.of(
            new Money("EUR", 2),
            new Money("USD", 2),
            new Money("GBP", 2),
            new Money("CHF", 2),
            new Money("SEK", 2),
            new Money("NOK", 2),
            new Money("DKK", 2),
            new Money("PLN", 2),
            new Money("CZK", 2),
            new Money("AUD", 2),
            new Money("CAD", 2),
            new Money("JPY", 0),
            new Money("KRW", 0),
            new Money("BHD", 3),
            new Money("KWD", 3));

    static Money of(String code) {
      return KNOWN.stream()
          .filter(m -> m.code().equals(code))
          .findFirst()
          .orElseThrow(
              () ->
                  new UserError(
                      "--currencies: " + code + " is no currency that can be generated.",
                      "Choose among "
                          + String.join(", ", KNOWN.stream().map(Money::code).toList())
                          + "."));
    }
  }

  /** Returns the feed that the options of {@code generate} ask for. */
  static FeedSpec of(GenerateOptions options) {
    boolean transactions = options.getDataset().equals("transactions");
    return new FeedSpec(
        transactions ? Dataset.TRANSACTIONS : Dataset.POSTINGS,
        options.getRows(),
        options.getSeed(),
        perMillion(options.getDuplicates()),
        perMillion(options.getConflicts()),
        perMillion(options.getHotKey()),
        perMillion(options.getFaults()),
        perMillion(options.getQuoted()),
        options.getKeys(),
        1,
        LocalDate.parse(options.getFirstDate()),
        options.getMonths(),
        transactions
            ? Stream.of(options.getCurrencies().split(",", -1)).map(Money::of).toList()
            : List.of(Money.of("EUR")),
        options.getCustomers(),
        options.getLineEnd() == GenerateOptions.LineEnd.CRLF);
  }

  /** Returns the same feed with its keys given out in another way. */
  FeedSpec withKeys(GenerateOptions.Keys otherKeys) {
    return new FeedSpec(
        dataset,
        rows,
        seed,
        duplicates,
        conflicts,
        hotKey,
        faults,
        quoted,
        otherKeys,
        firstKey,
        firstDay,
        months,
        currencies,
        customers,
        crlf);
  }

  /** Returns the same feed with another share of rows that have one key. */
  FeedSpec withHotKey(int otherHotKey) {
    return new FeedSpec(
        dataset,
        rows,
        seed,
        duplicates,
        conflicts,
        otherHotKey,
        faults,
        quoted,
        keys,
        firstKey,
        firstDay,
        months,
        currencies,
        customers,
        crlf);
  }

  /** Returns the first second of the feed, since 1970. */
  long firstSecond() {
    return firstDay.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
  }

  /** Returns how many seconds the feed spans. */
  long seconds() {
    return firstDay.plusMonths(months).atStartOfDay(ZoneOffset.UTC).toEpochSecond() - firstSecond();
  }

  private static int perMillion(String share) {
    return new BigDecimal(share).multiply(MILLION).intValueExact();
  }
}
