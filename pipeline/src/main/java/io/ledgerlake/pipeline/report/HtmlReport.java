package io.ledgerlake.pipeline.report;

import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapperBuilder;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import io.ledgerlake.pipeline.correction.Correction;
import io.ledgerlake.pipeline.gate.GateCheck;
import io.ledgerlake.pipeline.report.RunSummary.FileLine;
import io.ledgerlake.pipeline.report.RunSummary.Money;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;

/**
 * A run's report for people: one HTML page that needs no other file and no script. Everything that
 * comes from outside is escaped by the template's output format.
 */
public final class HtmlReport {

  private static final Template TEMPLATE = template();

  private HtmlReport() {}

  /** Returns the page in UTF-8. */
  public static byte[] of(RunSummary run) {
    StringWriter page = new StringWriter();
    try {
      TEMPLATE.process(model(run), page);
    } catch (TemplateException | IOException e) {
      throw new IllegalStateException("the report template does not fit its model", e);
    }
    return page.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> model(RunSummary run) {
    Map<String, Object> model = new TreeMap<>();
    model.put("run", plain(run));
    model.put("good", run.verdict().exitCode() == 0);
    model.put("balances", run.agrees());
    model.put("total", rows(run.rows()));
    model.put("files", run.files().stream().map(HtmlReport::file).toList());
    model.put(
        "refused",
        run.files().stream().filter(f -> f.fault() != null).map(HtmlReport::file).toList());
    model.put("money", money(run));
    model.put(
        "reasons",
        run.reasons().stream()
            .map(
                r ->
                    Map.of(
                        "code", r.code(),
                        "zone", r.zone(),
                        "rows", number(r.rows()),
                        "meaning", Reasons.explain(r.code()),
                        "example", r.example() == null ? "" : r.example()))
            .toList());
    model.put("disagreements", run.disagreements());
    model.put("objectionHeading", run.verdict().objectionHeading());
    model.put("corrections", run.corrections().stream().map(HtmlReport::correction).toList());
    model.put("gates", run.gates().stream().map(HtmlReport::gate).toList());
    return model;
  }

  private static Map<String, Object> correction(Correction correction) {
    List<String> currencies = List.copyOf(correction.money().keySet());
    List<Long> counts = CorrectionTable.counts(correction.rows());
    List<Map<String, Object>> lines = new ArrayList<>();
    for (int kind = 0; kind < CorrectionTable.kinds().size(); kind++) {
      int at = kind;
      lines.add(
          Map.of(
              "what",
              CorrectionTable.kinds().get(kind),
              "rows",
              number(counts.get(kind)),
              "sums",
              currencies.stream()
                  .map(c -> CorrectionTable.amounts(correction.money().get(c)).get(at))
                  .toList()));
    }
    return Map.of(
        "path", correction.path(),
        "sentence", correction.sentence(),
        "currencies", currencies.stream().map(c -> c.equals("?") ? "(no valid one)" : c).toList(),
        "lines", lines,
        "examples", correction.examples().stream().map(CorrectionTable::words).toList());
  }

  private static Map<String, Object> gate(GateCheck gate) {
    return Map.of(
        "name", gate.gate().name(),
        "outcome", gate.outcome().name().toLowerCase(Locale.ROOT),
        "limit", gate.limit() == null ? "none" : gate.limit().toPlainString(),
        "minCount", number(gate.minCount()),
        "checked", number(gate.checked()),
        "findings", gate.findings().stream().map(GateCheck.Finding::message).toList());
  }

  private static Map<String, String> plain(RunSummary run) {
    return Map.of(
        "id", run.runId(),
        "dataset", run.dataset(),
        "verdict", run.verdict().meaning(),
        "lake", run.lake(),
        "ingestedAt", run.ingestedAt(),
        "exitCode", Integer.toString(run.verdict().exitCode()));
  }

  private static Map<String, Object> file(FileLine file) {
    Map<String, Object> model = new TreeMap<>();
    model.put("path", file.path());
    model.put("status", file.status().name());
    model.put("note", file.note() == null ? "" : file.note());
    model.put("rows", rows(file.rows()));
    if (file.fault() != null) {
      model.put("kind", file.fault().kind());
      model.put("message", file.fault().message());
      model.put("nextStep", file.fault().nextStep());
      model.put("offset", file.fault().offset() < 0 ? "" : number(file.fault().offset()));
    }
    return model;
  }

  private static Map<String, String> rows(Rows rows) {
    return Map.of(
        "read", number(rows.read()),
        "processed", number(rows.processed()),
        "quarantined", number(rows.quarantined()),
        "condemned", number(rows.condemned()),
        "blankLines", number(rows.blankLines()),
        "withoutAmount", number(rows.withoutAmount()));
  }

  private static List<Map<String, String>> money(RunSummary run) {
    List<Map<String, String>> lines = new ArrayList<>();
    for (Map.Entry<String, Money> entry : run.money().entrySet()) {
      Money money = entry.getValue();
      lines.add(
          Map.of(
              "currency", entry.getKey().equals("?") ? "(no valid one)" : entry.getKey(),
              "read", SummaryTable.amount(money.read()),
              "processed", SummaryTable.amount(money.processed()),
              "quarantined", SummaryTable.amount(money.quarantined()),
              "condemned", SummaryTable.amount(money.condemned()),
              "books", money.balance() ? "balance" : "disagree"));
    }
    return lines;
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static Template template() {
    Configuration configuration = new Configuration(Configuration.VERSION_2_3_33);
    configuration.setClassForTemplateLoading(HtmlReport.class, "/ledgerlake");
    configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
    configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
    configuration.setLocale(Locale.ROOT);
    configuration.setTimeZone(TimeZone.getTimeZone("UTC"));
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    configuration.setLogTemplateExceptions(false);
    configuration.setObjectWrapper(
        new DefaultObjectWrapperBuilder(Configuration.VERSION_2_3_33).build());
    try {
      return configuration.getTemplate("report.ftlh");
    } catch (IOException e) {
      throw new IllegalStateException("report.ftlh is missing from the class path", e);
    }
  }
}
