package io.ledgerlake.pipeline.model;

import java.math.BigDecimal;
import java.util.Set;

/**
 * A row of a generated feed, as text.
 *
 * @param key its transaction id
 * @param customer its customer
 * @param amount its amount; {@code "abc"} is what no contract takes
 * @param currency its currency; whether it is one depends on the contract's list
 * @param time its event time
 */
record FeedRow(String key, String customer, String amount, String currency, String time) {

  static final String NO_AMOUNT = "abc";

  /** What a row says beside its key. */
  record Content(String customer, BigDecimal amount, String currency, String time) {}

  String line() {
    return String.join(",", key, customer, amount, currency, time);
  }

  boolean isValid(Set<String> currencies) {
    return !amount.equals(NO_AMOUNT) && currencies.contains(currency);
  }

  /** Two texts of one amount are one content. */
  Content content() {
    return new Content(customer, new BigDecimal(amount).stripTrailingZeros(), currency, time);
  }
}
