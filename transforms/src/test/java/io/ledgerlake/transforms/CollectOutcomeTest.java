package io.ledgerlake.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.record.ReaderReport;
import io.ledgerlake.transforms.testing.TestPipelineExtension;
import io.ledgerlake.transforms.zone.ShardTally;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestPipelineExtension.class)
class CollectOutcomeTest {

  private static final SerializableCoder<RunOutcome> CODER = SerializableCoder.of(RunOutcome.class);

  @TempDir private Path folder;

  @Test
  void addsUpWhatAllWorkersHaveToSay(Pipeline pipeline) throws IOException {
    FileFault fault = new FileFault(FileFault.Kind.BROKEN_COMPRESSION, 7, "ends early", "ask");
    ShardTally settled = new ShardTally();
    settled.outcome(1, Zone.PROCESSED);
    WrittenFile late = file(Zone.PROCESSED, "b");
    WrittenFile early = file(Zone.PROCESSED, "a");
    WrittenFile condemned = file(Zone.CONDEMNED, "a");

    RunOutcome outcome =
        collect(
            pipeline,
            RunOutcome.ofReader(new ReaderReport(tally(1, 3, "1.50"), null)),
            RunOutcome.ofReader(new ReaderReport(tally(1, 4, "0.25"), fault)),
            RunOutcome.ofReader(new ReaderReport(tally(2, 5, "9"), null)),
            RunOutcome.ofFile(condemned),
            RunOutcome.ofFile(late),
            RunOutcome.ofFile(early),
            RunOutcome.ofStored(Zone.PROCESSED, tally(1, 3, "1")),
            RunOutcome.ofStored(Zone.PROCESSED, tally(1, 2, "2")),
            RunOutcome.ofStored(Zone.CONDEMNED, tally(1, 1, "4")),
            RunOutcome.ofSettled(settled));

    assertThat(outcome.files()).containsExactly(early, late, condemned);
    assertThat(outcome.read().get(1).tally().rows()).isEqualTo(7);
    assertThat(outcome.read().get(1).tally().sums().get("EUR")).isEqualByComparingTo("1.75");
    assertThat(outcome.read().get(1).fault()).isEqualTo(fault);
    assertThat(outcome.read().get(2).fault()).isNull();
    assertThat(outcome.stored().get(1).get(Zone.PROCESSED).rows()).isEqualTo(5);
    assertThat(outcome.stored().get(1).get(Zone.CONDEMNED).sums().get("EUR"))
        .isEqualByComparingTo("4");
    assertThat(outcome.settled()).isEqualTo(settled);
  }

  @Test
  void writesAnOutcomeEvenWhenNobodyHasAnythingToSay(Pipeline pipeline) throws IOException {
    RunOutcome outcome = collect(pipeline);

    assertThat(outcome.files()).isEmpty();
    assertThat(outcome.read()).isEmpty();
  }

  @Test
  void readsNothingButOutcomes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new javax.swing.event.EventListenerList());
    }

    assertThatThrownBy(() -> RunOutcome.read(new ByteArrayInputStream(bytes.toByteArray())))
        .isInstanceOf(InvalidClassException.class)
        .hasMessageContaining("REJECTED");
  }

  private RunOutcome collect(Pipeline pipeline, RunOutcome... parts) throws IOException {
    Path file = folder.resolve("outcome.bin");
    pipeline
        .apply(parts.length == 0 ? Create.empty(CODER) : Create.of(List.of(parts)).withCoder(CODER))
        .apply(CollectOutcome.to(file.toString()));
    pipeline.run().waitUntilFinish();
    try (InputStream in = Files.newInputStream(file)) {
      return RunOutcome.read(in);
    }
  }

  private static FileTally tally(int file, long rows, String sum) {
    FileTally tally = new FileTally(file);
    tally.addRows(rows);
    tally.addAmount("EUR", new BigDecimal(sum));
    return tally;
  }

  private static WrittenFile file(Zone zone, String path) {
    return new WrittenFile(zone, path, 648, 1, 2, "00");
  }
}
