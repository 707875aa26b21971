package io.ledgerlake.pipeline.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong now = new AtomicLong();

  @Test
  void aPipeGetsALineNowAndThen() {
    Progress progress = progress(false);

    progress.phase("Reading 2 files");
    for (int i = 1; i <= 100; i++) {
      now.addAndGet(Duration.ofMillis(100).toNanos());
      progress.update(i, 100, "rows");
    }
    progress.done();

    assertThat(text())
        .isEqualToNormalizingNewlines(
            "Reading 2 files ...\nReading 2 files: 50 rows (50%)\nReading 2 files: 100 rows"
                + " (100%)\n");
  }

  @Test
  void aTerminalGetsOneLineThatIsClearedInTheEnd() {
    Progress progress = progress(true);

    progress.phase("Reading");
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    progress.update(1_234_567, 0, "rows");
    progress.done();

    assertThat(text())
        .doesNotContain("\n")
        .contains("\rReading: 1,234,567 rows")
        .endsWith("\r" + " ".repeat(59) + "\r");
  }

  private Progress progress(boolean live) {
    return Progress.on(new PrintStream(bytes, true, UTF_8), live, 60, now::get);
  }

  private String text() {
    return bytes.toString(UTF_8);
  }
}
