package io.ledgerlake.pipeline.plan;

import io.ledgerlake.schemas.contract.Dialect;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a replay is going to do, fixed before it does anything: its {@code plan.json}. The base
 * snapshots and the criteria decide which rows are evaluated; the sources say how many these are,
 * so that a repeated attempt can tell that it has the same ones.
 *
 * @param format version of this file's layout
 * @param attempt 1, or one more than the plan before: a replay that is overtaken plans again
 * @param previousSha256 hash of the bytes of the plan before, for which this one vouches; null for
 *     the first
 * @param kind {@link #KIND}
 * @param runId the run's id
 * @param dataset the dataset
 * @param contractName the contract's name and version, {@code transactions.v2}
 * @param contractSha256 hash of the contract's text
 * @param contractJson the contract's text
 * @param currencyTable version of the ISO 4217 table
 * @param codeVersion version of LedgerLake
 * @param ingestedAt the run's logical time, ISO 8601 in UTC
 * @param shards how many shards records are spread over
 * @param baseSnapshots the snapshot of each zone's table that the run starts from, by zone folder
 *     name; a zone without rows is absent
 * @param criteria which of the open rows are evaluated
 * @param writings the ways in which the sources' files are written
 * @param sources the rows that are evaluated, ordinals as numbered here, paths in byte order
 */
public record ReplayPlan(
    int format,
    int attempt,
    String previousSha256,
    String kind,
    String runId,
    String dataset,
    String contractName,
    String contractSha256,
    String contractJson,
    String currencyTable,
    String codeVersion,
    String ingestedAt,
    int shards,
    SortedMap<String, Long> baseSnapshots,
    Criteria criteria,
    List<Writing> writings,
    List<Source> sources) {

  /** The layout that this version writes. */
  public static final int FORMAT = 3;

  /** What tells the plan of a replay from that of an ingest. */
  public static final String KIND = "REPLAY";

  /** As canonical JSON has it, at the top level and nowhere else. */
  private static final String MARK = "\n  \"kind\" : \"" + KIND + "\",\n";

  public ReplayPlan {
    baseSnapshots = Collections.unmodifiableSortedMap(new TreeMap<>(baseSnapshots));
    writings = List.copyOf(writings);
    sources = List.copyOf(sources);
  }

  /** Returns whether a {@code plan.json} is that of a replay. */
  public static boolean isOne(byte[] json) {
    return new String(json, StandardCharsets.UTF_8).contains(MARK);
  }

  /** Returns how many rows are evaluated. */
  public long rows() {
    return sources.stream().mapToLong(Source::rows).sum();
  }

  /**
   * Which of the open rows are evaluated.
   *
   * @param file path below the raw root of the only file wanted; empty: all files
   * @param codes reasons, one of which a row must have; empty: any
   * @param maxAttempts evaluations that a row is permitted; a row that fails its last is condemned
   */
  public record Criteria(String file, List<String> codes, int maxAttempts) {
    public Criteria {
      codes = codes.stream().sorted().distinct().toList();
    }
  }

  /**
   * How a file is written.
   *
   * @param delimiter the byte between fields
   * @param quote the byte around quoted fields
   * @param encoding the name of its encoding
   * @param columns the columns of files without a header
   * @param columnMode what its header could differ in
   * @param header the names of its columns
   */
  public record Writing(
      byte delimiter,
      byte quote,
      String encoding,
      List<String> columns,
      ColumnMode columnMode,
      List<String> header) {

    public Writing {
      columns = List.copyOf(columns);
      header = List.copyOf(header);
    }

    /** Returns how a file with this header is written. */
    public static Writing of(Dialect dialect, List<String> header) {
      return new Writing(
          dialect.delimiter(),
          dialect.quote(),
          dialect.encoding().name(),
          dialect.columns(),
          dialect.columnMode(),
          header);
    }

    /** Returns the dialect. */
    public Dialect dialect() {
      return new Dialect(delimiter, quote, Charset.forName(encoding), columns, columnMode);
    }
  }

  /**
   * Rows of one file that are at the same point of their lives.
   *
   * @param path path below the raw root, stored as {@code source_file}
   * @param fileId its id
   * @param writing position of the way in which it is written
   * @param firstRunId the run that took it in
   * @param ingestedAt that run's logical time, ISO 8601 in UTC
   * @param runId the run that wrote the present versions of the rows
   * @param attempts how often the rows have been evaluated
   * @param rows how many there are
   * @param withoutAmount those whose amount is null
   * @param sums sums of their amounts per currency code, {@code ?} for those without one
   * @param codes rows by reason
   */
  public record Source(
      String path,
      String fileId,
      int writing,
      String firstRunId,
      String ingestedAt,
      String runId,
      int attempts,
      long rows,
      long withoutAmount,
      SortedMap<String, BigDecimal> sums,
      SortedMap<String, Long> codes) {

    public Source {
      TreeMap<String, BigDecimal> plain = new TreeMap<>(sums);
      // As JSON has them, so that a plan equals what is read of it.
      plain.replaceAll((currency, sum) -> sum.stripTrailingZeros());
      sums = Collections.unmodifiableSortedMap(plain);
      codes = Collections.unmodifiableSortedMap(new TreeMap<>(codes));
    }
  }
}
