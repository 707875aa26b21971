package io.ledgerlake.pipeline.report;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ledgerlake.pipeline.correction.Correction;
import io.ledgerlake.pipeline.gate.GateCheck;
import io.ledgerlake.pipeline.report.RunSummary.FileLine;
import io.ledgerlake.pipeline.report.RunSummary.FileStatus;
import io.ledgerlake.pipeline.report.RunSummary.Money;
import io.ledgerlake.pipeline.report.RunSummary.ReasonCount;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run's figures for machines: {@code metrics.json}, as {@code docs/metrics.md} describes it. The
 * same summary always gives the same bytes.
 */
public final class MetricsJson {

  /** What the files of this version say they are. */
  public static final String FORMAT = "ledgerlake.metrics/1";

  private static final ObjectMapper JSON = mapper();

  private MetricsJson() {}

  /** Returns a summary as JSON in UTF-8. */
  public static byte[] write(RunSummary summary) {
    return bytes(Document.of(summary));
  }

  /** Returns a document as all files of figures are written: indented, with a last line's end. */
  static byte[] bytes(Record document) {
    try {
      DefaultPrettyPrinter printer =
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
      byte[] json = JSON.writer(printer).writeValueAsBytes(document);
      byte[] line = Arrays.copyOf(json, json.length + 1);
      line[json.length] = '\n';
      return line;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a summary is always writable", e);
    }
  }

  /**
   * Returns the summary that a {@code metrics.json} holds.
   *
   * @throws IOException if it is none
   */
  public static RunSummary read(byte[] json) throws IOException {
    Document document = JSON.readValue(json, Document.class);
    if (!FORMAT.equals(document.format())) {
      throw new IOException("expected the format " + FORMAT + ", found " + document.format());
    }
    return document.summary();
  }

  /** Returns how many files have each status, by its name in lower case. */
  static SortedMap<String, Long> files(RunSummary s) {
    SortedMap<String, Long> files = new TreeMap<>();
    for (FileStatus status : FileStatus.values()) {
      files.put(status.name().toLowerCase(Locale.ROOT), s.count(status));
    }
    return files;
  }

  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    // A JSON number is a double to most readers.
    mapper
        .configOverride(BigDecimal.class)
        .setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING));
    return mapper;
  }

  /** The file as a whole, in the order of its properties. */
  private record Document(
      String format,
      String runId,
      String dataset,
      Verdict verdict,
      int exitCode,
      boolean published,
      boolean balanced,
      String lake,
      String ingestedAt,
      SortedMap<String, Long> files,
      Rows rows,
      SortedMap<String, Money> money,
      List<ReasonCount> reasons,
      List<String> disagreements,
      List<GateCheck> gates,
      List<FileLine> fileList,
      String report,
      List<Correction> corrections) {

    static Document of(RunSummary s) {
      return new Document(
          FORMAT,
          s.runId(),
          s.dataset(),
          s.verdict(),
          s.verdict().exitCode(),
          s.verdict().isPublished(),
          s.balances(),
          s.lake(),
          s.ingestedAt(),
          MetricsJson.files(s),
          s.rows(),
          s.money(),
          s.reasons(),
          s.disagreements(),
          s.gates(),
          s.files(),
          s.report(),
          s.corrections().isEmpty() ? null : s.corrections());
    }

    RunSummary summary() {
      return new RunSummary(
          verdict,
          runId,
          dataset,
          lake,
          ingestedAt,
          fileList,
          reasons,
          disagreements,
          gates,
          report,
          corrections);
    }
  }
}
