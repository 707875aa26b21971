package io.ledgerlake.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ledgerlake.pipeline.lake.Catalogs;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.query.DuckDbSql;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * Makes a lake with years of {@code postings}, as a long history of ingests would have: five years,
 * several files a month, all metadata columns (but a cheaper {@code row_hash}). DuckDB writes the
 * data files, because only what is asked of them is to be measured; they are published as a run's
 * are.
 *
 * <p>Arguments: {@code --lake}, {@code --rows}, {@code --accounts}, {@code --filesPerMonth}.
 */
public final class YearsOfPostings {

  private static final YearMonth FIRST = YearMonth.of(2020, 1);
  private static final int MONTHS = 60;
  private static final String RUN = "years-of-postings";
  private static final Instant INGESTED_AT = Instant.parse("2025-01-01T00:00:00Z");

  private final Contract contract = Contracts.named("postings");
  private final LakeLayout layout;
  private final LakeTables tables;
  private final long rows;
  private final long accounts;
  private final int filesPerMonth;

  private YearsOfPostings(LakeLayout layout, long rows, long accounts, int filesPerMonth) {
    this.layout = layout;
    this.tables = LakeTables.of(Catalogs.open(layout, "", Map.of()), layout, "postings");
    this.rows = rows;
    this.accounts = accounts;
    this.filesPerMonth = filesPerMonth;
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse(args, Set.of("lake", "rows", "accounts", "filesPerMonth"));
    new YearsOfPostings(
            LakeLayout.of(arguments.required("lake")),
            Long.parseLong(arguments.optional("rows", "100000000")),
            Long.parseLong(arguments.optional("accounts", "500000")),
            Integer.parseInt(arguments.optional("filesPerMonth", "4")))
        .make();
  }

  private void make() throws Exception {
    tables.prepare(contract);
    List<Manifest.DataFile> files = new ArrayList<>();
    SortedMap<String, BigDecimal> months = new TreeMap<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET threads = 2");
      for (int month = 0; month < MONTHS; month++) {
        months.put(FIRST.plusMonths(month).toString(), BigDecimal.ZERO);
        for (int part = 0; part < filesPerMonth; part++) {
          files.add(write(statement, month, part, months));
        }
        System.err.println(FIRST.plusMonths(month) + " written");
      }
    }
    publish(files, months);
  }

  /** Numbers of a month follow each other; a file has every so-manieth, as a shard has. */
  private Manifest.DataFile write(
      Statement statement, int month, int part, SortedMap<String, BigDecimal> months)
      throws Exception {
    YearMonth name = FIRST.plusMonths(month);
    String path =
        String.format(
            Locale.ROOT,
            "postings/data/year=%04d/month=%02d/%s-p1-%d.parquet",
            name.getYear(),
            name.getMonthValue(),
            RUN,
            part);
    Path file = Path.of(layout.dataFile(Zone.PROCESSED, path));
    Files.createDirectories(file.getParent());
    long first = rows * month / MONTHS;
    long end = rows * (month + 1) / MONTHS;
    statement.execute(copy(name, first, end, part, file));
    try (ResultSet counted =
        statement.executeQuery(
            "SELECT count(*), sum(amount) FROM read_parquet("
                + DuckDbSql.literal(file.toString())
                + ")")) {
      counted.next();
      months.merge(name.toString(), counted.getBigDecimal(2), BigDecimal::add);
      int partition = Math.toIntExact(ChronoUnit.MONTHS.between(YearMonth.of(1970, 1), name));
      return new Manifest.DataFile(
          Zone.PROCESSED.folder(), path, partition, counted.getLong(1), Files.size(file), "unread");
    }
  }

  private String copy(YearMonth month, long first, long end, int part, Path file)
      throws SQLException {
    long start = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1_000_000;
    long micros = month.lengthOfMonth() * 86_400_000_000L;
    Schema schema = tables.zone(Zone.PROCESSED).schema();
    String columns =
        schema.columns().stream()
            .map(
                c ->
                    "CAST("
                        + value(c.name(), first, end, start, micros)
                        + " AS "
                        + type(c)
                        + ") AS "
                        + c.name())
            .collect(Collectors.joining(", "));
    String ids =
        schema.columns().stream()
            .map(c -> c.name() + ": " + c.fieldId())
            .collect(Collectors.joining(", "));
    return "COPY (SELECT "
        + columns
        + " FROM range("
        + (first + part)
        + ", "
        + end
        + ", "
        + filesPerMonth
        + ") r(i)) TO "
        + DuckDbSql.literal(file.toString())
        + " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, FIELD_IDS {"
        + ids
        + "})";
  }

  private static String type(Types.NestedField column) {
    return DuckDbSql.type(column.type());
  }

  /** Posting number n of an account moves it by -1, 0, 1, 2, 3 in turn, times a cent or more. */
  private String value(String column, long first, long end, long start, long micros) {
    String n = "(i // " + accounts + ")";
    String step = "(1 + (i % " + accounts + ") % 97)";
    return switch (column) {
      case "id" -> "i + 1";
      case "account_id" -> "'ACC' || lpad(((i * 7919) % " + accounts + ")::VARCHAR, 7, '0')";
      case "amount" -> "(" + n + " % 5 - 1) * " + step + " * 0.01::DECIMAL(18, 4)";
      case "new_balance" ->
          "(5 * ("
              + n
              + " // 5) + [-1, -1, 0, 2, 5]["
              + n
              + " % 5 + 1]) * "
              + step
              + " * 0.01::DECIMAL(18, 4)";
      case "tx_date" ->
          "make_timestamptz("
              + start
              + " + (i - "
              + first
              + ") * "
              + (micros / (end - first))
              + ")";
      case "currency" -> "'EUR'";
      case "source_file" -> "'ingest_date=2025-01-01/postings.csv'";
      case "file_id" -> "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'";
      case "source_row", "source_line" -> "i + 1";
      case "source_offset" -> "i * 52 + 41";
      case "row_hash" -> "encode(lpad(hash(i)::VARCHAR, 32, '0'))";
      case "run_id" -> "'" + RUN + "'";
      case "ingested_at" -> "TIMESTAMPTZ '2025-01-01 00:00:00+00'";
      case "attempt_count", "schema_version" -> "1";
      default -> "NULL";
    };
  }

  private void publish(List<Manifest.DataFile> files, SortedMap<String, BigDecimal> months)
      throws Exception {
    BigDecimal sum = months.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    SortedMap<String, BigDecimal> sums = new TreeMap<>(Map.of("EUR", sum));
    Manifest.Outcomes outcomes = new Manifest.Outcomes(rows, rows, 0, 0, 0, 0);
    SortedMap<String, SortedMap<String, BigDecimal>> byMonth = new TreeMap<>();
    byMonth.put("EUR", months);
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            Manifest.Kind.INGEST,
            RUN,
            "postings",
            INGESTED_AT,
            new Manifest.ContractRef("postings", contract.version(), contract.sha256()),
            "none",
            "benchmark",
            "none",
            List.of(
                new Manifest.Input(
                    "ingest_date=2025-01-01/postings.csv", "id", "none", 0, outcomes, sums, sums)),
            List.of(),
            List.of(),
            files,
            List.of(),
            List.of(),
            outcomes,
            byMonth,
            new Manifest.Books(true, 1, 0));
    try (LakeStorage storage = LakeStorage.of(layout.runs("postings"))) {
      Publisher publisher = Publisher.of(layout, storage, tables);
      Journal.Appended decided = publisher.decide(manifest, publisher.journal().head());
      publisher.publish(((Journal.Decided) decided).link());
      storage.write(
          layout.runFile("postings", RUN, "plan.json"),
          new JsonMapper().writeValueAsBytes(Map.of("contractJson", contract.json())));
    }
  }
}
