package io.ledgerlake.pipeline.generate;

/** One row of a feed, as numbers. Mutable: a feed has one, and copies of it that it remembers. */
final class FeedRow {

  /** How a row's fields are written. */
  static final int PLAIN = 0;

  static final int QUOTED = 1;
  static final int QUOTED_DELIMITER = 2;
  static final int QUOTED_NEWLINE = 3;
  static final int QUOTED_QUOTE = 4;
  static final int STYLES = 5;

  long key;
  int customer;
  long amount;
  long balance;
  int currency;
  long second;
  int style;

  /** Takes over all of another row. */
  void set(FeedRow other) {
    key = other.key;
    customer = other.customer;
    amount = other.amount;
    balance = other.balance;
    currency = other.currency;
    second = other.second;
    style = other.style;
  }
}
