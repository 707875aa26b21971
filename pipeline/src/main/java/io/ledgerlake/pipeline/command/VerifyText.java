package io.ledgerlake.pipeline.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ledgerlake.pipeline.options.OutputFormat;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import io.ledgerlake.pipeline.verify.Finding;
import io.ledgerlake.pipeline.verify.VerifyResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Tells what a verification has found. */
final class VerifyText {

  /** More than anybody reads at once; the other formats have all of them. */
  private static final int SHOWN = 100;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final StringBuilder text = new StringBuilder();
  private final Terminal terminal;

  private VerifyText(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Returns the text.
   *
   * @param lake the lake, as {@code --lake} named it
   */
  static String of(List<VerifyResult> results, String lake, OutputFormat format, Terminal terminal)
      throws IOException {
    return switch (format) {
      case JSON -> json(results);
      case CSV -> csv(results);
      case TABLE -> {
        VerifyText text = new VerifyText(terminal);
        results.forEach(result -> text.add(result, lake));
        yield text.text.toString();
      }
    };
  }

  /** One object for each dataset; what was compared has names that are one word. */
  private static String json(List<VerifyResult> results) throws IOException {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (VerifyResult result : results) {
      Map<String, Long> checked = new LinkedHashMap<>();
      result.checked().forEach((what, number) -> checked.put(what.replace(' ', '_'), number));
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("dataset", result.dataset());
      document.put("checked", checked);
      document.put("findings", result.findings());
      document.put("remarks", result.remarks());
      documents.add(document);
    }
    return JSON.writeValueAsString(documents).replace(System.lineSeparator(), "\n") + "\n";
  }

  private static String csv(List<VerifyResult> results) throws IOException {
    StringBuilder lines = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(lines, CSVFormat.RFC4180)) {
      printer.printRecord("dataset", "kind", "path", "expected", "found", "next_step");
      for (VerifyResult result : results) {
        for (Finding f : result.findings()) {
          printer.printRecord(
              result.dataset(), f.kind(), f.path(), f.expected(), f.found(), f.nextStep());
        }
      }
    }
    return lines.toString();
  }

  private void add(VerifyResult result, String lake) {
    int findings = result.findings().size();
    line(
        findings == 0
            ? result.dataset() + " in " + lake + " is as it was decided."
            : result.dataset()
                + " in "
                + lake
                + ": "
                + (findings == 1 ? "1 thing is" : findings + " things are")
                + " not as decided.");
    text.append('\n');
    findings(result.findings());
    TextTable table = new TextTable(terminal.unicode()).text("compared").figure("number");
    result.checked().forEach((what, n) -> table.row(what, String.format(Locale.ROOT, "%,d", n)));
    text.append(table.render());
    if (!result.remarks().isEmpty()) {
      text.append("\nTo be known\n");
      result.remarks().forEach(remark -> line(" " + remark));
    }
    text.append('\n');
  }

  private void findings(List<Finding> findings) {
    for (Finding finding : findings.subList(0, Math.min(SHOWN, findings.size()))) {
      line(finding.kind().label() + " " + finding.path());
      line("  expected: " + finding.expected());
      line("  found:    " + finding.found());
      line("  Next: " + finding.nextStep() + ".");
      text.append('\n');
    }
    if (findings.size() > SHOWN) {
      line("and " + (findings.size() - SHOWN) + " more; --format=CSV writes all of them.");
      text.append('\n');
    }
  }

  private void line(String words) {
    text.append(TextTable.plain(words)).append('\n');
  }
}
