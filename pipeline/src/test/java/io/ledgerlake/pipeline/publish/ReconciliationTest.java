package io.ledgerlake.pipeline.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.publish.Reconciliation.Difference;
import io.ledgerlake.pipeline.publish.Reconciliation.FileBooks;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

  @Test
  void balancesWhenTheZonesAddUpToWhatWasRead() {
    FileBooks books =
        books(
            5,
            tally(5, 1, "EUR", "10.50"),
            Map.of(
                Zone.PROCESSED, tally(3, 0, "EUR", "10.00"),
                Zone.QUARANTINE, tally(1, 1, "EUR", "0.00"),
                Zone.CONDEMNED, tally(1, 0, "EUR", "0.5000")));

    assertThat(Reconciliation.differences(books)).isEmpty();
  }

  @Test
  void namesFileAndFigureWhenARowIsLost() {
    FileBooks books =
        books(-1, tally(5, 0, "EUR", "1"), Map.of(Zone.PROCESSED, tally(4, 0, "EUR", "1")));

    assertThat(Reconciliation.differences(books))
        .extracting(Difference::sentence)
        .containsExactly("a.csv: rows: read 5, stored 4");
  }

  @Test
  void namesTheCurrencyWhenACentIsLost() {
    FileTally read = tally(2, 0, "EUR", "10.00");
    read.addAmount("USD", new BigDecimal("7.01"));
    FileTally stored = tally(2, 0, "EUR", "10");
    stored.addAmount("USD", new BigDecimal("7.00"));

    assertThat(Reconciliation.differences(books(-1, read, Map.of(Zone.PROCESSED, stored))))
        .extracting(Difference::sentence)
        .containsExactly("a.csv: sum of USD: read 7.01, stored 7.00");
  }

  @Test
  void seesMoneyThatChangedItsCurrency() {
    FileBooks books =
        books(-1, tally(1, 0, "EUR", "5"), Map.of(Zone.QUARANTINE, tally(1, 0, "?", "5")));

    assertThat(Reconciliation.differences(books))
        .extracting(Difference::sentence)
        .containsExactly(
            "a.csv: sum of amounts without a valid currency: read 0, stored 5",
            "a.csv: sum of EUR: read 5, stored 0");
  }

  @Test
  void seesAnAmountThatGotLostWithoutAChangeOfSums() {
    FileBooks books =
        books(-1, tally(1, 1, "EUR", "0"), Map.of(Zone.QUARANTINE, tally(1, 0, "EUR", "0")));

    assertThat(Reconciliation.differences(books))
        .extracting(Difference::figure)
        .containsExactly("rows without an amount");
  }

  @Test
  void seesReadersThatDisagreeWithTheScanOfThePlan() {
    FileBooks books =
        books(6, tally(5, 0, "EUR", "1"), Map.of(Zone.PROCESSED, tally(5, 0, "EUR", "1")));

    assertThat(Reconciliation.differences(books))
        .extracting(Difference::figure)
        .containsExactly("rows scanned and rows read");
  }

  private static FileBooks books(long scanned, FileTally read, Map<Zone, FileTally> stored) {
    return new FileBooks("a.csv", scanned, read, stored);
  }

  private static FileTally tally(long rows, long withoutAmount, String currency, String sum) {
    FileTally tally = new FileTally(0);
    tally.addRows(rows);
    tally.addWithoutAmount(withoutAmount);
    tally.addAmount(currency, new BigDecimal(sum));
    return tally;
  }
}
