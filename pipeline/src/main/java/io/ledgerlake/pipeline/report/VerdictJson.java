package io.ledgerlake.pipeline.report;

import io.ledgerlake.pipeline.report.RunSummary.FileLine;
import io.ledgerlake.pipeline.report.RunSummary.FileStatus;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * What a state machine has to know of a run: {@code verdict.json}, an extract of {@code
 * metrics.json} that stays small however many files the run had, as {@code docs/metrics.md}
 * describes it. The same summary always gives the same bytes.
 */
public final class VerdictJson {

  /** What the files of this version say they are. */
  public static final String FORMAT = "ledgerlake.verdict/1";

  private static final int SENTENCES = 10;
  private static final int LENGTH = 500;

  private VerdictJson() {}

  /** Returns the extract of a summary, as JSON in UTF-8, of less than 64 KiB. */
  public static byte[] write(RunSummary s) {
    return MetricsJson.bytes(
        new Document(
            FORMAT,
            s.runId(),
            s.dataset(),
            s.verdict(),
            s.verdict().exitCode(),
            s.verdict().isPublished(),
            s.balances(),
            MetricsJson.files(s),
            s.rows(),
            sentences(s.disagreements()),
            sentences(
                s.files().stream()
                    .filter(file -> file.status() == FileStatus.REFUSED)
                    .map(VerdictJson::refused)
                    .toList())));
  }

  private static String refused(FileLine file) {
    return file.path() + ": " + file.fault().message();
  }

  private static List<String> sentences(List<String> all) {
    List<String> some = new ArrayList<>();
    all.stream().limit(SENTENCES).map(VerdictJson::cut).forEach(some::add);
    if (all.size() > SENTENCES) {
      some.add("And " + (all.size() - SENTENCES) + " more: see metrics.json.");
    }
    return some;
  }

  private static String cut(String sentence) {
    if (sentence.length() <= LENGTH) {
      return sentence;
    }
    boolean pair = Character.isHighSurrogate(sentence.charAt(LENGTH - 1));
    return sentence.substring(0, pair ? LENGTH - 1 : LENGTH) + "...";
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
      SortedMap<String, Long> files,
      Rows rows,
      List<String> why,
      List<String> refused) {}
}
