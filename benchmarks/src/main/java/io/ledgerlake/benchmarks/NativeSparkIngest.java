package io.ledgerlake.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The rival: reads one {@code transactions} file and writes the rows and columns of LedgerLake's
 * three zones with Spark's DataFrames, as fast as we could make it. {@code benchmarks/README.md}
 * says where it does less than LedgerLake, and which other forms were slower.
 *
 * <p>Arguments: {@code --input=FILE --output=FOLDER [--parallelism=2] [--ingestedAt=INSTANT]
 * [--runId=ID]}.
 */
public final class NativeSparkIngest {

  private static final String HEADER =
      "TransactionID,CustomerID,TransactionAmount,Currency,TransactionTimestamp";

  /** About what a sort of one task holds in memory. */
  private static final long BYTES_PER_PARTITION = 32L << 20;

  /** Values that never come twice gain nothing from a dictionary, but pay for trying one. */
  private static final List<String> WITHOUT_DICTIONARY =
      List.of(
          "transaction_id",
          "transaction_ts",
          "source_row",
          "source_line",
          "source_offset",
          "row_hash",
          "raw_record");

  private final Path input;
  private final Path output;
  private final String runId;
  private final Instant ingestedAt;

  NativeSparkIngest(Path input, Path output, String runId, Instant ingestedAt) {
    this.input = input;
    this.output = output;
    this.runId = runId;
    this.ingestedAt = ingestedAt;
  }

  /** Runs the job. */
  public static void main(String[] args) throws IOException {
    Arguments arguments =
        Arguments.parse(args, Set.of("input", "output", "parallelism", "ingestedAt", "runId"));
    NativeSparkIngest job =
        new NativeSparkIngest(
            Path.of(arguments.required("input")).toAbsolutePath(),
            Path.of(arguments.required("output")).toAbsolutePath(),
            arguments.optional("runId", "native"),
            Instant.parse(arguments.optional("ingestedAt", "2026-01-01T00:00:00Z")));
    try (SparkSession spark =
        job.session(Integer.parseInt(arguments.optional("parallelism", "2")))) {
      job.run(spark);
    }
  }

  SparkSession session(int cores) throws IOException {
    long partitions = Math.max(2L * cores, Files.size(input) / BYTES_PER_PARTITION);
    SparkSession spark =
        SparkSession.builder()
            .appName("native ingest")
            .master("local[" + cores + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.adaptive.enabled", "true")
            .config("spark.sql.shuffle.partitions", partitions)
            .config("spark.sql.files.maxPartitionBytes", BYTES_PER_PARTITION)
            .config("spark.sql.parquet.compression.codec", "zstd")
            .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
            // One writer per zone and month at a time, and so no second sort before the write.
            .config("spark.sql.maxConcurrentOutputFileWriters", "64")
            .getOrCreate();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    WITHOUT_DICTIONARY.forEach(
        column -> hadoop.setBoolean("parquet.enable.dictionary#" + column, false));
    return spark;
  }

  void run(SparkSession spark) {
    NativeRules rules = new NativeRules(ingestedAt);
    Dataset<Row> lines =
        spark
            .read()
            .text(input.toString())
            .selectExpr("value AS raw", "monotonically_increasing_id() AS position")
            .where("raw <> '" + HEADER + "' AND raw <> ''");
    // One job writes all zones: each row is read, evaluated and shuffled once, and kept nowhere.
    zones(rules.settled(rules.evaluated(rules.parsed(lines))))
        .write()
        .partitionBy("zone", "year", "month")
        .mode(SaveMode.ErrorIfExists)
        .parquet(output.toString());
  }

  private Dataset<Row> zones(Dataset<Row> settled) {
    String fileId = fileId();
    LocalDate ingestDate = LocalDate.ofInstant(ingestedAt, ZoneOffset.UTC);
    return settled.selectExpr(
        "transaction_id",
        "customer_id",
        "amount",
        "currency",
        "transaction_ts",
        "'" + input.getFileName() + "' AS source_file",
        "'" + fileId + "' AS file_id",
        "position + 1 AS source_row",
        "position + 2 AS source_line",
        "position AS source_offset",
        "row_hash",
        "'" + runId + "' AS run_id",
        "TIMESTAMP'" + ingestedAt + "' AS ingested_at",
        "1 AS attempt_count",
        "1 AS schema_version",
        "CASE WHEN outcome <> 0 THEN cast(raw AS BINARY) END AS raw_record",
        "CASE outcome WHEN %s THEN %s WHEN %s THEN %s ELSE errors END AS errors"
            .formatted(
                NativeRules.REPEAT,
                error("DUPLICATE_FAILURE", "repeats another record"),
                NativeRules.CONFLICT,
                error("CONFLICTING_TRANSACTION", "same key, other content")),
        "CASE WHEN outcome <> 0 THEN '" + runId + "' END AS first_run_id",
        "concat('" + fileId + ":', related_position) AS related_record_id",
        "CASE outcome WHEN 0 THEN 'processed' WHEN %s THEN 'condemned' ELSE 'quarantine' END AS zone"
            .formatted(NativeRules.REPEAT),
        "CASE WHEN outcome = 0 THEN year(transaction_ts) ELSE %s END AS year"
            .formatted(ingestDate.getYear()),
        "CASE WHEN outcome = 0 THEN month(transaction_ts) ELSE %s END AS month"
            .formatted(ingestDate.getMonthValue()));
  }

  private static String error(String code, String message) {
    return "array(named_struct('code', '%s', 'field', cast(NULL AS STRING), 'message', '%s',"
            .formatted(code, message)
        + " 'value', cast(NULL AS STRING)))";
  }

  /** Returns an id from the file's name; LedgerLake's comes from all its bytes. */
  private String fileId() {
    try {
      byte[] name = input.getFileName().toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(name));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
