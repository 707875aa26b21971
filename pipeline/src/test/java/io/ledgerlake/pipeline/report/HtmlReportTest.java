package io.ledgerlake.pipeline.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  @Test
  void tellsVerdictFilesReasonsAndMoney() {
    assertThat(page(Summaries.withRefusal()))
        .contains("<strong>Published, without the refused files.</strong>")
        .contains("1,900 rows were read; each is in exactly one place: 1,860 processed")
        .contains("UNCLOSED_QUOTE at byte 6,912")
        .contains("Ask the sender to close or remove the quote")
        .contains("A number, boolean or date cannot be read as one.")
        .contains("1,234,567.99")
        .contains("published by run nightly-2024-03-30");
  }

  @Test
  void escapesWhateverAFileIsCalled() {
    String name = "</title><script>alert(\"1\")</script>&.csv";

    String page =
        page(
            Summaries.of(
                Verdict.ALL_REFUSED, List.of(Summaries.refused(name)), List.of("<b>" + name)));

    assertThat(page)
        .doesNotContain("<script")
        .doesNotContain("<b>")
        .contains("&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;.csv");
  }

  @Test
  void needsNothingButItself() {
    assertThat(page(Summaries.withRefusal()))
        .doesNotContain("src=", "href=", "url(", "@import")
        .contains("default-src 'none'");
  }

  @Test
  void doesNotClaimABalanceThatIsNotThere() {
    assertThat(page(Summaries.of(Verdict.BOOKS_DISAGREE, List.of(), List.of("a: rows differ"))))
        .contains("The figures below do not agree.")
        .contains("<li>a: rows differ</li>")
        .doesNotContain("The books balance");
  }

  @Test
  void theSameRunGivesTheSamePage() {
    assertThat(page(Summaries.withRefusal())).isEqualTo(page(Summaries.withRefusal()));
  }

  private static String page(RunSummary run) {
    return new String(HtmlReport.of(run), UTF_8);
  }
}
