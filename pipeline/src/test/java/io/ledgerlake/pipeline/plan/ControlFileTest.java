package io.ledgerlake.pipeline.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlFileTest {

  @Test
  void readsANumberThatNoBinaryFractionHolds() throws Exception {
    ControlFile file = parse("{\"rows\": 7, \"sums\": {\"EUR\": 12345678901234567890.01}}");

    assertThat(file.rows()).isEqualTo(7);
    assertThat(file.sum("EUR")).isEqualTo("12345678901234567890.01");
    assertThat(file.sum("USD")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]|it is not a JSON object",
        "rows: 1|it is not JSON",
        "{\"sums\": {}}|\"rows\" must be a whole number",
        "{\"rows\": 1.5}|\"rows\" must be a whole number",
        "{\"rows\": -1}|\"rows\" must be a whole number",
        "{\"rows\": 1, \"sum\": {}}|unknown property \"sum\"",
        "{\"rows\": 1, \"sums\": [1]}|\"sums\" must be an object",
        "{\"rows\": 1, \"sums\": {\"EUR\": \"1,5\"}}|the sum of EUR is not a number: \"1,5\"",
        "{\"rows\": 1, \"sums\": {\"EUR\": true}}|the sum of EUR is not a number",
      })
  void refusesWhatItDoesNotUnderstand(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(ControlFile.MalformedException.class)
        .hasMessageContaining(message);
  }

  private static ControlFile parse(String json) throws ControlFile.MalformedException {
    return ControlFile.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
