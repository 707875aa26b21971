package io.ledgerlake.pipeline.gate;

import io.ledgerlake.pipeline.gate.GateCheck.Finding;
import io.ledgerlake.pipeline.gate.GateCheck.Outcome;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Looks a run over, file by file and as a whole, before it may be published. */
public final class Gates {

  private static final int CODES_SHOWN = 3;

  private final GateLimits limits;
  private final String runId;

  private Gates(GateLimits limits, String runId) {
    this.limits = limits;
    this.runId = runId;
  }

  /**
   * Returns the gates of a run.
   *
   * @param runId the run's id, for the next steps
   */
  public static Gates of(GateLimits limits, String runId) {
    return new Gates(limits, runId);
  }

  /**
   * Checks every gate.
   *
   * @param files the figures of the files that were read, by path
   * @return what each gate found, one after the other
   */
  public List<GateCheck> check(SortedMap<String, GateFigures> files) {
    GateFigures run = files.values().stream().reduce(GateFigures.NONE, GateFigures::plus);
    return List.of(rejected(files, run), unprocessed(files), duplicates(files, run));
  }

  private GateCheck rejected(SortedMap<String, GateFigures> files, GateFigures run) {
    List<Finding> findings = new ArrayList<>();
    files.forEach((file, figures) -> rejected(file, figures, findings));
    rejected(null, run, findings);
    return result(
        Gate.REJECTED_ROWS, limits.maxRejected(), limits.minRows(), files, findings, true);
  }

  private void rejected(String file, GateFigures figures, List<Finding> findings) {
    if (isAbove(figures.rejected(), figures.read(), limits.maxRejected())) {
      findings.add(
          finding(
              file,
              figures.rejected(),
              figures,
              "are in quarantine, more than the limit of "
                  + percent(limits.maxRejected())
                  + mostOften(figures),
              look(file)
                  + ", have "
                  + (file == null ? "the files" : "it")
                  + " mended and send again; or run again with "
                  + again("--maxRejected=" + atLeast(figures.rejected(), figures.read()))));
    }
  }

  private GateCheck unprocessed(SortedMap<String, GateFigures> files) {
    List<Finding> findings = new ArrayList<>();
    files.forEach(
        (file, figures) -> {
          long others = figures.read() - figures.duplicates();
          if (figures.processed() == 0 && others > 0) {
            findings.add(
                finding(
                    file,
                    others,
                    figures,
                    "were looked at and none was processed, duplicates aside" + mostOften(figures),
                    look(file)
                        + " and have it mended; or run again with "
                        + again("--allowUnprocessedFiles")));
          }
        });
    return result(Gate.UNPROCESSED_FILE, null, 1, files, findings, limits.unprocessedFilesTrip());
  }

  private GateCheck duplicates(SortedMap<String, GateFigures> files, GateFigures run) {
    List<Finding> findings = new ArrayList<>();
    files.forEach((file, figures) -> duplicates(file, figures, findings));
    duplicates(null, run, findings);
    return result(
        Gate.DUPLICATES,
        limits.maxDuplicates(),
        limits.minRows(),
        files,
        findings,
        limits.duplicatesTrip());
  }

  private void duplicates(String file, GateFigures figures, List<Finding> findings) {
    if (isAbove(figures.duplicates(), figures.read(), limits.maxDuplicates())) {
      findings.add(
          finding(
              file,
              figures.duplicates(),
              figures,
              "repeat others, more than the limit of " + percent(limits.maxDuplicates()) + ".",
              "ask the sender whether "
                  + (file == null ? "the files were" : "it was")
                  + " sent before"
                  + (limits.duplicatesTrip()
                      ? "; or run again with "
                          + again(
                              "--maxDuplicates=" + atLeast(figures.duplicates(), figures.read()))
                      : ".")));
    }
  }

  private static GateCheck result(
      Gate gate,
      BigDecimal limit,
      long minCount,
      SortedMap<String, GateFigures> files,
      List<Finding> findings,
      boolean trips) {
    Outcome objection = trips ? Outcome.TRIPPED : Outcome.WARNED;
    return new GateCheck(
        gate,
        findings.isEmpty() ? Outcome.PASSED : objection,
        limit,
        minCount,
        files.size(),
        findings);
  }

  private static Finding finding(
      String file, long rows, GateFigures figures, String what, String nextStep) {
    return new Finding(
        file,
        rows,
        figures.read(),
        share(rows, figures.read(), RoundingMode.HALF_UP),
        String.format(
            Locale.ROOT,
            "%s: %,d of %,d rows (%s) %s",
            file == null ? "The run as a whole" : file,
            rows,
            figures.read(),
            percent(share(rows, figures.read(), RoundingMode.HALF_UP)),
            what),
        nextStep);
  }

  private boolean isAbove(long rows, long read, BigDecimal limit) {
    // Without a division, so that a share of exactly the limit passes.
    return rows >= limits.minRows()
        && rows > 0
        && BigDecimal.valueOf(rows).compareTo(limit.multiply(BigDecimal.valueOf(read))) > 0;
  }

  private static BigDecimal share(long rows, long read, RoundingMode rounding) {
    return BigDecimal.valueOf(rows).divide(BigDecimal.valueOf(read), 4, rounding);
  }

  /** Rounded up: as a limit, it lets exactly these rows pass. */
  private static String atLeast(long rows, long read) {
    return share(rows, read, RoundingMode.UP).stripTrailingZeros().toPlainString();
  }

  private static String percent(BigDecimal share) {
    return share.movePointRight(2).stripTrailingZeros().toPlainString() + "%";
  }

  private static String mostOften(GateFigures figures) {
    String codes =
        figures.codes().entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(CODES_SHOWN)
            .map(code -> String.format(Locale.ROOT, "%s %,d", code.getKey(), code.getValue()))
            .collect(Collectors.joining(", "));
    return codes.isEmpty() ? "." : "; most often " + codes + ".";
  }

  private String look(String file) {
    return file == null
        ? "look at ./ledgerlake show " + runId
        : "look at ./ledgerlake rejects " + file + " --run=" + runId;
  }

  private String again(String option) {
    return "--runId=" + runId + " " + option + " to publish as it is.";
  }
}
