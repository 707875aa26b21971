package io.ledgerlake.pipeline.options;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.schemas.record.ReasonCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptions;

/** What an option's value must be beyond its type. Each check names the option and the remedy. */
final class OptionChecks {

  /** Ids become folder names and parts of file names, on every kind of storage. */
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,119}");

  private static final Pattern DATASET = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Pattern ENDPOINT = Pattern.compile("https?://[^/\\s]+/?");
  private static final Set<String> CATALOGS = Set.of("hadoop", "glue", "rest", "jdbc");
  private static final Set<String> COMPRESSIONS = Set.of("none", "gzip", "zstd");
  private static final int LONGEST_DAYS = 36_500;
  private static final int LONGEST_REASON = 1000;
  private static final int CORES_OF_ANY_MACHINE = 4096;

  private OptionChecks() {}

  static void check(PipelineOptions options) {
    if (options instanceof LakeOptions lake) {
      checkLake(lake);
      checkS3(lake);
    }
    if (options instanceof InputOptions input && input.getDate() != null) {
      date("date", input.getDate());
    }
    if (options instanceof RunOptions run) {
      checkRun(run);
    }
    if (options instanceof GateOptions gates) {
      checkGates(gates);
    }
    if (options instanceof EngineOptions engine) {
      between("parallelism", engine.getParallelism(), 0, CORES_OF_ANY_MACHINE);
    }
    if (options instanceof RunsOptions runs) {
      between("limit", runs.getLimit(), 0, Integer.MAX_VALUE);
    }
    if (options instanceof RejectsOptions rejects) {
      checkRejects(rejects);
    }
    if (options instanceof DecisionOptions decision) {
      checkDecision(decision);
    }
    if (options instanceof TraceOptions trace) {
      checkRow("trace", trace.getRow());
    }
    if (options instanceof HoldOptions hold) {
      between("waitForHold", hold.getWaitForHold(), 0, Integer.MAX_VALUE);
    }
    if (options instanceof ChangeOptions change) {
      checkChange(change);
    }
    if (options instanceof CompactOptions compact) {
      checkCompact(compact);
    }
    if (options instanceof ReleaseOptions release) {
      checkRow("release", release.getRow());
    }
    if (options instanceof GenerateOptions generate) {
      checkGenerate(generate);
    }
    if (options instanceof ReplayOptions replay) {
      checkReplay(replay);
    }
    if (options instanceof QueryOptions query) {
      between("queryThreads", query.getQueryThreads(), 0, CORES_OF_ANY_MACHINE);
      between("queryMemory", query.getQueryMemory(), 64, 1 << 20);
    }
    if (options instanceof BalancesOptions balances) {
      checkBalances(balances);
    }
    if (options instanceof CloseOptions close) {
      requireMonth("close", "month", close.getMonth());
    }
  }

  private static void checkLake(LakeOptions options) {
    require(
        DATASET.matcher(options.getDataset()).matches(),
        "dataset",
        options.getDataset(),
        "is no dataset name: lower-case letters, digits and _ were expected",
        "Write for example --dataset=transactions.");
    String catalog = options.getCatalog();
    if (catalog != null) {
      require(
          CATALOGS.contains(catalog),
          "catalog",
          catalog,
          "is no catalog that LedgerLake knows",
          "Write one of hadoop, glue, rest, jdbc.");
      require(
          !(catalog.equals("hadoop") && options.getLake().startsWith("s3:")),
          "catalog",
          catalog,
          "is not safe on s3://, where two commits can overwrite each other",
          "Write --catalog=glue, rest or jdbc, or leave it out.");
    }
    for (String property : nullToEmpty(options.getCatalogProperty())) {
      require(
          property.indexOf('=') > 0,
          "catalogProperty",
          property,
          "is not of the form key=value",
          "Write for example --catalogProperty=uri=https://catalog.example/.");
    }
  }

  private static void checkS3(S3LakeOptions options) {
    between("s3BufferMegabytes", options.getS3BufferMegabytes(), 5, 512);
    between("s3Retries", options.getS3Retries(), 0, 100);
    between("s3TimeoutSeconds", options.getS3TimeoutSeconds(), 1, 3600);
    between("objectLockYears", options.getObjectLockYears(), 1, 100);
    String endpoint = options.getS3Endpoint();
    if (endpoint != null) {
      require(
          ENDPOINT.matcher(endpoint).matches(),
          "s3Endpoint",
          endpoint,
          "is no address of a server",
          "Write for example --s3Endpoint=https://s3.example:9000.");
    }
  }

  private static void checkRun(RunOptions options) {
    between("shardMegabytes", options.getShardMegabytes(), 1, 1 << 20);
    if (options.getRunId() != null) {
      runId(options.getRunId());
    }
    if (options.getIngestedAt() != null) {
      instant("ingestedAt", options.getIngestedAt());
    }
  }

  private static void checkDecision(DecisionOptions options) {
    if (options.getRun() == null) {
      throw new UserError(
          "No run was named.", "Write the id of the run; ./ledgerlake runs lists them.");
    }
    if (options.getWhy() == null) {
      throw new UserError(
          "No reason was given.", "Write --why='...': it is kept in the journal for ever.");
    }
  }

  private static void checkGates(GateOptions options) {
    if (options.getMaxRejected() != null) {
      share("maxRejected", options.getMaxRejected());
    }
    if (options.getMaxDuplicates() != null) {
      share("maxDuplicates", options.getMaxDuplicates());
    }
    if (options.getMinGateRows() != null) {
      atLeast("minGateRows", options.getMinGateRows(), 0);
    }
  }

  private static void checkRejects(RejectsOptions options) {
    between("limit", options.getLimit(), 0, Integer.MAX_VALUE);
    require(
        options.getFormat() != OutputFormat.JSON,
        "format",
        "JSON",
        "is not for rejected rows",
        "Write --format=TABLE or CSV.");
    if (options.getFile() == null) {
      throw new UserError(
          "rejects was not told which file.",
          "Write ./ledgerlake rejects FILE; ./ledgerlake show lists the files of a run.");
    }
  }

  private static void checkRow(String command, String row) {
    if (row == null) {
      throw new UserError(
          command + " was not told which row.",
          "Write ./ledgerlake "
              + command
              + " FILE:ROW, for example "
              + command
              + " 2024-03.csv:17.");
    }
    int colon = row.lastIndexOf(':');
    require(
        colon > 0 && row.substring(colon + 1).matches("[1-9][0-9]{0,17}"),
        "row",
        row,
        "is not of the form FILE:ROW",
        "Write the file, a colon and the record's number from 1, for example 2024-03.csv:17.");
  }

  private static void checkChange(ChangeOptions options) {
    if (options.getRunId() != null) {
      runId(options.getRunId());
    }
    String why = options.getWhy();
    require(
        why == null || why.length() <= LONGEST_REASON,
        "why",
        String.valueOf(why),
        "is longer than " + LONGEST_REASON + " characters",
        "Write a sentence or two.");
  }

  private static void checkCompact(CompactOptions options) {
    between("olderThanDays", options.getOlderThanDays(), 0, LONGEST_DAYS);
    between("keepDays", options.getKeepDays(), 1, LONGEST_DAYS);
    between("graceDays", options.getGraceDays(), 1, LONGEST_DAYS);
    between("keepSnapshots", options.getKeepSnapshots(), 1, Integer.MAX_VALUE);
    between("targetMegabytes", options.getTargetMegabytes(), 1, 1 << 20);
    if (options.getRunId() != null) {
      runId(options.getRunId());
    }
  }

  private static void runId(String runId) {
    require(
        RUN_ID.matcher(runId).matches(),
        "runId",
        runId,
        "cannot be a folder name everywhere",
        "Use up to 120 letters, digits, dots, dashes and underscores.");
  }

  private static void checkReplay(ReplayOptions options) {
    between("maxAttempts", options.getMaxAttempts(), 2, 1000);
    for (String code : nullToEmpty(options.getCode())) {
      if (Arrays.stream(ReasonCode.values()).noneMatch(known -> known.name().equals(code))) {
        throw wrong(
            "code",
            code,
            "is no reason code",
            "Write for example --code=CURRENCY_ERROR; ./ledgerlake rejects FILE shows a file's.");
      }
    }
  }

  private static void checkBalances(BalancesOptions options) {
    YearMonth from = requireMonth("balances", "from", options.getFrom());
    if (options.getTo() != null) {
      require(
          !requireMonth("balances", "to", options.getTo()).isBefore(from),
          "to",
          options.getTo(),
          "is before --from=" + from,
          "Write the earlier month in --from.");
    }
  }

  private static YearMonth requireMonth(String command, String option, String value) {
    if (value == null) {
      throw new UserError(
          command + " was not told which month.", "Write for example --" + option + "=2024-03.");
    }
    try {
      return YearMonth.parse(value);
    } catch (DateTimeParseException e) {
      throw wrong(
          option,
          value,
          "is not a month of the form YYYY-MM",
          "Write for example --" + option + "=2024-03.");
    }
  }

  private static void checkGenerate(GenerateOptions options) {
    atLeast("rows", options.getRows(), 0);
    between("files", options.getFiles(), 1, 100_000);
    between("months", options.getMonths(), 1, 1200);
    between("customers", options.getCustomers(), 1, 10_000_000);
    date("firstDate", options.getFirstDate());
    require(
        COMPRESSIONS.contains(options.getCompression()),
        "compression",
        options.getCompression(),
        "is no compression that LedgerLake reads",
        "Write one of none, gzip, zstd.");
    require(
        Set.of("transactions", "postings", "sample").contains(options.getDataset()),
        "dataset",
        options.getDataset(),
        "is no feed that can be generated",
        "Write one of transactions, postings, sample.");
    BigDecimal sum =
        share("duplicates", options.getDuplicates())
            .add(share("conflicts", options.getConflicts()))
            .add(share("hotKey", options.getHotKey()))
            .add(share("faults", options.getFaults()));
    if (sum.compareTo(BigDecimal.ONE) > 0) {
      throw new UserError(
          "--duplicates, --conflicts, --hotKey and --faults make more than all rows: "
              + sum.toPlainString()
              + ".",
          "Choose shares whose sum is at most 1.");
    }
    share("quoted", options.getQuoted());
  }

  private static BigDecimal share(String option, String value) {
    if (value.matches("[01](\\.[0-9]{1,6})?")
        && new BigDecimal(value).compareTo(BigDecimal.ONE) <= 0) {
      return new BigDecimal(value);
    }
    throw wrong(
        option,
        value,
        "is not a share from 0 to 1 with at most 6 decimals",
        "Write for example --" + option + "=0.02.");
  }

  private static void date(String option, String value) {
    try {
      LocalDate.parse(value);
    } catch (DateTimeParseException e) {
      throw wrong(
          option,
          value,
          "is not a date of the form YYYY-MM-DD",
          "Write for example --" + option + "=2024-03-31.");
    }
  }

  private static void instant(String option, String value) {
    try {
      Instant.parse(value);
    } catch (DateTimeParseException e) {
      throw wrong(
          option,
          value,
          "is not an instant in UTC",
          "Write for example --" + option + "=2024-03-31T02:00:00Z.");
    }
  }

  private static void atLeast(String option, long value, long least) {
    require(
        value >= least,
        option,
        Long.toString(value),
        "is too small",
        "Write " + least + " or more.");
  }

  private static void between(String option, int value, int least, int greatest) {
    require(
        value >= least && value <= greatest,
        option,
        Integer.toString(value),
        "is out of range",
        "Write a number from " + least + " to " + greatest + ".");
  }

  private static void require(
      boolean holds, String option, String value, String problem, String remedy) {
    if (!holds) {
      throw wrong(option, value, problem, remedy);
    }
  }

  private static UserError wrong(String option, String value, String problem, String remedy) {
    return new UserError("--" + option + "=" + value + " " + problem + ".", remedy);
  }

  private static List<String> nullToEmpty(List<String> list) {
    return list == null ? List.of() : list;
  }
}
