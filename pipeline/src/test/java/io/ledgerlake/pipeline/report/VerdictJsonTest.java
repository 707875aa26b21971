package io.ledgerlake.pipeline.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.report.RunSummary.FileLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictJsonTest {

  @Test
  void isTheDocumentedFormat() throws Exception {
    Golden.assertMatches(
        "verdict.json", new String(VerdictJson.write(Summaries.withRefusal()), UTF_8));
  }

  @Test
  void staysSmallWhateverTheRunHadToTell() {
    List<FileLine> files = new ArrayList<>();
    for (int file = 0; file < 10_000; file++) {
      files.add(Summaries.refused("f".repeat(1_000) + file));
    }
    List<String> told = Collections.nCopies(10_000, "\u20ac".repeat(5_000));

    byte[] json = VerdictJson.write(Summaries.of(Verdict.BOOKS_DISAGREE, files, told));

    assertThat(json).hasSizeLessThan(64 * 1024);
    assertThat(new String(json, UTF_8)).contains("And 9990 more: see metrics.json.");
  }
}
