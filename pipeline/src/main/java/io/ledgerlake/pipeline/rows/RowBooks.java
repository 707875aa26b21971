package io.ledgerlake.pipeline.rows;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.record.FileTally;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;

/** Rows and money by input file, as they are read or written. */
public final class RowBooks {

  private final Optional<String> amount;
  private final Optional<String> currency;
  private final SortedMap<String, FileTally> files = new TreeMap<>();

  /**
   * @param contract says which columns are money
   */
  public RowBooks(Contract contract) {
    this.amount = contract.amount();
    this.currency = contract.currency();
  }

  /** Counts a row. */
  public void add(Record row) {
    FileTally tally = files.computeIfAbsent(Version.fileId(row), id -> new FileTally(0));
    tally.addRows(1);
    BigDecimal value = amount(row);
    if (value == null) {
      tally.addWithoutAmount(1);
    } else {
      tally.addAmount(currency(row), value);
    }
  }

  /** Returns the row's amount, or null where there is none. */
  public BigDecimal amount(Record row) {
    return amount.map(column -> (BigDecimal) row.getField(column)).orElse(null);
  }

  /** Returns the row's currency, {@link FileTally#NO_CURRENCY} where there is none. */
  public String currency(Record row) {
    String code = currency.map(column -> (String) row.getField(column)).orElse(null);
    return code == null ? FileTally.NO_CURRENCY : code;
  }

  /** Returns what was counted, by file id. */
  public SortedMap<String, FileTally> files() {
    return Collections.unmodifiableSortedMap(files);
  }
}
