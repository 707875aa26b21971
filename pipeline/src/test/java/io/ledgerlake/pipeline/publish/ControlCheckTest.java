package io.ledgerlake.pipeline.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.plan.ControlFile;
import io.ledgerlake.pipeline.publish.ControlCheck.Verdict;
import io.ledgerlake.transforms.record.FileTally;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ControlCheckTest {

  @Test
  void agreesWhateverTheNumberOfDecimals() throws Exception {
    assertThat(
            check("{\"rows\": 2, \"sums\": {\"EUR\": \"10.5\", \"JPY\": -3}}", clean()).verdict())
        .isEqualTo(Verdict.AGREES);
  }

  @Test
  void comparesOnlyRowsWhenTheSenderGivesNoSums() throws Exception {
    assertThat(check("{\"rows\": 2}", clean()).verdict()).isEqualTo(Verdict.AGREES);
  }

  @Test
  void refusesOnOneRowMore() throws Exception {
    ControlCheck check = check("{\"rows\": 3}", clean());

    assertThat(check.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(check.differences()).containsExactly("the control file says 3 rows, the file has 2");
  }

  @Test
  void refusesOnOneCentWhenEveryAmountWasRead() throws Exception {
    ControlCheck check =
        check("{\"rows\": 2, \"sums\": {\"EUR\": \"10.51\", \"JPY\": \"-3\"}}", clean());

    assertThat(check.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(check.differences())
        .containsExactly(
            "the control file says 10.51 EUR, the rows add up to 10.50: a difference of -0.01");
  }

  @Test
  void holdsTheRunWhenUnreadAmountsMayExplainTheDifference() throws Exception {
    FileTally read = clean();
    read.addWithoutAmount(1);

    assertThat(check("{\"rows\": 2, \"sums\": {\"EUR\": 11, \"JPY\": -3}}", read).verdict())
        .isEqualTo(Verdict.HELD);
  }

  @Test
  void holdsTheRunWhenUnknownCurrenciesMayExplainTheDifference() throws Exception {
    FileTally read = clean();
    read.addAmount(FileTally.NO_CURRENCY, new BigDecimal("0.50"));

    assertThat(check("{\"rows\": 2, \"sums\": {\"EUR\": 11, \"JPY\": -3}}", read).verdict())
        .isEqualTo(Verdict.HELD);
  }

  @Test
  void seesACurrencyThatTheControlFileDoesNotName() throws Exception {
    assertThat(check("{\"rows\": 2, \"sums\": {\"EUR\": \"10.50\"}}", clean()).differences())
        .containsExactly("the control file says 0 JPY, the rows add up to -3: a difference of -3");
  }

  private static FileTally clean() {
    FileTally read = new FileTally(0);
    read.addRows(2);
    read.addAmount("EUR", new BigDecimal("10.50"));
    read.addAmount("JPY", new BigDecimal("-3"));
    return read;
  }

  private static ControlCheck check(String json, FileTally read)
      throws ControlFile.MalformedException {
    return ControlCheck.of(ControlFile.parse(json.getBytes(StandardCharsets.UTF_8)), read);
  }
}
