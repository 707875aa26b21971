package io.ledgerlake.pipeline.generate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.LocalDate;

/** Writes rows as CSV bytes: the columns of a dataset, in the order of its header. */
abstract class RowWriter {

  private static final int DATE_LENGTH = 10;
  private static final int SECONDS_PER_DAY = 86_400;
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LF = {'\n'};

  private final byte[] header;
  private final int columns;
  private final byte[] lineEnd;
  private final byte[] dates;
  private final long firstDay;

  RowWriter(FeedSpec spec, String header) {
    this.header = header.getBytes(US_ASCII);
    this.columns = header.split(",", -1).length;
    this.lineEnd = spec.crlf() ? CRLF : LF;
    this.firstDay = spec.firstDay().toEpochDay();
    this.dates = dates(spec);
  }

  static RowWriter of(FeedSpec spec) {
    return spec.dataset() == FeedSpec.Dataset.TRANSACTIONS
        ? new TransactionWriter(spec)
        : new PostingWriter(spec);
  }

  /** Appends the value of a column, unquoted and unescaped; quotes in it are doubled. */
  abstract void value(RowBuffer out, FeedRow row, int column);

  void header(RowBuffer out) {
    out.put(header);
    out.put(lineEnd);
  }

  void row(RowBuffer out, FeedRow row) {
    boolean quoted = row.style != FeedRow.PLAIN;
    for (int column = 0; column < columns; column++) {
      separate(out, column);
      if (quoted) {
        out.put('"');
        value(out, row, column);
        out.put('"');
      } else {
        value(out, row, column);
      }
    }
    out.put(lineEnd);
  }

  void faulty(RowBuffer out, FeedRow row, Fault fault) {
    int written = fault.shape() == Fault.Shape.LAST_FIELD_MISSING ? columns - 1 : columns;
    for (int column = 0; column < written; column++) {
      separate(out, column);
      byte[] text = fault.texts().get(column);
      if (text == null) {
        value(out, row, column);
      } else {
        out.put(text);
      }
    }
    if (fault.shape() == Fault.Shape.FIELD_TOO_MANY) {
      out.put(',');
      out.put('7');
    }
    out.put(lineEnd);
  }

  /** Appends an instant, to the second: {@code 2024-01-31T08:30:00Z}. */
  final void instant(RowBuffer out, long second) {
    int day = (int) (Math.floorDiv(second, (long) SECONDS_PER_DAY) - firstDay);
    int ofDay = Math.floorMod(second, SECONDS_PER_DAY);
    out.put(dates, day * DATE_LENGTH, DATE_LENGTH);
    out.put('T');
    out.number(ofDay / 3600, 2);
    out.put(':');
    out.number(ofDay / 60 % 60, 2);
    out.put(':');
    out.number(ofDay % 60, 2);
    out.put('Z');
  }

  private static void separate(RowBuffer out, int column) {
    if (column > 0) {
      out.put(',');
    }
  }

  private static byte[] dates(FeedSpec spec) {
    int days = (int) (spec.seconds() / SECONDS_PER_DAY);
    byte[] dates = new byte[days * DATE_LENGTH];
    for (int i = 0; i < days; i++) {
      LocalDate date = spec.firstDay().plusDays(i);
      System.arraycopy(date.toString().getBytes(US_ASCII), 0, dates, i * DATE_LENGTH, DATE_LENGTH);
    }
    return dates;
  }

  /** TransactionID, CustomerID, TransactionAmount, Currency, TransactionTimestamp. */
  private static final class TransactionWriter extends RowWriter {

    private static final byte[] JOINT = ", joint with C".getBytes(US_ASCII);
    private static final byte[] NICK = " \"\"Nick\"\"".getBytes(US_ASCII);

    private final byte[][] codes;
    private final int[] scales;

    TransactionWriter(FeedSpec spec) {
      super(spec, "TransactionID,CustomerID,TransactionAmount,Currency,TransactionTimestamp");
      codes =
          spec.currencies().stream().map(m -> m.code().getBytes(US_ASCII)).toArray(byte[][]::new);
      scales = spec.currencies().stream().mapToInt(FeedSpec.Money::scale).toArray();
    }

    @Override
    void value(RowBuffer out, FeedRow row, int column) {
      switch (column) {
        case 0 -> {
          out.put('T');
          out.number(row.key, 14);
        }
        case 1 -> customer(out, row);
        case 2 -> out.decimal(row.amount, scales[row.currency]);
        case 3 -> out.put(codes[row.currency]);
        default -> instant(out, row.second);
      }
    }

    /** A customer's id is free text; it is where a delimiter, a newline or a quote has room. */
    private static void customer(RowBuffer out, FeedRow row) {
      out.put('C');
      out.number(row.customer, 7);
      switch (row.style) {
        case FeedRow.QUOTED_DELIMITER -> {
          out.put(JOINT);
          out.number(row.customer + 1L, 7);
        }
        case FeedRow.QUOTED_NEWLINE -> {
          out.put('\n');
          out.put('C');
          out.number(row.customer + 1L, 7);
        }
        case FeedRow.QUOTED_QUOTE -> out.put(NICK);
        default -> {}
      }
    }
  }

  /** id, account_id, amount, new_balance, tx_date. */
  private static final class PostingWriter extends RowWriter {

    private static final byte[] ACCOUNT = "ACC".getBytes(US_ASCII);
    private static final int CENTS = 2;

    PostingWriter(FeedSpec spec) {
      super(spec, "id,account_id,amount,new_balance,tx_date");
    }

    @Override
    void value(RowBuffer out, FeedRow row, int column) {
      switch (column) {
        case 0 -> out.number(row.key, 1);
        case 1 -> {
          out.put(ACCOUNT);
          out.number(row.customer, 6);
        }
        case 2 -> out.decimal(row.amount, CENTS);
        case 3 -> out.decimal(row.balance, CENTS);
        default -> instant(out, row.second);
      }
    }
  }
}
