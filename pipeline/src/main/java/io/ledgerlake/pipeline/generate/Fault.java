package io.ledgerlake.pipeline.generate;

import static io.ledgerlake.schemas.record.ReasonCode.AMOUNT_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.CURRENCY_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.ENCODING_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.NULL_VALUE_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.SCHEMA_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.TIMESTAMP_ERROR;
import static io.ledgerlake.schemas.record.ReasonCode.TYPE_ERROR;

import io.ledgerlake.schemas.record.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One way in which a row can be wrong.
 *
 * @param codes what it is found to be, in the order of the fields
 * @param shape whether its number of fields is right
 * @param texts what stands in a field instead of its value, by the field's index, exactly as in the
 *     file
 */
record Fault(List<ReasonCode> codes, Shape shape, Map<Integer, byte[]> texts) {

  /** Whether a row's number of fields is right. */
  enum Shape {
    COMPLETE,
    LAST_FIELD_MISSING,
    FIELD_TOO_MANY
  }

  private static final int ID = 0;
  private static final int CUSTOMER = 1;
  private static final int AMOUNT = 2;
  private static final int CURRENCY = 3;
  private static final int TIMESTAMP = 4;

  /** Every kind of row fault that the transactions contract knows, several variants of each. */
  static final List<Fault> TRANSACTIONS =
      List.of(
          value(NULL_VALUE_ERROR, AMOUNT, ""),
          value(TYPE_ERROR, AMOUNT, "N/A"),
          fault(List.of(AMOUNT_ERROR), Map.of(AMOUNT, "19.995", CURRENCY, "EUR")),
          value(CURRENCY_ERROR, CURRENCY, "XQZ"),
          value(TIMESTAMP_ERROR, TIMESTAMP, "2024-02-30T10:15:00Z"),
          shape(Shape.LAST_FIELD_MISSING),
          // A Latin-1 e with acute is no UTF-8.
          value(ENCODING_ERROR, CUSTOMER, "C00\u00e9417"),
          value(NULL_VALUE_ERROR, CUSTOMER, "  "),
          value(TYPE_ERROR, AMOUNT, "1.5E3"),
          fault(List.of(AMOUNT_ERROR), Map.of(AMOUNT, "1200.5", CURRENCY, "JPY")),
          value(CURRENCY_ERROR, CURRENCY, "EURO"),
          value(TIMESTAMP_ERROR, TIMESTAMP, "31/01/2024"),
          shape(Shape.FIELD_TOO_MANY),
          value(NULL_VALUE_ERROR, ID, ""),
          value(TYPE_ERROR, AMOUNT, "\"1,234.56\""),
          value(AMOUNT_ERROR, AMOUNT, "999999999999999.00"),
          // The mark went out of use in 2002.
          value(CURRENCY_ERROR, CURRENCY, "DEM"),
          value(TIMESTAMP_ERROR, TIMESTAMP, "2024-01-15T25:00:00Z"),
          value(NULL_VALUE_ERROR, CURRENCY, ""),
          fault(
              List.of(TYPE_ERROR, CURRENCY_ERROR, TIMESTAMP_ERROR),
              Map.of(AMOUNT, "abc", CURRENCY, "??", TIMESTAMP, "yesterday")),
          value(TIMESTAMP_ERROR, TIMESTAMP, "1969-12-31T23:59:59Z"),
          value(NULL_VALUE_ERROR, TIMESTAMP, ""));

  /** Every kind of row fault that the postings contract knows. */
  static final List<Fault> POSTINGS =
      List.of(
          value(NULL_VALUE_ERROR, 2, ""),
          value(TYPE_ERROR, 2, "N/A"),
          value(AMOUNT_ERROR, 2, "19.995"),
          value(TIMESTAMP_ERROR, 4, "2024-02-30T10:15:00Z"),
          shape(Shape.LAST_FIELD_MISSING),
          value(ENCODING_ERROR, 1, "ACC\u00e9417"),
          value(TYPE_ERROR, 0, "12a"),
          shape(Shape.FIELD_TOO_MANY),
          value(TYPE_ERROR, 3, "1.5E3"));

  private static Fault value(ReasonCode code, int field, String text) {
    return fault(List.of(code), Map.of(field, text));
  }

  private static Fault shape(Shape shape) {
    return new Fault(List.of(SCHEMA_ERROR), shape, Map.of());
  }

  private static Fault fault(List<ReasonCode> codes, Map<Integer, String> texts) {
    return new Fault(
        codes,
        Shape.COMPLETE,
        texts.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, e -> e.getValue().getBytes(StandardCharsets.ISO_8859_1))));
  }
}
