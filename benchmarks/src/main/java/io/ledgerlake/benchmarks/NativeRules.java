package io.ledgerlake.benchmarks;

import static org.apache.spark.sql.functions.col;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;

/** The rules of the transactions feed in Spark SQL. */
final class NativeRules {

  /** What a row is, in column {@code outcome}. */
  static final int PROCESSED = 0;

  static final int REJECTED = 1;
  static final int REPEAT = 2;
  static final int CONFLICT = 3;

  private static final List<String> FIELDS =
      List.of("transaction_id", "customer_id", "amount", "currency", "transaction_ts");

  private final Instant ingestedAt;

  NativeRules(Instant ingestedAt) {
    this.ingestedAt = ingestedAt;
  }

  /** Takes lines ({@code raw}, {@code position}); adds their five texts, trimmed. */
  Dataset<Row> parsed(Dataset<Row> lines) {
    // Only a line with a quote pays for a CSV parser.
    String quoted =
        "from_csv(raw, 'a STRING, b STRING, c STRING, d STRING, e STRING, broken STRING',"
            + " map('escape', '\"', 'columnNameOfCorruptRecord', 'broken'))";
    String unquoted =
        "transform(array("
            + quoted
            + "), q -> IF(q.broken IS NULL, array(coalesce(q.a, ''), coalesce(q.b, ''),"
            + " coalesce(q.c, ''), coalesce(q.d, ''), coalesce(q.e, '')), array(raw)))[0]";
    Dataset<Row> split =
        lines.selectExpr(
            "raw",
            "position",
            "CASE WHEN contains(raw, '\"') THEN " + unquoted + " ELSE split(raw, ',') END AS f");
    return split.selectExpr(
        "raw",
        "position",
        "size(f) = 5 AS whole",
        // Splitting decodes; what does not decode comes back in other bytes, and so more or fewer.
        "octet_length(f[0]) + octet_length(f[1]) + octet_length(f[2]) + octet_length(f[3])"
            + " + octet_length(f[4]) + 4 = octet_length(raw) OR contains(raw, '\"') AS encoded",
        "trim(f[0]) AS transaction_id_text",
        "trim(f[1]) AS customer_id_text",
        "trim(f[2]) AS amount_text",
        "trim(f[3]) AS currency_text",
        "trim(f[4]) AS transaction_ts_text");
  }

  /** Adds the typed values, whether the row is valid, its errors, its hash and its key. */
  Dataset<Row> evaluated(Dataset<Row> parsed) {
    return parsed
        .selectExpr(
            "*",
            "cast(amount_text AS DECIMAL(18,4)) AS number",
            // With the Z in place Spark's cast runs a regular expression over every row.
            "cast(CASE WHEN endswith(transaction_ts_text, 'Z')"
                + " THEN left(transaction_ts_text, length(transaction_ts_text) - 1)"
                + " ELSE transaction_ts_text END AS TIMESTAMP) AS instant",
            "CASE WHEN instr(amount_text, '.') = 0 THEN 0"
                + " ELSE length(trim(TRAILING '0' FROM amount_text)) - instr(amount_text, '.') END AS decimals",
            NativeCurrencies.minorUnit("currency_text") + " AS minor_unit")
        .selectExpr(
            "*",
            "coalesce(instr(amount_text, 'e') = 0 AND instr(amount_text, 'E') = 0"
                + " AND number IS NOT NULL, false) AS amount_good",
            "coalesce(substring(transaction_ts_text, 11, 1) = 'T'"
                + " AND (endswith(transaction_ts_text, 'Z')"
                + " OR substring(transaction_ts_text, -6, 1) IN ('+', '-'))"
                + " AND instant >= TIMESTAMP'1970-01-01 00:00:00' AND instant < TIMESTAMP'"
                + ingestedAt.plus(1, ChronoUnit.DAYS)
                + "', false) AS instant_good")
        .selectExpr(
            "*",
            "whole AND encoded AND transaction_id_text <> '' AND customer_id_text <> ''"
                + " AND amount_good AND minor_unit IS NOT NULL AND decimals <= minor_unit"
                + " AND instant_good AS valid")
        .selectExpr(
            "raw",
            "position",
            "valid",
            "CASE WHEN whole THEN transaction_id_text END AS transaction_id",
            "CASE WHEN whole AND encoded THEN customer_id_text END AS customer_id",
            "CASE WHEN whole AND amount_good AND decimals <= 4 THEN number END AS amount",
            "CASE WHEN whole AND minor_unit IS NOT NULL THEN currency_text END AS currency",
            "CASE WHEN whole AND instant_good THEN instant END AS transaction_ts",
            "CASE WHEN NOT valid THEN " + errors() + " END AS errors",
            "unhex(sha2(CASE WHEN valid THEN concat_ws('|', transaction_id_text, customer_id_text,"
                + " cast(number AS STRING), currency_text, cast(unix_micros(instant) AS STRING))"
                + " ELSE raw END, 256)) AS row_hash",
            "CASE WHEN valid THEN transaction_id_text ELSE raw END AS key");
  }

  private static String errors() {
    return "CASE WHEN NOT whole THEN array("
        + error("SCHEMA_ERROR", "NULL", "expected 5 fields", "raw")
        + ") ELSE filter(array("
        + String.join(", ", FIELDS.stream().map(NativeRules::blank).toList())
        + ", "
        + fault(
            "NOT encoded", "ENCODING_ERROR", "customer_id", "not valid UTF-8", "customer_id_text")
        + ", "
        + fault(
            "amount_text <> '' AND NOT amount_good AND NOT " + tooLarge(),
            "TYPE_ERROR",
            "amount",
            "expected a number",
            "amount_text")
        + ", "
        + fault(
            "NOT amount_good AND " + tooLarge(),
            "AMOUNT_ERROR",
            "amount",
            "expected a decimal(18,4)",
            "amount_text")
        + ", "
        + fault(
            "amount_good AND decimals > minor_unit",
            "AMOUNT_ERROR",
            "amount",
            "more decimals than the currency has",
            "amount_text")
        + ", "
        + fault(
            "currency_text <> '' AND minor_unit IS NULL",
            "CURRENCY_ERROR",
            "currency",
            "not an ISO 4217 code",
            "currency_text")
        + ", "
        + fault(
            "transaction_ts_text <> '' AND NOT instant_good",
            "TIMESTAMP_ERROR",
            "transaction_ts",
            "expected an ISO 8601 instant",
            "transaction_ts_text")
        + "), e -> e IS NOT NULL) END";
  }

  private static String tooLarge() {
    return "coalesce(instr(upper(amount_text), 'E') = 0"
        + " AND cast(amount_text AS DECIMAL(38,4)) IS NOT NULL, false)";
  }

  private static String blank(String field) {
    return fault(field + "_text = ''", "NULL_VALUE_ERROR", field, "is required", field + "_text");
  }

  private static String fault(
      String when, String code, String field, String message, String value) {
    return "CASE WHEN " + when + " THEN " + error(code, "'" + field + "'", message, value) + " END";
  }

  private static String error(String code, String field, String message, String value) {
    return "named_struct('code', '%s', 'field', cast(%s AS STRING), 'message', '%s', 'value', %s)"
        .formatted(code, field, message, value);
  }

  /**
   * Adds the outcome and, of a repeat or a conflict, the position of the record that it meets: one
   * shuffle by key, one sort, one pass over it.
   */
  Dataset<Row> settled(Dataset<Row> evaluated) {
    WindowSpec ordered =
        Window.partitionBy("key", "valid").orderBy(col("row_hash"), col("position"));
    WindowSpec all = ordered.rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing());
    Column twin = functions.lag("row_hash", 1).over(ordered);
    return evaluated
        .withColumn(
            "repeats", functions.coalesce(twin.equalTo(col("row_hash")), functions.lit(false)))
        .withColumn("previous_position", functions.lag("position", 1).over(ordered))
        .withColumn("first_hash", functions.first("row_hash").over(all))
        .withColumn("last_hash", functions.last("row_hash").over(all))
        .withColumn("first_position", functions.first("position").over(all))
        .withColumn("last_position", functions.last("position").over(all))
        .selectExpr(
            "*",
            "CASE WHEN repeats THEN %s WHEN NOT valid THEN %s WHEN first_hash <> last_hash THEN %s"
                    .formatted(REPEAT, REJECTED, CONFLICT)
                + " ELSE 0 END AS outcome",
            "CASE WHEN repeats THEN previous_position WHEN first_hash = last_hash THEN NULL"
                + " WHEN row_hash = first_hash THEN last_position ELSE first_position END"
                + " AS related_position");
  }
}
