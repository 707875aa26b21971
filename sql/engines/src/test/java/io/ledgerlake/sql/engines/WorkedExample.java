package io.ledgerlake.sql.engines;

import io.ledgerlake.sql.Period;
import java.time.YearMonth;
import java.util.List;

/**
 * The worked example of the specification, on rows of our own that give it and leave no wrong
 * solution unpunished: ACC001 is silent since the year before; ACC002 begins in February with a
 * higher balance than it ends with, and ends that month with two postings at one instant, numbered
 * 9 and 10.
 */
final class WorkedExample {

  static final Period Q1_2024 = new Period(YearMonth.of(2024, 1), YearMonth.of(2024, 3));

  static final String POSTINGS =
      TestLake.POSTINGS
          + "1,ACC001,326.00,326.00,2023-11-15\n"
          + "8,ACC002,74.50,74.50,2024-02-10T09:00:00Z\n"
          + "9,ACC002,-50.00,24.50,2024-02-29T12:00:00Z\n"
          + "10,ACC002,-50.00,-25.50,2024-02-29T12:00:00Z\n"
          + "11,ACC002,-100.00,-125.50,2024-03-31T23:59:59.999999Z\n"
          + "12,ACC003,1.00,1.00,2024-04-01T00:00:00Z\n";

  static final String TRANSACTIONS =
      TestLake.TRANSACTIONS
          + "T1,ACC001,326.00,EUR,2023-11-15T00:00:00Z\n"
          + "T8,ACC002,74.50,EUR,2024-02-10T09:00:00Z\n"
          + "T9,ACC002,-50.00,EUR,2024-02-29T12:00:00Z\n"
          + "T10,ACC002,-50.00,EUR,2024-02-29T12:00:00Z\n"
          + "T11,ACC002,-100.00,EUR,2024-03-31T23:59:59.999999Z\n"
          + "T12,ACC003,1.00,EUR,2024-04-01T00:00:00Z\n";

  static final List<String> ANSWER =
      List.of(
          "ACC001 | EUR | 2024-01 | 326.0000",
          "ACC001 | EUR | 2024-02 | 326.0000",
          "ACC001 | EUR | 2024-03 | 326.0000",
          "ACC002 | EUR | 2024-01 | null",
          "ACC002 | EUR | 2024-02 | -25.5000",
          "ACC002 | EUR | 2024-03 | -125.5000");

  private WorkedExample() {}
}
