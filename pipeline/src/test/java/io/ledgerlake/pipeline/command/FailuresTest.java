package io.ledgerlake.pipeline.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.report.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void whatThePersonCanMendTakesTwoLines() {
    assertThat(guard(false, () -> fail(new UserError("The input is gone.", "Bring it back."))))
        .isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .isEqualToNormalizingNewlines("ledgerlake ingest: The input is gone.\n  Bring it back.\n");
  }

  @Test
  void anEnginesWrappingsAreTakenOff() {
    Exception wrapped =
        new RuntimeException(
            "Job aborted\nDriver stacktrace:", new IOException(new UserError("A.", "B.")));

    assertThat(guard(false, () -> fail(wrapped))).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("ledgerlake ingest: A.").doesNotContain("aborted");
  }

  @Test
  void theLakesOwnWordsAreKept() {
    LakeException full = new LakeException("The disk is full", "Free some space");

    assertThat(guard(false, () -> fail(new RuntimeException(full)))).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .isEqualToNormalizingNewlines("ledgerlake ingest: The disk is full.\n  Free some space.\n");
  }

  @Test
  void whatAWorkerSaysIsToldWithoutTheEnginesWrappings() {
    IOException worker =
        new IOException("cannot write x.parquet: no; make room, then run again", new IOException());

    assertThat(
            guard(false, () -> fail(new PipelineExecutionException(new RuntimeException(worker)))))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .isEqualToNormalizingNewlines(
            "ledgerlake ingest failed: cannot write x.parquet: no.\n"
                + "  Make room, then run again.\n");
  }

  @Test
  void aWorkersFullDiskIsToldAsSuch() {
    IOException worker =
        new IOException(
            "cannot write x.parquet: No space left on device; make sure that there is room",
            new IOException("No space left on device"));

    assertThat(guard(false, () -> fail(new RuntimeException(new RuntimeException(worker)))))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .isEqualToNormalizingNewlines(
            "ledgerlake ingest: The disk is full: cannot write x.parquet: No space left on device.\n"
                + "  Free some space and run again; a run is published as a whole or not at all.\n");
  }

  @Test
  void anythingElseIsOneLineAndAHint() {
    assertThat(guard(false, () -> fail(new IllegalStateException("odd\nsecond line"))))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .isEqualToNormalizingNewlines(
            "ledgerlake ingest failed: IllegalStateException: odd\n"
                + "  Run it again with --verbose to see where.\n");
  }

  @Test
  void verboseShowsWhere() {
    guard(true, () -> fail(new IllegalStateException("odd")));

    assertThat(err.toString(UTF_8)).contains("\tat io.ledgerlake.pipeline.command.FailuresTest");
  }

  private int guard(boolean verbose, Callable<Integer> body) {
    return new Failures(Terminal.of(OutputStream.nullOutputStream(), err), verbose)
        .guard("ingest", body);
  }

  private static int fail(Exception e) throws Exception {
    throw e;
  }
}
