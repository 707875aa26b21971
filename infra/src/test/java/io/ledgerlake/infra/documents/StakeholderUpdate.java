package io.ledgerlake.infra.documents;

import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import io.ledgerlake.pipeline.report.MetricsJson;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.RunSummary.FileStatus;
import io.ledgerlake.pipeline.report.RunSummary.Money;
import io.ledgerlake.pipeline.report.RunSummary.ReasonCount;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;

/** The status for readers who are no engineers, made from a run's {@code metrics.json}. */
final class StakeholderUpdate {

  /** Reasons in words that need no glossary. */
  private static final Map<String, String> MEANINGS =
      Map.ofEntries(
          Map.entry("SCHEMA_ERROR", "they have too many or too few fields"),
          Map.entry("ENCODING_ERROR", "their characters cannot be read"),
          Map.entry("NULL_VALUE_ERROR", "something that is required is empty"),
          Map.entry("TYPE_ERROR", "a number or a date is none"),
          Map.entry("AMOUNT_ERROR", "the amount has more decimals than its currency"),
          Map.entry("CURRENCY_ERROR", "the currency does not exist on that date"),
          Map.entry("TIMESTAMP_ERROR", "the date or time is not a real one"),
          Map.entry("CONSTRAINT_ERROR", "a value is not among those agreed on"),
          Map.entry("CONFLICTING_TRANSACTION", "the same transaction was sent with other figures"),
          Map.entry("DUPLICATE_FAILURE", "they were sent before"),
          Map.entry("REOPENED", "a decision about them was taken back"),
          Map.entry("MAX_ATTEMPTS", "they could not be corrected in three attempts"));

  private StakeholderUpdate() {}

  /** Returns the status as Markdown. */
  static String of(byte[] metricsJson) throws IOException {
    Configuration configuration = new Configuration(Configuration.VERSION_2_3_33);
    configuration.setClassForTemplateLoading(StakeholderUpdate.class, "/");
    configuration.setDefaultEncoding("UTF-8");
    configuration.setLocale(Locale.ROOT);
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    configuration.setLogTemplateExceptions(false);
    StringWriter out = new StringWriter();
    try {
      configuration
          .getTemplate("stakeholder-update.md.ftl")
          .process(model(MetricsJson.read(metricsJson)), out);
    } catch (TemplateException e) {
      throw new IOException(e);
    }
    return out.toString();
  }

  private static Map<String, Object> model(RunSummary run) {
    Rows rows = run.rows();
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("run_id", run.runId());
    model.put("dataset", run.dataset());
    model.put("ingested_at", run.ingestedAt());
    model.put("verdict", StringUtils.capitalize(run.verdict().meaning()) + ".");
    model.put("balanced", run.balances());
    model.put(
        "rows",
        Map.of(
            "read", number(rows.read()),
            "processed", number(rows.processed()),
            "quarantined", number(rows.quarantined()),
            "condemned", number(rows.condemned())));
    model.put(
        "unaccounted",
        number(rows.read() - rows.processed() - rows.quarantined() - rows.condemned()));
    model.put(
        "money",
        run.money().entrySet().stream().map(e -> money(e.getKey(), e.getValue())).toList());
    model.put("reasons", reasons(run));
    model.put(
        "refused",
        run.files().stream()
            .filter(f -> f.status() == FileStatus.REFUSED)
            .map(f -> Map.of("path", f.path()))
            .toList());
    return model;
  }

  private static Map<String, String> money(String currency, Money money) {
    return Map.of(
        "currency", currency.equals("?") ? "(unknown)" : currency,
        "read", amount(money.read()),
        "processed", amount(money.processed()),
        "quarantined", amount(money.quarantined()),
        "condemned", amount(money.condemned()));
  }

  /** Counts by reason, whichever zone, in the order in which the run tells them. */
  private static List<Map<String, String>> reasons(RunSummary run) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (ReasonCount reason : run.reasons()) {
      counts.merge(reason.code(), reason.rows(), Math::addExact);
    }
    return counts.entrySet().stream()
        .map(
            e ->
                Map.of(
                    "rows",
                    number(e.getValue()) + (e.getValue() == 1 ? " line" : " lines"),
                    "meaning",
                    MEANINGS.getOrDefault(e.getKey(), "reason " + e.getKey())))
        .toList();
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String amount(BigDecimal amount) {
    return String.format(Locale.ROOT, "%,.2f", amount.setScale(Math.max(2, amount.scale())));
  }

  /** Returns the codes that it has words for. */
  static List<String> explained() {
    return MEANINGS.keySet().stream().sorted().toList();
  }
}
