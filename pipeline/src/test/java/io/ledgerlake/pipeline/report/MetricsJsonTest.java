package io.ledgerlake.pipeline.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MetricsJsonTest {

  @Test
  void isTheDocumentedFormat() throws Exception {
    Golden.assertMatches(
        "metrics.json", new String(MetricsJson.write(Summaries.withRefusal()), UTF_8));
  }

  @Test
  void isReadBackAsItWasWritten() throws Exception {
    RunSummary run = Summaries.withRefusal();

    assertThat(MetricsJson.read(MetricsJson.write(run))).isEqualTo(run);
  }

  @Test
  void aLaterFieldDoesNotDisturbAnEarlierReader() throws Exception {
    String json = new String(MetricsJson.write(Summaries.withRefusal()), UTF_8);
    String later = json.replaceFirst("\\{", "{\n  \"invented_later\" : 1,");

    assertThat(MetricsJson.read(later.getBytes(UTF_8))).isEqualTo(Summaries.withRefusal());
  }

  @Test
  void anotherFormatIsRefused() {
    assertThatThrownBy(() -> MetricsJson.read("{\"format\":\"x/9\"}".getBytes(UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessage("expected the format ledgerlake.metrics/1, found x/9");
  }

  @Test
  void exitCodesAreThoseOfTheSpecification() {
    assertThat(Verdict.PUBLISHED.exitCode()).isZero();
    assertThat(Verdict.NOTHING_NEW.exitCode()).isZero();
    assertThat(Verdict.GATE_TRIPPED.exitCode()).isEqualTo(3);
    assertThat(Verdict.BOOKS_DISAGREE.exitCode()).isEqualTo(4);
    assertThat(Verdict.HELD.exitCode()).isEqualTo(5);
    assertThat(Verdict.PUBLISHED_WITH_REFUSALS.exitCode()).isEqualTo(6);
    assertThat(Verdict.PUBLISHED_WITH_REFUSALS.exitCode(false)).isZero();
    assertThat(Verdict.ALL_REFUSED.exitCode(false)).isZero();
  }
}
